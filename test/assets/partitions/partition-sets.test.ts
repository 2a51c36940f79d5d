import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  countPartitions,
  difference,
  intersection,
  type PartitionSet,
  partitionSet,
  union,
} from '../../../assets/partitions/partition-range.ts';
import { covered, differing, overlaid, restrict, type Segment } from '../../../assets/partitions/segments.ts';

const END = 40;
const ranges = fc.tuple(fc.nat(END), fc.nat(END)).map(([a, b]) => ({ from: Math.min(a, b), to: Math.max(a, b) }));
const sets = fc.array(ranges, { maxLength: 8 }).map(partitionSet);
const layers = fc.array(
  fc.tuple(ranges, fc.constantFrom('x', 'y', 'z')).map(([range, value]): Segment<string> => ({ ...range, value })),
  { maxLength: 12 },
);

const members = (set: PartitionSet) =>
  set.flatMap(({ from, to }) => Array.from({ length: to - from + 1 }, (_, i) => from + i));
const inOneForm = (set: PartitionSet) => {
  for (const [index, { from, to }] of set.entries()) {
    expect(from).toBeLessThanOrEqual(to);
    const before = set[index - 1];
    if (before !== undefined) expect(from).toBeGreaterThan(before.to + 1);
  }
};
/** What a list of partitions would say, one at a time. */
const valueAt = (segments: readonly Segment<string>[], place: number) =>
  segments.findLast(({ from, to }) => from <= place && place <= to)?.value;
const everywhere = Array.from({ length: END + 1 }, (_, place) => place);

describe('sets of partitions as ranges', () => {
  test('are what lists of their members would be, in one form', () => {
    fc.assert(
      fc.property(sets, sets, (a, b) => {
        const inA = new Set(members(a));
        const inB = new Set(members(b));
        for (const [set, holds] of [
          [union(a, b), (place: number) => inA.has(place) || inB.has(place)],
          [intersection(a, b), (place: number) => inA.has(place) && inB.has(place)],
          [difference(a, b), (place: number) => inA.has(place) && !inB.has(place)],
        ] as const) {
          inOneForm(partitionSet(set));
          expect(members(set)).toEqual(everywhere.filter(holds));
        }
        expect(countPartitions(a)).toBe(inA.size);
      }),
    );
  });

  test('may go on for ever at both ends', () => {
    const all = [{ from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY }];
    fc.assert(
      fc.property(sets, (set) => {
        expect(intersection(set, all)).toEqual(set);
        expect(difference(set, all)).toEqual([]);
      }),
    );
  });
});

describe('values by partition', () => {
  test('laid over one another are at each place the last one laid there', () => {
    fc.assert(
      fc.property(layers, (laid) => {
        const segments = overlaid(laid);
        for (const place of everywhere) expect(valueAt(segments, place)).toBe(valueAt(laid, place));
        expect(members(covered(segments))).toEqual(everywhere.filter((place) => valueAt(laid, place) !== undefined));
      }),
    );
  });

  test('differ where a look at each place says so', () => {
    fc.assert(
      fc.property(layers, layers, (one, other) => {
        const [a, b] = [overlaid(one), overlaid(other)];
        expect(members(differing(a, b))).toEqual(everywhere.filter((place) => valueAt(a, place) !== valueAt(b, place)));
        expect(differing(a, a)).toEqual([]);
      }),
    );
  });

  test('within a set are the same as without it', () => {
    fc.assert(
      fc.property(layers, sets, (laid, set) => {
        const segments = overlaid(laid);
        const inside = new Set(members(set));
        const kept = restrict(segments, set);
        for (const place of everywhere) {
          expect(valueAt(kept, place)).toBe(inside.has(place) ? valueAt(segments, place) : undefined);
        }
      }),
    );
  });
});
