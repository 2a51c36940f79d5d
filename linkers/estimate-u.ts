import type { FellegiSunterPass } from '../schemas/link-model/link-pass.ts';
import { hasSingleVariants } from './encode-entities.ts';
import { levelSelect } from './level-sql.ts';
import { valueTable } from './names.ts';
import type { PairContext } from './pair-context.ts';
import { ENTITY_WEIGHT, type ValueWeights } from './value-weights.ts';

/** P(level | different people) of one comparison. */
export interface EstimatedU {
  readonly levels: readonly number[];
  readonly source: 'exact' | 'sampled';
  /** Of the fuzzy levels; null where all pairs of values were seen. */
  readonly standardErrors: readonly (number | null)[];
  readonly floored: readonly boolean[];
}

/** u of a pass per comparison and level: given in the model, otherwise estimated. */
export function knownU(
  context: PairContext,
  pass: FellegiSunterPass,
  estimated: readonly EstimatedU[],
): readonly (readonly number[])[] {
  return pass.comparisons.map((name, comparison) =>
    context.model.comparisons[name]!.comparison_levels.map(
      (level, index) => level.u_probability ?? estimated[comparison]!.levels[index]!,
    ),
  );
}

/**
 * The agreement of random pairs of entities, each with one of its values at random. Exact agreement has a closed form:
 * Σ f₁(v) f₂(v) / (n₁ n₂), and within one source (Σ f(v)² − Σ self) / (n² − Σ self). Other levels are counted on
 * weighted pairs of distinct values, all of them within the model's budget, otherwise those of evenly spread samples of
 * entities.
 */
export async function estimateU(
  context: PairContext,
  comparison: string,
  left: ValueWeights,
  right: ValueWeights,
): Promise<EstimatedU> {
  const definition = context.model.comparisons[comparison]!;
  const levelCount = definition.comparison_levels.length;
  const pairs = context.dedupe ? left.total ** 2 - left.selfTotal : left.total * right.total;
  const [row] = await context.session.query<{ equal: number }>(`
    SELECT CAST(COALESCE(SUM(l.weight * r.weight), 0) AS DOUBLE) AS equal
    FROM ${left.values} AS l JOIN ${right.values} AS r ON r.code = l.code`);
  const equal = (row?.equal ?? 0) - (context.dedupe ? left.selfEqual : 0);
  const exact = pairs > 0 ? equal / pairs : 0;

  const budget = context.model.budgets.u_value_pairs;
  // Within one source, all pairs of values would hold those of an entity with itself, unless each has one variant.
  const all =
    left.distinctValues * right.distinctValues <= budget && (!context.dedupe || hasSingleVariants(context.left));
  const size = sampleSize(budget);
  const shares =
    levelCount === 2
      ? NO_INEXACT_LEVEL
      : await inexactShares(
          context,
          comparison,
          all ? left.values : sampledValues(left, size, context.dedupe ? 0 : null),
          all ? right.values : sampledValues(right, size, context.dedupe ? 1 : null),
          ENTITY_WEIGHT,
        );
  return composeU(context, exact, shares, all);
}

/** Entities drawn on each side, so that the pairs of their values stay within the budget. */
export function sampleSize(valuePairs: number): number {
  return Math.floor(Math.sqrt(valuePairs));
}

/** Shares of the inexact levels among pairs of unequal values, and how many pairs of entities these stand for. */
export interface InexactShares {
  readonly share: readonly number[];
  readonly pairs: number;
}

/** Of a comparison that knows exact and else alone. */
export const NO_INEXACT_LEVEL: InexactShares = Object.freeze({ share: [1], pairs: 1 });

/** @param all whether every pair of values was seen */
export function composeU(context: PairContext, exact: number, shares: InexactShares, all: boolean): EstimatedU {
  const levels = [exact, ...shares.share.map((share) => (1 - exact) * share)];
  const twoLevels = levels.length === 2;
  // Half an observation stands for none: among all pairs where all were counted, among the sampled ones otherwise.
  const least = (level: number) => 0.5 / (level === 0 || all ? context.totalPairs : shares.pairs);
  return Object.freeze({
    levels: levels.map((value, level) => Math.max(value, least(level))),
    source: all || twoLevels ? 'exact' : 'sampled',
    standardErrors: levels.map((value, level) =>
      all || level === 0 || twoLevels ? null : Math.sqrt((value * (1 - value)) / shares.pairs),
    ),
    floored: levels.map((value, level) => value < least(level)),
  });
}

/**
 * Compares every pair of unequal values of two tables (code, weight).
 * @param entityWeight what one entity adds to a weight
 */
export async function inexactShares(
  context: PairContext,
  comparison: string,
  l: string,
  r: string,
  entityWeight: number,
): Promise<InexactShares> {
  const definition = context.model.comparisons[comparison]!;
  // Values are fetched before the cross product, once each.
  const [column] = definition.columns;
  const carriesValues = definition.columns.length === 1;
  const withValues = (values: string) =>
    carriesValues
      ? `(SELECT held.code, held.weight, text.value FROM ${values} AS held JOIN ${valueTable(column!)} AS text ON text.code = held.code)`
      : values;
  const pairs = `(
    SELECT l.code AS lc, r.code AS rc, l.weight * r.weight AS weight${carriesValues ? ', l.value AS lv, r.value AS rv' : ''}
    FROM ${withValues(l)} AS l CROSS JOIN ${withValues(r)} AS r
    WHERE l.code <> r.code)`;
  const rows = await context.session.query<{ level: number; weight: number }>(`
    SELECT level, CAST(SUM(weight) AS DOUBLE) AS weight
    FROM (${levelSelect(context.dialect, comparison, definition, pairs, ['weight'], { carriesValues })}) AS leveled
    GROUP BY level
    ORDER BY level`);
  const total = rows.reduce((sum, row) => sum + row.weight, 0);
  const share = definition.comparison_levels
    .slice(1)
    .map((_, index) => (total === 0 ? 0 : (rows.find(({ level }) => level === index + 2)?.weight ?? 0) / total));
  return { share, pairs: Math.max(1, total / entityWeight ** 2) };
}

/**
 * The values of entities spread evenly over the source by a multiplicative hash of their number (Knuth), the same in
 * every run. Within one source the two samples are of different entities, whose own variants would pass for agreement.
 */
function sampledValues(weights: ValueWeights, entities: number, half: 0 | 1 | null): string {
  const hash = 'MOD(CAST(e AS BIGINT) * 2654435761 + 12345, 4294967296)';
  return `(
    SELECT code, SUM(weight) AS weight
    FROM ${weights.holdings}
    WHERE e IN (
      SELECT e
      FROM (SELECT DISTINCT e FROM ${weights.holdings}${half === null ? '' : ` WHERE MOD(e, 2) = ${half}`}) AS holder
      ORDER BY ${hash}, e
      LIMIT ${entities})
    GROUP BY code)`;
}
