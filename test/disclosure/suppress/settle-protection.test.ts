import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { HiddenGroup } from '../../../disclosure/suppress/exact-protection.ts';
import { loadHighs } from '../../../disclosure/suppress/highs-module.ts';
import { maskOf } from '../../../disclosure/suppress/mask.ts';
import { protectCells } from '../../../disclosure/suppress/protect-cells.ts';
import { settleProtection } from '../../../disclosure/suppress/settle-protection.ts';
import { type CellSystem, cellSystemBuilder } from '../../../disclosure/system/cell-system.ts';
import { isExactlyKnown } from '../attacker.ts';

const MINIMUM = 6;

interface Grouped {
  readonly system: CellSystem;
  readonly groups: readonly HiddenGroup[];
}

/** A two-way table with its totals; in every line, the withheld parts together must hold enough. */
function crossTable(inner: readonly (readonly number[])[]): Grouped {
  const builder = cellSystemBuilder();
  const groups: HiddenGroup[] = [];
  const total = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0);
  const add = (value: number, level: number) =>
    builder.addCell({ value, publishable: true, cost: Math.log1p(Math.max(1, value)) * (1 + level) });
  const line = (sum: number, parts: readonly number[]) => {
    builder.addEquation([sum], parts);
    groups.push({ total: sum, parts, persons: parts.map((part) => builder.valueOf(part)), minimum: MINIMUM });
  };
  const cells = inner.map((row) => row.map((value) => add(value, 0)));
  const columns = cells[0]!.map((_, column) => cells.map((row) => row[column]!));
  const rowTotals = inner.map((row) => add(total(row), 1));
  const columnTotals = columns.map((column) => add(total(column.map((cell) => builder.valueOf(cell))), 1));
  const grand = add(total(inner.flat()), 2);
  for (const [row, sum] of rowTotals.entries()) line(sum, cells[row]!);
  for (const [column, sum] of columnTotals.entries()) line(sum, columns[column]!);
  line(grand, rowTotals);
  line(grand, columnTotals);
  return { system: builder.build(), groups };
}

const few = (system: CellSystem) =>
  new Map(
    [...system.value.entries()]
      .filter(([, value]) => value > 0 && value < MINIMUM)
      .map(([cell]) => [cell, { low: 1, high: MINIMUM - 1 }]),
  );

describe('a settled protection', () => {
  test('withholds nothing that can be worked out, and leaves no small rest of a line that can', async () => {
    const highs = await loadHighs();
    const inner = fc.array(fc.array(fc.integer({ min: 0, max: 30 }), { minLength: 3, maxLength: 4 }), {
      minLength: 3,
      maxLength: 4,
    });
    const square = inner.filter((rows) => rows.every((row) => row.length === rows[0]!.length));
    await fc.assert(
      fc.asyncProperty(square, fc.boolean(), async (rows, bounds) => {
        const { system, groups } = crossTable(rows);
        const { hidden } = protectCells({ system, groups, sensitive: few(system), ...(bounds ? { highs } : {}) });
        const known = [...hidden.keys()].filter((cell) => hidden[cell] === 1 && isExactlyKnown(system, hidden, cell));
        expect(known).toEqual([]);
        for (const { total, parts, persons } of groups) {
          if (hidden[total] === 1) continue;
          const rest = parts.reduce((sum, part, index) => sum + (hidden[part] === 1 ? persons[index]! : 0), 0);
          expect(rest === 0 || rest >= MINIMUM).toBe(true);
        }
      }),
      { numRuns: 60, seed: 20261125 },
    );
  });

  test('publishes what the published cells give away, and nothing that a rule hides', () => {
    const { system, groups } = crossTable([
      [20, 30, 40],
      [3, 50, 4],
      [9, 60, 8],
    ]);
    const hide = (...cells: number[]) => {
      const mask = maskOf(system);
      for (const cell of cells) mask.hide(cell);
      return mask;
    };
    const request = { groups, alsoHidden: [], grouped: [], seed: 1 };
    const idle = hide(3, 5, 6, 8, 1);
    expect(settleProtection(system, idle, { ...request, sensitive: [3, 5] }).released).toEqual([1]);
    expect([...idle.hidden.keys()].filter((cell) => idle.hidden[cell] === 1)).toEqual([3, 5, 6, 8]);
    const follower = hide(3, 5, 6, 8, 1);
    expect(settleProtection(system, follower, { ...request, sensitive: [3, 5], alsoHidden: [1] }).released).toEqual([]);
    expect(follower.hidden[1]).toBe(1);
    expect(() => settleProtection(system, hide(3, 5, 6), { ...request, sensitive: [3, 5] })).toThrow('exactly known');
  });

  test('withholds more where a cell it publishes was what made the rest of a line large enough', () => {
    const { system, groups } = crossTable([
      [1, 2, 30, 40],
      [2, 1, 50, 60],
    ]);
    const mask = maskOf(system);
    for (const cell of [0, 1, 4, 5, 2]) mask.hide(cell);
    const settled = settleProtection(system, mask, {
      groups,
      sensitive: [0, 1, 4, 5],
      alsoHidden: [],
      grouped: [],
      seed: 1,
    });
    expect(settled.grouped.length).toBeGreaterThan(0);
    for (const row of groups.slice(0, 2)) {
      const rest = row.parts.reduce((sum, part, at) => sum + (mask.hidden[part] === 1 ? row.persons[at]! : 0), 0);
      expect(mask.hidden[row.total] === 1 || rest >= MINIMUM).toBe(true);
    }
    for (const cell of mask.hidden.keys()) {
      if (mask.hidden[cell] === 1) expect(isExactlyKnown(system, mask.hidden, cell)).toBe(false);
    }
  });
});
