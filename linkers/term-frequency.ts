import { identifier } from '../warehouse/identifier.ts';
import type { EstimatedU } from './estimate-u.ts';
import type { TrainedComparison } from './link-report.ts';
import type { PairContext } from './pair-context.ts';
import type { TermFrequency } from './pair-worker.ts';
import { ENTITY_WEIGHT, type ValueWeightStore } from './value-weights.ts';

/** (code, adjustment): what agreeing on this value is worth beyond agreeing on any. */
export interface FrequencyTable extends TermFrequency {
  readonly table: string;
  /** The adjustment of a value that nobody held when values were counted: as if one entity did. */
  readonly unseen: number;
}

/**
 * Term frequencies count entities of both sources, not rows: an exact agreement on value v gains
 * weight × log2 (u / f(v)), u being the chance of agreeing on any. Rounded to six decimals, so that engines agree.
 */
export async function createFrequencyTables(
  context: PairContext,
  comparisons: readonly string[],
  estimated: readonly EstimatedU[],
  weights: ValueWeightStore,
): Promise<readonly FrequencyTable[]> {
  const tables: FrequencyTable[] = [];
  for (const [comparison, name] of comparisons.entries()) {
    const definition = context.model.comparisons[name]!;
    if (definition.term_frequency === undefined) continue;
    const left = await weights(context, 'left', name);
    const right = await weights(context, 'right', name);
    const u = definition.comparison_levels[0]!.u_probability ?? estimated[comparison]!.levels[0]!;
    const { weight, minimum, inexact } = definition.term_frequency;
    const holders = context.dedupe
      ? `SELECT code, weight FROM ${left.values}`
      : `SELECT code, weight FROM ${left.values} UNION ALL SELECT code, weight FROM ${right.values}`;
    const all = context.dedupe ? left.total : left.total + right.total;
    const frequency = context.dialect.functions.greatest_of(`CAST(SUM(weight) AS DOUBLE) / ${all}`, String(minimum));
    const table = identifier(`link_frequency_${comparison}`);
    await context.session.execute(`
      CREATE OR REPLACE TEMPORARY TABLE ${table} AS
      SELECT code, ROUND(${weight} * LN(${u} / ${frequency}) / LN(2), 6) AS adjustment
      FROM (${holders}) AS holder
      GROUP BY code`);
    const [row] = await context.session.query<{ largest: number | null }>(
      `SELECT MAX(adjustment) AS largest FROM ${table}`,
    );
    const rarest = Math.max(minimum, ENTITY_WEIGHT / all);
    tables.push({
      comparison,
      table,
      largest: Math.max(0, row?.largest ?? 0),
      unseen: Math.round(weight * Math.log2(u / rarest) * 1e6) / 1e6,
      inexact,
    });
  }
  return Object.freeze(tables);
}

/** The most that rarity can add to a pattern. */
export function largestAdjustment(
  digits: readonly number[],
  levels: readonly TrainedComparison['levels'][],
  frequencies: readonly TermFrequency[],
): number {
  return frequencies.reduce((sum, { comparison, largest, inexact }) => {
    const digit = digits[comparison]!;
    if (digit === 0 || digit === levels[comparison]!.length) return sum;
    return sum + (digit === 1 ? largest : inexact * largest);
  }, 0);
}

/**
 * What the rarity of two values that merely resemble each other adds: the more common one says how much. As
 * `createAgreementTable` computes it in the warehouse.
 */
export function inexactAdjustment(share: number, left: number, right: number): number {
  return Math.round((share * Math.min(left, right) + 0.0000000003) * 1e6) / 1e6;
}
