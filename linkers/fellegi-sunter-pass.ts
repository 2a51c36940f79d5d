import type { FellegiSunterPass } from '../schemas/link-model/link-pass.ts';
import { type AgreementTable, createAgreementTable } from './agreement-table.ts';
import { countBlocks, createCandidatePairs, refuseAboveBudget } from './blocking.ts';
import { eligible } from './deterministic-pass.ts';
import { type EstimatedU, estimateU } from './estimate-u.ts';
import type { StepReport } from './link-report.ts';
import { patternWeight, probabilityToWeight } from './match-weight.ts';
import { STEP_EDGE_TABLE } from './names.ts';
import { type PairContext, stillFree } from './pair-context.ts';
import { createFrequencyTables, type FrequencyTable, largestAdjustment } from './term-frequency.ts';
import { type LearnedM, trainByRules } from './train-by-rules.ts';
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
  const seen = {
    step,
    sourcePair: context.name,
    pass: pass.name,
    type: 'fellegi_sunter' as const,
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
  };
  // Sources that share no key have nothing to score, and nothing to learn from.
  if (comparedPairs === 0) return { ...seen, parameters: null };
  const estimated: EstimatedU[] = [];
  for (const comparison of pass.comparisons) {
    const left = await weights(context, 'left', comparison);
    const right = await weights(context, 'right', comparison);
    estimated.push(await estimateU(context, comparison, left, right));
  }
  const learned = await learnByRules(context, pass, estimated);
  const frequencies = await createFrequencyTables(context, pass.comparisons, estimated, weights);
  const agreement = await createAgreementTable(context, pass.comparisons, frequencies);
  const trained = await trainParameters(context, pass, agreement, comparedPairs, estimated, learned);
  await score(context, pass, step, agreement, trained, frequencies);
  for (const table of ['link_pair', agreement.table, ...frequencies.map(({ table }) => table)]) {
    await session.execute(`DROP TABLE ${table}`);
  }
  const last = trained.em.logLikelihood.at(-1)!;
  return {
    ...seen,
    parameters: {
      lambda: trained.lambda,
      totalPairs: context.totalPairs,
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
    const most = weight + largestAdjustment(digits, levels, frequencies);
    if (most >= review) worthScoring.push([pattern, round6(weight), clauses.every((holds) => holds(digits)) ? 1 : 0]);
  }
  await writeNumbers(
    session,
    dialect,
    'link_pattern_weight',
    { pattern: 'BIGINT', weight: 'DOUBLE', linkable: 'INTEGER' },
    worthScoring,
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
          ROUND(link_pattern_weight.weight + agreement.adjustment, 6) AS weight
        FROM ${agreement.table} AS agreement
        JOIN link_pattern_weight USING (pattern)
      ) AS variant_pair
      GROUP BY el, er
    ) AS pair
    WHERE weight >= ${review} AND ${stillFree(context, 'pair')}`);
}

/** Before the candidates are compared, whose table the training rules would replace. */
async function learnByRules(
  context: PairContext,
  pass: FellegiSunterPass,
  estimated: readonly EstimatedU[],
): Promise<LearnedM> {
  const { session, model } = context;
  if (pass.training_rules.length === 0) return [];
  await session.execute('CREATE OR REPLACE TEMPORARY TABLE link_pair_kept AS SELECT el, er, rule FROM link_pair');
  const u = pass.comparisons.map((name, comparison) =>
    model.comparisons[name]!.comparison_levels.map(
      (level, index) => level.u_probability ?? estimated[comparison]!.levels[index]!,
    ),
  );
  const learned = await trainByRules(context, pass, u);
  await session.execute('CREATE OR REPLACE TEMPORARY TABLE link_pair AS SELECT el, er, rule FROM link_pair_kept');
  await session.execute('DROP TABLE link_pair_kept');
  return learned;
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
