import { comparisonColumn } from '../names.ts';
import type { PairContext } from '../pair-context.ts';
import { withoutValues } from '../value-weights.ts';
import type { CodedRecords } from './coded-records.ts';

/** How many records of a source hold each value of a comparison. */
export interface ValueCounts {
  /** By code. */
  readonly counts: Int32Array;
  /** Place of the comparison's code in a row. */
  readonly position: number;
  /** Records that hold a value, and the values held. */
  readonly holders: number;
  readonly distinct: number;
}

/** Counts values on first use; a source serves all its pairs. */
export type ValueCountStore = (context: PairContext, side: 'left' | 'right', comparison: string) => ValueCounts;

export function valueCountStore(records: CodedRecords): ValueCountStore {
  const made = new Map<string, ValueCounts>();
  return (context, side, comparison) => {
    const { source, first, entities } = context[side];
    const key = `${source} ${comparison}`;
    const known = made.get(key);
    if (known !== undefined) return known;
    const { columns } = context.model.comparisons[comparison]!;
    const counted = countValues(
      records,
      records.position(comparisonColumn(comparison, columns)),
      first,
      first + entities,
    );
    if (counted.holders === 0) throw withoutValues(context, side, comparison);
    made.set(key, counted);
    return counted;
  };
}

function countValues({ rows, width }: CodedRecords, position: number, first: number, end: number): ValueCounts {
  let largest = -1;
  for (let e = first; e < end; e++) largest = Math.max(largest, rows[e * width + position]!);
  const counts = new Int32Array(largest + 1);
  let holders = 0;
  let distinct = 0;
  for (let e = first; e < end; e++) {
    const code = rows[e * width + position]!;
    if (code < 0) continue;
    holders++;
    if (counts[code]!++ === 0) distinct++;
  }
  return Object.freeze({ counts, position, holders, distinct });
}
