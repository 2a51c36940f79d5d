import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bestAssignment } from '../../linkers/assignment.ts';

type Weights = (number | undefined)[][];

function bruteForce(weights: Weights, row = 0, used: readonly number[] = []): number {
  if (row === weights.length) return 0;
  const alone = bruteForce(weights, row + 1, used);
  const withPartner = weights[row]!.map((weight, column) =>
    weight === undefined || used.includes(column) ? 0 : weight + bruteForce(weights, row + 1, [...used, column]),
  );
  return Math.max(alone, ...withPartner);
}

test('finds the greatest total weight, using only pairs that exist, each side once', () => {
  const weights = fc.tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 5 })).chain(([rows, columns]) =>
    fc.array(
      fc.array(fc.option(fc.integer({ min: 1, max: 30 }), { nil: undefined }), {
        minLength: columns,
        maxLength: columns,
      }),
      { minLength: rows, maxLength: rows },
    ),
  );
  fc.assert(
    fc.property(weights, (table) => {
      const assigned = [...bestAssignment(table)];
      const taken = assigned.filter((column) => column >= 0);
      expect(new Set(taken).size).toBe(taken.length);
      const total = assigned.reduce((sum, column, row) => sum + (column < 0 ? 0 : table[row]![column]!), 0);
      expect(total).toBe(bruteForce(table));
    }),
  );
});

test('gives up the best single pair when two others together are worth more', () => {
  expect([
    ...bestAssignment([
      [20, 19],
      [18, undefined],
    ]),
  ]).toEqual([1, 0]);
});
