import type { FellegiSunterPass } from '../schemas/link-model/link-pass.ts';
import { identifier } from '../warehouse/identifier.ts';
import { type AgreementTable, createAgreementTable } from './agreement-table.ts';
import { countBlocks, createCandidatePairs, refuseAboveBudget } from './blocking.ts';
import { eligible } from './deterministic-pass.ts';
import { type EstimatedU, estimateU } from './estimate-u.ts';
import type { StepReport } from './link-report.ts';
import { patternWeight, probabilityToWeight } from './match-weight.ts';
import { STEP_EDGE_TABLE } from './names.ts';
import { type PairContext, stillFree } from './pair-context.ts';
import { type TrainedPass, trainParameters } from './train-parameters.ts';
import type { ValueWeightStore } from './value-weights.ts';
import { writeNumbers } from './write-numbers.ts';

/**
 * Runs a Fellegi–Sunter pass: blocks, compares, trains on every candidate pair, then scores those that earlier steps
 * left free. A pair of entities has the weight of its best pair of variants.
 */
export async function runFellegiSunterPass(
  context: PairContext,
  pass: FellegiSunterPass,
  step: number,
  weights: ValueWeightStore,
): Promise<StepReport> {
  const { session } = context;
  const blocks = await countBlocks(context, pass.blocking_rules);
  refuseAboveBudget(context, pass.name, blocks);
  const added = await createCandidatePairs(context, pass.blocking_rules);
  const comparedPairs = added.reduce((sum, pairs) => sum + pairs, 0);
  const agreement = await createAgreementTable(context, pass.comparisons);

  const estimated: EstimatedU[] = [];
  for (const comparison of pass.comparisons) {
    const left = await weights(context, 'left', comparison);
    const right = await weights(context, 'right', comparison);
    estimated.push(await estimateU(context, comparison, left, right));
  }
  const trained = await trainParameters(context, pass, agreement, comparedPairs, estimated);
  const frequencies = await createFrequencyTables(context, pass, estimated, weights);
  await score(context, pass, step, agreement, trained, frequencies);
  for (const table of ['link_pair', agreement.table, ...frequencies.map(({ table }) => table)]) {
    await session.execute(`DROP TABLE ${table}`);
  }
  const last = trained.em.logLikelihood.at(-1)!;
  return {
    step,
    sourcePair: context.name,
    pass: pass.name,
    type: 'fellegi_sunter',
    eligibleLeft: await eligible(
      context,
      context.leftTable,
      pass.blocking_rules.map((rule) => rule.columns),
    ),
    eligibleRight: await eligible(
      context,
      context.rightTable,
      pass.blocking_rules.map((rule) => rule.right ?? rule.columns),
    ),
    candidatePairs: blocks.reduce((sum, block) => sum + block.pairs, 0),
    comparedPairs,
    blocks,
    parameters: {
      lambda: trained.lambda,
      linkWeight: probabilityToWeight(pass.thresholds.link),
      reviewWeight: probabilityToWeight(pass.thresholds.review),
      iterations: trained.em.iterations,
      converged: trained.em.converged,
      lastChange: trained.em.lastChange,
      logLikelihood: last,
      patterns: trained.patterns.length,
      comparisons: trained.comparisons,
    },
  };
}

/** (code, adjustment): what agreeing on this value is worth beyond agreeing on any. */
interface FrequencyTable {
  /** Position of the comparison in the pass. */
  readonly comparison: number;
  readonly table: string;
  readonly largest: number;
}

/**
 * Term frequencies count entities of both sources: an exact agreement on value v gains weight × log2 (u / f(v)).
 * Rounded to six decimals, so that engines agree.
 */
