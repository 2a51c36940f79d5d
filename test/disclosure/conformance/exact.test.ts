import { describe, expect, test } from 'vitest';
import { optimalSuppression } from '../../../disclosure/exact/optimal-suppression.ts';
import { isDominated, isEstimable, isEstimableWithPrior, isFew } from '../../../disclosure/rules/primary-rules.ts';
import { cellSystemBuilder } from '../../../disclosure/system/cell-system.ts';
import { attackerInterval } from '../attacker.ts';
import { crossTable, publishedIds } from './cross-table.ts';

/** Enough to rule an exact value out, and no more. */
const NOT_EXACT = { upper: 0, lower: 0, sliding: 1 };

describe('C1: records by region and gender (sdcTable)', () => {
  const people = [
    [18, 2],
    [14, 19],
    [12, 10],
    [11, 14],
  ];
  const wages = [
    [178, 20],
    [140, 204],
    [118, 106],
    [366, 152],
  ];
  const system = crossTable(people);

  test('the published primaries follow from frequency, dominance, p per cent and prior-posterior', () => {
    const cells = [
      { id: 5, total: wages[0]![0]!, largest: [18, 15, 13], persons: 18 },
      { id: 6, total: wages[0]![1]!, largest: [11, 9], persons: 2 },
      { id: 14, total: wages[3]![0]!, largest: [280, 11, 10], persons: 11 },
    ];
    const ids = (rule: (cell: (typeof cells)[number]) => boolean) => cells.filter(rule).map(({ id }) => id);
    expect(ids(({ persons }) => isFew(persons, 3))).toEqual([6]);
    expect(ids(({ total, largest }) => isDominated(total, largest, 2, 0.75))).toEqual([6, 14]);
    expect(ids(({ total, largest }) => isEstimable(total, largest[0]!, largest[1]!, 0.7))).toEqual([6, 14]);
    expect(ids(({ total, largest }) => isEstimableWithPrior(total, largest[0]!, largest[1]!, 0.6, 0.8))).toEqual([
      6, 14,
    ]);
  });

  test('the optimum withholds cells 5, 6, 11 and 12, at a cost of 42', async () => {
    const found = await optimalSuppression({ system, levels: new Map([[5, { upper: 10, lower: 2 }]]) });
    expect(publishedIds(found.hidden)).toEqual([5, 6, 11, 12]);
    expect(found.cost + system.value[5]!).toBe(42);
    expect(found).toMatchObject({ proven: true, unreachable: [] });
    expect([4, 5, 10, 11].map((cell) => attackerInterval(system, found.hidden, cell))).toEqual([
      [8, 20],
      [0, 12],
      [10, 22],
      [0, 12],
    ]);
  });

  test('with the cell of D and men published in any case, the optimum stands', async () => {
    const weights = Float64Array.from(system.cost, (cost, cell) => (cell === 13 ? Number.POSITIVE_INFINITY : cost));
    const found = await optimalSuppression({ system, weights, levels: new Map([[5, { upper: 2, lower: 2 }]]) });
    expect(publishedIds(found.hidden)).toEqual([5, 6, 11, 12]);
  });
});

test('C2: regions by two (τ-ARGUS): the optimum withholds 5, 6, 11 and 12 at 2087, and leaves 0 to 623 open', async () => {
  const system = crossTable([
    [895, 137],
    [753, 973],
    [569, 486],
    [540, 793],
  ]);
  const level = { upper: 0.2 * 137, lower: 0.2 * 137 };
  const found = await optimalSuppression({ system, levels: new Map([[5, level]]) });
  expect(publishedIds(found.hidden)).toEqual([5, 6, 11, 12]);
  expect(found.cost + 137).toBe(2087);
  expect(found.proven).toBe(true);
  expect(attackerInterval(system, found.hidden, 5)).toEqual([0, 623]);
});

