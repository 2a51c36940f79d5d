import type { FellegiSunterPass } from '../../schemas/link-model/link-pass.ts';
import { levelSelect } from '../level-sql.ts';
import { levelWeight, priorWeight, probabilityToWeight, weightToProbability } from '../match-weight.ts';
import { codeColumn, comparisonColumn, valueTable } from '../names.ts';
import type { PairContext } from '../pair-context.ts';
import { createFrequencyTables, type FrequencyTable, inexactAdjustment } from '../term-frequency.ts';
import type { ValueWeightStore } from '../value-weights.ts';
import { explainBlocking } from './explain-rules.ts';
import type { FellegiSunterExplanation, WaterfallBar } from './pair-explanation.ts';
import type { PairOfVariants } from './variants.ts';

interface ExplainWeights {
  readonly context: PairContext;
  readonly pass: FellegiSunterPass;
  readonly pairs: readonly PairOfVariants[];
  readonly frequencies: readonly FrequencyTable[];
  readonly showValues: boolean;
}

/**
 * Explains a Fellegi–Sunter pass of a trained model for each of some pairs, given by their pairs of variants: what each
 * comparison of the best pair of variants is worth.
 */
export async function explainWeights(
  context: PairContext,
  pass: FellegiSunterPass,
  pairs: readonly (readonly PairOfVariants[])[],
  weights: ValueWeightStore,
  showValues: boolean,
): Promise<readonly FellegiSunterExplanation[]> {
  const frequencies = isTrained(context, pass)
    ? await createFrequencyTables(context, pass.comparisons, [], weights)
    : [];
  const explained: FellegiSunterExplanation[] = [];
  for (const one of pairs) {
    explained.push(await explainOne({ context, pass, pairs: one, frequencies, showValues }));
  }
  for (const { table } of frequencies) await context.session.execute(`DROP TABLE ${table}`);
  return explained;
}

async function explainOne(given: ExplainWeights): Promise<FellegiSunterExplanation> {
  const { context, pass, pairs } = given;
  const blocking = await explainBlocking(context, pass.blocking_rules, pairs);
  const shared = {
    type: 'fellegi_sunter' as const,
    pass: pass.name,
    blocking,
    compared: blocking.some(({ meets }) => meets),
    thresholds: pass.thresholds,
  };
  const lambda = pass.probability_two_random_records_match;
  if (lambda === undefined || !isTrained(context, pass)) {
    return {
      ...shared,
      priorWeight: null,
      bars: [],
      matchWeight: null,
      matchProbability: null,
      unmetClauses: [],
      verdict: 'untrained',
    };
  }
  const prior = priorWeight(lambda);
  const candidates = (await waterfalls(given)).map((bars) => {
    const unmet = unmetClauses(context, pass, bars);
    // Rounded where scoring rounds.
    const pattern = rounded(bars.reduce((sum, { weight }) => sum + weight, prior));
    const rarity = bars.reduce((sum, { termFrequencyAdjustment }) => sum + termFrequencyAdjustment, 0);
    const weight = rounded(pattern + rarity);
    return { bars, unmet, weight };
  });
  const link = probabilityToWeight(pass.thresholds.link);
  // As in scoring: the heaviest pair that may link, where one is heavy enough; otherwise the heaviest.
  const heaviest = candidates.toSorted((a, b) => b.weight - a.weight);
  const best = heaviest.find(({ unmet, weight }) => unmet.length === 0 && weight >= link) ?? heaviest[0]!;
  return {
    ...shared,
    priorWeight: prior,
    bars: await withValues(given, pairs[candidates.indexOf(best)]!, best.bars),
    matchWeight: best.weight,
    matchProbability: weightToProbability(best.weight),
    unmetClauses: best.unmet,
    verdict: verdict(best.weight, best.unmet.length === 0, link, probabilityToWeight(pass.thresholds.review)),
  };
}

function verdict(
  weight: number,
  linkable: boolean,
  link: number,
  review: number,
): Exclude<FellegiSunterExplanation['verdict'], 'untrained'> {
  if (weight >= link) return linkable ? 'link' : 'link_only_if';
  return weight >= review ? 'between_thresholds' : 'below_review';
}

function isTrained({ model }: PairContext, pass: FellegiSunterPass): boolean {
  return pass.comparisons.every((name) =>
    model.comparisons[name]!.comparison_levels.every(
      (level) => level.m_probability !== undefined && level.u_probability !== undefined,
    ),
  );
}

/** The bars of every pair of variants, without values. */
async function waterfalls({ context, pass, pairs, frequencies }: ExplainWeights): Promise<readonly WaterfallBar[][]> {
  const bars: WaterfallBar[][] = pairs.map(() => []);
  for (const [position, name] of pass.comparisons.entries()) {
    const levels = await levelsOf(context, name, pairs);
    const frequency = frequencies.find(({ comparison }) => comparison === position);
    const rarity =
      frequency === undefined ? new Map<number, number>() : await adjustments(context, frequency, name, pairs);
    for (const [index, pair] of pairs.entries()) {
      const level = levels[index]!;
      bars[index]!.push({
        ...bar(context, name, level),
        termFrequencyAdjustment:
          frequency === undefined ? 0 : adjustment(context, name, pair, level, frequency, rarity),
      });
    }
  }
  return bars;
}

