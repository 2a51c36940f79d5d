import { describe, expect, test } from 'vitest';
import { loadHighs } from '../../disclosure/suppress/highs-module.ts';
import { protectCells } from '../../disclosure/suppress/protect-cells.ts';
import { type CellSystem, cellSystemBuilder, type Need } from '../../disclosure/system/cell-system.ts';
import { attackerInterval, isExactlyKnown } from './attacker.ts';

/** A two-way table with its totals, in row-major order, cell 0 the grand total. */
function crossTable(inner: readonly (readonly number[])[]): CellSystem {
  const builder = cellSystemBuilder();
  const width = inner[0]!.length;
  const total = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0);
  const rows = [
    [total(inner.flat()), ...inner[0]!.map((_, column) => total(inner.map((row) => row[column]!)))],
    ...inner.map((row) => [total(row), ...row]),
  ];
  const at = (row: number, column: number) => row * (width + 1) + column;
  rows.forEach((row, r) => {
    row.forEach((value, c) => {
      const level = (r === 0 ? 1 : 0) + (c === 0 ? 1 : 0);
      builder.addCell({
        value,
        publishable: true,
        cost: value === 0 ? Number.POSITIVE_INFINITY : Math.log1p(value) * (1 + level),
      });
    });
  });
  for (const [r, row] of rows.entries())
    builder.addEquation(
      [at(r, 0)],
      row.slice(1).map((_, c) => at(r, c + 1)),
    );
  for (const c of rows[0]!.keys())
    builder.addEquation(
      [at(0, c)],
      inner.map((_, r) => at(r + 1, c)),
    );
  return builder.build();
}

/** Cell ids of the published cases count from 1. */
const ids = (hidden: Uint8Array) => [...hidden.keys()].filter((cell) => hidden[cell] === 1).map((cell) => cell + 1);
const anything: Need = { low: Number.POSITIVE_INFINITY, high: Number.NEGATIVE_INFINITY };

describe('conformance with published cases', () => {
  test('C1: region by gender, one small cell, is protected by the published optimum', async () => {
    const system = crossTable([
      [18, 2],
      [14, 19],
      [12, 10],
      [11, 14],
    ]);
    const { hidden } = protectCells({
      system,
      sensitive: new Map([[5, { low: 0, high: 12 }]]),
      highs: await loadHighs(),
    });
    expect(ids(hidden)).toEqual([5, 6, 11, 12]);
    expect(attackerInterval(system, hidden, 5)).toEqual([0, 12]);
    expect(attackerInterval(system, hidden, 4)).toEqual([8, 20]);
    expect(attackerInterval(system, hidden, 10)).toEqual([10, 22]);
  });

  test('C2: four regions by two, protected by the published optimum', async () => {
    const system = crossTable([
      [895, 137],
      [753, 973],
      [569, 486],
      [540, 793],
    ]);
    const need = { low: 137 * 0.8, high: 137 * 1.2 };
    const { hidden } = protectCells({ system, sensitive: new Map([[5, need]]), highs: await loadHighs() });
    expect(ids(hidden)).toEqual([5, 6, 11, 12]);
    expect(attackerInterval(system, hidden, 5)).toEqual([0, 623]);
  });

  test('C3: two tables that are safe one by one leak together, and one more cell closes it', () => {
    const counts = { A: 2, B: 2, I: 8, J: 8, K: 3, L: 3, M: 3, N: 7 };
    const build = (counties: boolean, sizes: boolean) => {
      const builder = cellSystemBuilder();
      const region = Object.fromEntries(
        Object.entries(counts).map(([name, value]) => [
          name,
          builder.addCell({ value, publishable: true, cost: value }),
        ]),
      );
      const group = (names: string) => {
        const parts = [...names].map((name) => region[name]!);
        const value = parts.reduce((sum, part) => sum + builder.valueOf(part), 0);
        const cell = builder.addCell({ value, publishable: true, cost: 100 + value });
        builder.addEquation([cell], parts);
        return cell;
      };
      const total = builder.addCell({ value: 36, publishable: true, cost: 1000 });
      if (counties) builder.addEquation([total], [group('ABIJ'), group('KLMN')]);
      if (sizes) builder.addEquation([total], [group('LM'), group('ABIJKN')]);
      const sensitive = new Map(['A', 'B', 'K', 'L', 'M'].map((name) => [region[name]!, anything]));
      return {
        system: builder.build(),
        sensitive,
        names: new Map(Object.entries(region).map(([name, cell]) => [cell, name])),
      };
    };
    for (const alone of [build(true, false), build(false, true)]) {
      expect(protectCells(alone).exact.broken).toEqual([]);
    }
    const joint = build(true, true);
    const { exact } = protectCells(joint);
    expect(exact.broken.map((cell) => joint.names.get(cell))).toEqual(['N']);
  });

  test('C4: two withheld cells in every line are not enough, and the engine knows', async () => {
    const inner = [
      [30, 47, 64, 89],
      [90, 124, 5, 31],
      [92, 100, 59, 85],
      [800, 991, 651, 685],
    ];
    const system = crossTable(inner);
    const primaries = ['wa', 'wb', 'wc', 'xa', 'xc', 'yb', 'yd', 'zb', 'zd'];
    const cells = primaries.map(([row, column]) => ('wxyz'.indexOf(row!) + 1) * 5 + 'abcd'.indexOf(column!) + 1);
    const naive = new Uint8Array(system.size);
    for (const cell of cells) naive[cell] = 1;
    const trapped = cells[1]!;
    expect(attackerInterval(system, naive, trapped)).toEqual([47, 47]);

    const { hidden, exact } = protectCells({ system, sensitive: new Map(cells.map((cell) => [cell, anything])) });
    expect(exact.broken).toHaveLength(1);
    for (const cell of cells) expect(isExactlyKnown(system, hidden, cell)).toBe(false);
  });

  test('C9: frequency and dominance, two complementary cells', () => {
    const system = crossTable([
      [100, 50],
      [30, 20],
      [60, 40],
    ]);
    const { hidden, exact } = protectCells({
      system,
      sensitive: new Map([
        [7, anything],
        [11, anything],
      ]),
    });
    expect(exact.broken).toHaveLength(2);
    expect(ids(hidden)).toEqual([8, 9, 11, 12]);
  });
});
