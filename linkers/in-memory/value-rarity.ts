import type { EstimatedU } from '../estimate-u.ts';
import type { PairContext } from '../pair-context.ts';
import type { TermFrequency } from '../pair-worker.ts';
import { round6 } from '../round6.ts';
import type { ValueCountStore } from './value-counts.ts';

/** Far below a millionth, and far above what a double of a weight's size leaves out. */
const HALF_UP = 3e-10;

/** What agreeing on a value is worth beyond agreeing on any. */
export interface Rarity extends TermFrequency {
  /** By code. */
  readonly adjustments: Float64Array;
  /** Place of the comparison's code in a row. */
  readonly position: number;
}

/** As `createFrequencyTables`: none where the comparison has no term frequency. */
export function rarityOf(
  context: PairContext,
  comparisons: readonly string[],
  index: number,
  estimated: EstimatedU,
  counts: ValueCountStore,
): readonly Rarity[] {
  const name = comparisons[index]!;
  const { term_frequency, comparison_levels } = context.model.comparisons[name]!;
  if (term_frequency === undefined) return [];
  const left = counts(context, 'left', name);
  const right = counts(context, 'right', name);
  const u = comparison_levels[0]!.u_probability ?? estimated.levels[0]!;
  const all = context.dedupe ? left.holders : left.holders + right.holders;
  const adjustments = new Float64Array(Math.max(left.counts.length, right.counts.length));
  let largest = 0;
  for (let code = 0; code < adjustments.length; code++) {
    const held = (left.counts[code] ?? 0) + (context.dedupe ? 0 : (right.counts[code] ?? 0));
    if (held === 0) continue;
    const frequency = Math.max(held / all, term_frequency.minimum);
    adjustments[code] = round6((term_frequency.weight * Math.log(u / frequency)) / Math.LN2);
    largest = Math.max(largest, adjustments[code]!);
  }
  return [{ comparison: index, largest, inexact: term_frequency.inexact, adjustments, position: left.position }];
}

/** Of two values that merely resemble each other, the more common one says how much that is worth. */
export function inexactAdjustment({ adjustments, inexact }: Rarity, lc: number, rc: number): number {
  return round6(inexact * Math.min(adjustments[lc]!, adjustments[rc]!) + HALF_UP);
}
