import { type PartitionRange, type PartitionSet, partitionSet } from './partition-range.ts';

/** A value that consecutive partitions share. */
export interface Segment<V> extends PartitionRange {
  readonly value: V;
}

/** A value by partition, as ranges in order that do not overlap. Partitions in none of them have no value. */
export type Segments<V> = readonly Segment<V>[];

/** The partitions that have a value. */
export function covered(segments: Segments<unknown>): PartitionSet {
  return partitionSet(segments);
}

/** Where two values by partition differ, or only one has any. */
export function differing<V>(a: Segments<V>, b: Segments<V>): PartitionSet {
  const found: PartitionRange[] = [];
  let i = 0;
  let j = 0;
  let at = Number.NEGATIVE_INFINITY;
  while (i < a.length || j < b.length) {
    const left = a[i];
    const right = b[j];
    const [leftFrom, leftTo] = rest(left, at);
    const [rightFrom, rightTo] = rest(right, at);
    const from = Math.min(leftFrom, rightFrom);
    const inLeft = leftFrom === from;
    const inRight = rightFrom === from;
    const to =
      inLeft && inRight
        ? Math.min(leftTo, rightTo)
        : inLeft
          ? Math.min(leftTo, rightFrom - 1)
          : Math.min(rightTo, leftFrom - 1);
    if (!(inLeft && inRight && left?.value === right?.value)) found.push({ from, to });
    if (inLeft && to === leftTo) i += 1;
    if (inRight && to === rightTo) j += 1;
    at = to + 1;
  }
  return partitionSet(found);
}

/** What is left of a segment from a place on. */
function rest(segment: PartitionRange | undefined, at: number): readonly [number, number] {
  if (segment === undefined) return [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  return [Math.max(segment.from, at), segment.to];
}

/** The parts of segments that lie within a set, in order. Looking at a few of many costs little. */
export function restrict<V>(segments: Segments<V>, within: PartitionSet): Segments<V> {
  const kept: Segment<V>[] = [];
  for (const range of within) {
    for (let index = firstUpTo(segments, range.from); index < segments.length; index += 1) {
      const segment = segments[index] as Segment<V>;
      if (segment.from > range.to) break;
      const from = Math.max(segment.from, range.from);
      const to = Math.min(segment.to, range.to);
      kept.push({ from, to, value: segment.value });
    }
  }
  return kept;
}

/** Of the first segment that does not end before a place. */
function firstUpTo(segments: Segments<unknown>, place: number): number {
  let low = 0;
  let high = segments.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((segments[middle] as PartitionRange).to < place) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Neighbors of one value made one. */
export function joined<V>(segments: Segments<V>): Segments<V> {
  const merged: Segment<V>[] = [];
  for (const segment of segments) {
    const last = merged.at(-1);
    if (last !== undefined && last.value === segment.value && last.to + 1 === segment.from) {
      merged[merged.length - 1] = { from: last.from, to: segment.to, value: last.value };
    } else merged.push(segment);
  }
  return merged;
}

/**
 * Lays values over one another, each over all before it, as when ranges were made one after another.
 * @param layers oldest first; they may overlap in any way
 */
export function overlaid<V>(layers: readonly Segment<V>[]): Segments<V> {
  const sorted = layers.toSorted((a, b) => a.from - b.from);
  if (sorted.every(({ from }, index) => index === 0 || from > (sorted[index - 1] as PartitionRange).to)) {
    return joined(sorted);
  }
  const bounds = [...new Set(layers.flatMap(({ from, to }) => [from, to + 1]))].sort((a, b) => a - b);
  const indexOf = new Map(bounds.map((bound, index) => [bound, index]));
  const values = new Array<Segment<V> | undefined>(bounds.length);
  // From a piece, the first at or after it that nothing lies on yet: pieces that are taken are passed over at once.
  const free = bounds.map((_, index) => index);
  const firstFree = (index: number): number => {
    let found = index;
    while (free[found] !== found) {
      const beyond = free[found] as number;
      free[found] = free[beyond] as number;
      found = beyond;
    }
    return found;
  };
  for (let layer = layers.length - 1; layer >= 0; layer -= 1) {
    const segment = layers[layer] as Segment<V>;
    const end = indexOf.get(segment.to + 1) as number;
    for (let piece = firstFree(indexOf.get(segment.from) as number); piece < end; piece = firstFree(piece)) {
      values[piece] = segment;
      free[piece] = piece + 1;
    }
  }
  const pieces = values.flatMap((segment, index) =>
    segment === undefined
      ? []
      : [{ from: bounds[index] as number, to: (bounds[index + 1] as number) - 1, value: segment.value }],
  );
  return joined(pieces);
}