function bar({ model }: PairContext, name: string, level: number): Omit<WaterfallBar, 'termFrequencyAdjustment'> {
  const trained = model.comparisons[name]!.comparison_levels[level - 1];
  if (trained === undefined) {
    return { comparison: name, level: 0, label: 'missing', m: null, u: null, weight: 0, values: [] };
  }
  const [m, u] = [trained.m_probability!, trained.u_probability!];
  return { comparison: name, level, label: trained.label, m, u, weight: levelWeight({ m, u }), values: [] };
}

/** The level of a comparison for each pair of variants; 0 where a value is missing. */
async function levelsOf(
  context: PairContext,
  name: string,
  pairs: readonly PairOfVariants[],
): Promise<readonly number[]> {
  const definition = context.model.comparisons[name]!;
  const codes = pairs.map((pair) => codesOf(context, name, pair));
  const unequal = codes.filter(([l, r]) => l !== null && r !== null && l !== r);
  const found = new Map<string, number>();
  if (unequal.length > 0) {
    const union = unequal.map(
      ([l, r]) => `SELECT CAST(${Number(l)} AS INTEGER) AS lc, CAST(${Number(r)} AS INTEGER) AS rc`,
    );
    const rows = await context.session.query<{ lc: number; rc: number; level: number }>(
      levelSelect(context.dialect, name, definition, `(${[...new Set(union)].join(' UNION ALL ')})`),
    );
    for (const { lc, rc, level } of rows) found.set(`${lc} ${rc}`, level);
  }
  return codes.map(([l, r]) => {
    if (l === null || r === null) return 0;
    return l === r ? 1 : (found.get(`${l} ${r}`) ?? definition.comparison_levels.length);
  });
}

function codesOf(
  { model }: PairContext,
  name: string,
  { left, right }: PairOfVariants,
): readonly [number | null, number | null] {
  const column = comparisonColumn(name, model.comparisons[name]!.columns);
  return [left.codes[column] ?? null, right.codes[column] ?? null];
}

/** What the rarity of each value at hand is worth. */
async function adjustments(
  context: PairContext,
  frequency: FrequencyTable,
  name: string,
  pairs: readonly PairOfVariants[],
): Promise<ReadonlyMap<number, number>> {
  const codes = new Set(pairs.flatMap((pair) => codesOf(context, name, pair)).filter((code) => code !== null));
  if (codes.size === 0) return new Map();
  const rows = await context.session.query<{ code: number; adjustment: number }>(
    `SELECT code, adjustment FROM ${frequency.table} WHERE code IN (${[...codes].map(Number).join(', ')})`,
  );
  return new Map(rows.map(({ code, adjustment }) => [code, adjustment]));
}

function adjustment(
  context: PairContext,
  name: string,
  pair: PairOfVariants,
  level: number,
  { inexact }: FrequencyTable,
  rarity: ReadonlyMap<number, number>,
): number {
  const [left, right] = codesOf(context, name, pair).map((code) => (code === null ? 0 : (rarity.get(code) ?? 0)));
  if (level === 0 || level === context.model.comparisons[name]!.comparison_levels.length) return 0;
  return level === 1 ? left! : inexactAdjustment(inexact, left!, right!);
}

function unmetClauses(
  { model }: PairContext,
  pass: FellegiSunterPass,
  bars: readonly WaterfallBar[],
): readonly string[] {
  return pass.link_only_if.flatMap((clause) => {
    const holds = clause.any.some(({ comparison, level }) => {
      const worst = model.comparisons[comparison]!.comparison_levels.findIndex(({ label }) => label === level) + 1;
      const reached = bars.find((one) => one.comparison === comparison)?.level ?? 0;
      return reached >= 1 && reached <= worst;
    });
    return holds ? [] : [clause.any.map(({ comparison, level }) => `${comparison} at least ${level}`).join(' or ')];
  });
}

async function withValues(
  { context, showValues }: ExplainWeights,
  pair: PairOfVariants,
  bars: readonly WaterfallBar[],
): Promise<readonly WaterfallBar[]> {
  if (!showValues) return bars;
  const valued: WaterfallBar[] = [];
  for (const one of bars) {
    const values: WaterfallBar['values'][number][] = [];
    for (const column of context.model.comparisons[one.comparison]!.columns) {
      const [left, right] = [pair.left, pair.right].map(({ codes }) => codes[codeColumn(column)] ?? null);
      values.push({
        column,
        left: await valueWithCode(context, column, left ?? null),
        right: await valueWithCode(context, column, right ?? null),
      });
    }
    valued.push({ ...one, values });
  }
  return valued;
}

async function valueWithCode({ session }: PairContext, column: string, code: number | null): Promise<string | null> {
  if (code === null) return null;
  const [row] = await session.query<{ value: string }>(
    `SELECT CAST(value AS VARCHAR) AS value FROM ${valueTable(column)} WHERE code = $code`,
    { code },
  );
  return row?.value ?? null;
}

function rounded(weight: number): number {
  return Math.round(weight * 1e6) / 1e6;
}