async function createFrequencyTables(
  context: PairContext,
  pass: FellegiSunterPass,
  estimated: readonly EstimatedU[],
  weights: ValueWeightStore,
): Promise<readonly FrequencyTable[]> {
  const tables: FrequencyTable[] = [];
  for (const [comparison, name] of pass.comparisons.entries()) {
    const definition = context.model.comparisons[name]!;
    if (definition.term_frequency === undefined) continue;
    const left = await weights(context, 'left', name);
    const right = await weights(context, 'right', name);
    const u = definition.comparison_levels[0]!.u_probability ?? estimated[comparison]!.levels[0]!;
    const { weight, minimum } = definition.term_frequency;
    const frequency = context.dedupe
      ? `CAST(l.weight AS DOUBLE) / ${left.total}`
      : `CAST(l.weight + r.weight AS DOUBLE) / ${left.total + right.total}`;
    const floor = context.dialect.functions.greatest_of(frequency, String(minimum));
    const table = identifier(`link_frequency_${comparison}`);
    await context.session.execute(`
      CREATE OR REPLACE TEMPORARY TABLE ${table} AS
      SELECT l.code, ROUND(${weight} * LN(${u} / ${floor}) / LN(2), 6) AS adjustment
      FROM ${left.values} AS l JOIN ${right.values} AS r ON r.code = l.code`);
    const [row] = await context.session.query<{ largest: number | null }>(
      `SELECT MAX(adjustment) AS largest FROM ${table}`,
    );
    tables.push({ comparison, table, largest: Math.max(0, row?.largest ?? 0) });
  }
  return tables;
}

async function score(
  context: PairContext,
  pass: FellegiSunterPass,
  step: number,
  agreement: AgreementTable,
  trained: TrainedPass,
  frequencies: readonly FrequencyTable[],
): Promise<void> {
  const { session, dialect } = context;
  const levels = trained.comparisons.map((comparison) => comparison.levels);
  const link = probabilityToWeight(pass.thresholds.link);
  const review = probabilityToWeight(pass.thresholds.review);
  const clauses = linkClauses(context, pass);
  const worthScoring: (readonly [number, number, number])[] = [];
  for (const pattern of trained.patterns) {
    const digits = agreement.code.digits(pattern);
    const weight = patternWeight(digits, levels, trained.lambda);
    // No rarity of values can lift the others above the review threshold.
    const most = frequencies.reduce((sum, table) => sum + (digits[table.comparison] === 1 ? table.largest : 0), weight);
    if (most >= review) worthScoring.push([pattern, round6(weight), clauses.every((holds) => holds(digits)) ? 1 : 0]);
  }
  await writeNumbers(
    session,
    dialect,
    'link_pattern_weight',
    { pattern: 'BIGINT', weight: 'DOUBLE', linkable: 'INTEGER' },
    worthScoring,
  );

  const adjustments = frequencies.map(({ table }) => ` + COALESCE(${table}.adjustment, 0)`).join('');
  const joins = frequencies.map(
    ({ table, comparison }) => `LEFT JOIN ${table} ON ${table}.code = agreement.x${comparison}`,
  );
  await session.execute(`
    INSERT INTO ${STEP_EDGE_TABLE}
    SELECT ${context.index}, ${step}, el, er,
      CASE WHEN linkable_weight >= ${link} THEN linkable_weight ELSE weight END,
      CASE WHEN linkable_weight >= ${link} THEN 'link' WHEN weight >= ${link} THEN 'link_only_if' ELSE 'between_thresholds' END
    FROM (
      SELECT el, er, MAX(weight) AS weight, MAX(CASE WHEN linkable = 1 THEN weight END) AS linkable_weight
      FROM (
        SELECT agreement.el, agreement.er, link_pattern_weight.linkable,
          ROUND(link_pattern_weight.weight${adjustments}, 6) AS weight
        FROM ${agreement.table} AS agreement
        JOIN link_pattern_weight USING (pattern)
        ${joins.join('\n        ')}
      ) AS variant_pair
      GROUP BY el, er
    ) AS pair
    WHERE weight >= ${review} AND ${stillFree(context, 'pair')}`);
}

/** The pass's `link_only_if` as tests of a pattern's digits. */
function linkClauses(
  context: PairContext,
  pass: FellegiSunterPass,
): readonly ((digits: readonly number[]) => boolean)[] {
  return pass.link_only_if.map((clause) => {
    const alternatives = clause.any.map(({ comparison, level }) => ({
      position: pass.comparisons.indexOf(comparison),
      worst: context.model.comparisons[comparison]!.comparison_levels.findIndex(({ label }) => label === level) + 1,
    }));
    return (digits) => alternatives.some(({ position, worst }) => digits[position]! >= 1 && digits[position]! <= worst);
  });
}

function round6(value: number): number {
  return Math.round(value * 1e6) / 1e6;
}