describe('C3: two tables that are safe one by one', () => {
  const regions = { A: 2, B: 2, I: 8, J: 8, K: 3, L: 3, M: 3, N: 7 };
  const build = (...divisions: readonly (readonly string[])[]) => {
    const builder = cellSystemBuilder();
    const cells = new Map(
      Object.entries(regions).map(([name, value]) => [
        name,
        builder.addCell({ value, publishable: true, cost: value }),
      ]),
    );
    const total = builder.addCell({ value: 36, publishable: true, cost: 36 });
    for (const division of divisions) {
      const parts = division.map((names) => {
        const members = [...names].map((name) => cells.get(name)!);
        const value = members.reduce((sum, cell) => sum + builder.valueOf(cell), 0);
        const part = builder.addCell({ value, publishable: true, cost: value });
        builder.addEquation([part], members);
        return part;
      });
      builder.addEquation([total], parts);
    }
    const primary = [...cells].filter(([name]) => regions[name as keyof typeof regions] <= 3).map(([, cell]) => cell);
    const levels = new Map(primary.map((cell) => [cell, NOT_EXACT]));
    return { system: builder.build(), cells, primary, levels };
  };
  const counties = ['ABIJ', 'KLMN'];
  const sizes = ['LM', 'ABIJKN'];

  test('each alone needs nothing beyond its primaries', async () => {
    for (const divisions of [counties, sizes]) {
      const { system, levels } = build(divisions);
      expect(await optimalSuppression({ system, levels })).toMatchObject({ cost: 0, proven: true });
    }
  });

  test('together they give K away; N more closes it, and K may then be 0 to 10', async () => {
    const { system, cells, primary, levels } = build(counties, sizes);
    const bare = new Uint8Array(system.size);
    for (const cell of primary) bare[cell] = 1;
    expect(attackerInterval(system, bare, cells.get('K')!)).toEqual([3, 3]);
    const found = await optimalSuppression({ system, levels });
    const secondary = [...found.hidden.keys()].filter((cell) => found.hidden[cell] === 1 && !levels.has(cell));
    expect(secondary).toEqual([cells.get('N')]);
    expect(found.proven).toBe(true);
    expect(attackerInterval(system, found.hidden, cells.get('K')!)).toEqual([0, 10]);
  });
});

describe('C4: two withheld in every line, one of them exact', () => {
  const system = crossTable([
    [30, 47, 64, 89],
    [90, 124, 5, 31],
    [92, 100, 59, 85],
    [800, 991, 651, 685],
  ]);
  const cellOf = ([row, column]: string) => ('wxyz'.indexOf(row!) + 1) * 5 + 'abcd'.indexOf(column!) + 1;
  const primary = ['wa', 'wb', 'wc', 'xa', 'xc', 'yb', 'yd', 'zb', 'zd'].map((name) => cellOf(name));
  const levels = new Map(primary.map((cell) => [cell, NOT_EXACT]));
  const trapped = cellOf('wb');

  test('the trapped cell is 47 and nothing else', () => {
    const bare = new Uint8Array(system.size);
    for (const cell of primary) bare[cell] = 1;
    expect(attackerInterval(system, bare, trapped)).toEqual([47, 47]);
  });

  test('the optimum withholds x|d more, and the cell may then be 0 to 78', async () => {
    const found = await optimalSuppression({ system, levels });
    const secondary = [...found.hidden.keys()].filter((cell) => found.hidden[cell] === 1 && !levels.has(cell));
    expect(secondary).toEqual([cellOf('xd')]);
    expect(found).toMatchObject({ cost: 31, proven: true });
    expect(attackerInterval(system, found.hidden, trapped)).toEqual([0, 78]);
  });
});

test('C9: frequency and dominance (rtauargus): two complementary cells', async () => {
  const value = [
    [100, 50],
    [30, 20],
    [60, 40],
  ];
  const persons = [
    [10, 5],
    [2, 5],
    [8, 6],
  ];
  const largest = [
    [20, 15],
    [20, 10],
    [16, 38],
  ];
  const system = crossTable(value);
  const primary = value.flatMap((row, r) =>
    row.flatMap((total, c) =>
      isFew(persons[r]![c]!, 3) || isDominated(total, [largest[r]![c]!], 1, 0.85) ? [(r + 1) * 3 + c + 1] : [],
    ),
  );
  expect(primary).toEqual([7, 11]);
  const levels = new Map(
    primary.map((cell) => [cell, { upper: 0.1 * system.value[cell]!, lower: 0.1 * system.value[cell]! }]),
  );
  const found = await optimalSuppression({ system, levels });
  expect(publishedIds(found.hidden)).toEqual([8, 9, 11, 12]);
  expect(found.proven).toBe(true);
});
