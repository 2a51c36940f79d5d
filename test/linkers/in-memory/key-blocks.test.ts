import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { CodedRecords } from '../../../linkers/in-memory/coded-records.ts';
import { blockScratch, type KeyBlocks, keyBlocks } from '../../../linkers/in-memory/key-blocks.ts';
import { seededRandom } from '../synthetic-people.ts';

function recordsOf(rows: readonly (readonly number[])[]): CodedRecords {
  const width = rows[0]?.length ?? 1;
  return { rows: Int32Array.from(rows.flat()), width, position: Number };
}

/** Blocks as lists of members, by key. */
function naiveBlocks(rows: readonly (readonly number[])[], positions: readonly number[], from: number, end: number) {
  const blocks = new Map<string, number[]>();
  for (let e = from; e < end; e++) {
    const key = positions.map((position) => rows[e]![position]!);
    if (key.some((code) => code < 0)) continue;
    blocks.set(key.join(), [...(blocks.get(key.join()) ?? []), e]);
  }
  return blocks;
}

function listed({ members, starts, rights }: KeyBlocks): string[] {
  return Array.from({ length: starts.length - 1 }, (_, block) => {
    const all = [...members.subarray(starts[block]!, starts[block + 1]!)];
    if (rights === undefined) return all.join();
    const split = rights[block]! - starts[block]!;
    return `${all.slice(0, split).join()} | ${all.slice(split).join()}`;
  }).sort();
}

const rows = fc.array(fc.tuple(fc.integer({ min: -1, max: 4 }), fc.integer({ min: -1, max: 3 })), { maxLength: 60 });

describe('blocks of equal keys', () => {
  test('of one source hold every record that shares its whole key with another, in ascending order', () => {
    fc.assert(
      fc.property(rows, (given) => {
        const found = keyBlocks(recordsOf(given), blockScratch(), { first: 0, end: given.length, positions: [0, 1] });
        const expected = naiveBlocks(given, [0, 1], 0, given.length);
        expect(found.keys).toBe(expected.size);
        expect(listed(found)).toEqual(
          [...expected.values()]
            .filter(({ length }) => length > 1)
            .map(String)
            .sort(),
        );
      }),
    );
  });

  test('of two sides hold the left records before the right ones, and only where there are both', () => {
    fc.assert(
      fc.property(rows, fc.nat(60), (given, at) => {
        const split = Math.min(at, given.length);
        const found = keyBlocks(
          recordsOf(given),
          blockScratch(),
          { first: 0, end: split, positions: [0] },
          { first: split, end: given.length, positions: [1] },
        );
        const left = naiveBlocks(given, [0], 0, split);
        const right = naiveBlocks(given, [1], split, given.length);
        const expected = [...left].flatMap(([key, members]) =>
          right.has(key) ? [`${members.join()} | ${right.get(key)!.join()}`] : [],
        );
        expect(found.keys).toBe(expected.length);
        expect(listed(found)).toEqual(expected.sort());
      }),
    );
  });

  test('are the same where records fill many parts, with one huge block among them', () => {
    const random = seededRandom(11);
    const given = Array.from({ length: 30_000 }, () => [
      random() < 0.1 ? 7 : Math.floor(random() * 20_000),
      Math.floor(random() * 2),
    ]);
    const found = keyBlocks(recordsOf(given), blockScratch(), { first: 0, end: given.length, positions: [0, 1] });
    const expected = naiveBlocks(given, [0, 1], 0, given.length);
    expect(found.keys).toBe(expected.size);
    expect(listed(found)).toEqual(
      [...expected.values()]
        .filter(({ length }) => length > 1)
        .map(String)
        .sort(),
    );
  });
});
