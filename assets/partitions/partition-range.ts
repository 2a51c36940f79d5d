/**
 * Consecutive partitions, by their ordinals on the axis of their asset, both ends included. Ranges and not lists are what
 * plans and states hold, so that a hundred thousand partitions cost as much as there are differences among them.
 */
export interface PartitionRange {
  readonly from: number;
  readonly to: number;
}

/** Ranges in order, apart from one another by one ordinal or more: the one form of a set of partitions. */
export type PartitionSet = readonly PartitionRange[];

export const NO_PARTITIONS: PartitionSet = Object.freeze([]);

/** The set of all that is in any of the ranges, given in any order. */
export function partitionSet(ranges: readonly PartitionRange[]): PartitionSet {
  const merged: { from: number; to: number }[] = [];
  for (const { from, to } of [...ranges].sort((a, b) => a.from - b.from)) {
    if (from > to) continue;
    const last = merged.at(-1);
    if (last !== undefined && from <= last.to + 1) last.to = Math.max(last.to, to);
    else merged.push({ from, to });
  }
  return merged;
}

export function union(...sets: readonly PartitionSet[]): PartitionSet {
  return sets.length === 1 ? (sets[0] ?? NO_PARTITIONS) : partitionSet(sets.flat());
}

export function intersection(a: PartitionSet, b: PartitionSet): PartitionSet {
  const shared: PartitionRange[] = [];
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    const left = a[i] as PartitionRange;
    const right = b[j] as PartitionRange;
    const from = Math.max(left.from, right.from);
    const to = Math.min(left.to, right.to);
    if (from <= to) shared.push({ from, to });
    if (left.to < right.to) i += 1;
    else j += 1;
  }
  return shared;
}

/** What is in `a` and not in `b`. */
export function difference(a: PartitionSet, b: PartitionSet): PartitionSet {
  const left: PartitionRange[] = [];
  let j = 0;
  for (const { from, to } of a) {
    let start = from;
    while (j < b.length && (b[j] as PartitionRange).to < start) j += 1;
    for (let k = j; k < b.length && (b[k] as PartitionRange).from <= to; k += 1) {
      const cut = b[k] as PartitionRange;
      if (cut.from > start) left.push({ from: start, to: cut.from - 1 });
      start = cut.to + 1;
    }
    if (start <= to) left.push({ from: start, to });
  }
  return left;
}

/** How many partitions a set has. */
export function countPartitions(set: PartitionSet): number {
  return set.reduce((sum, { from, to }) => sum + to - from + 1, 0);
}
