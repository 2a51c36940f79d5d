import { describe, expect, test } from 'vitest';
import { groupsTable } from '../../../bench/disclosure/groups-table.ts';
import { attackCells } from '../../../disclosure/attack/attack-cells.ts';
import { protectSystem } from '../../../disclosure/protect-system.ts';
import { loadHighs } from '../../../disclosure/suppress/highs-module.ts';
import { protectCells } from '../../../disclosure/suppress/protect-cells.ts';
import { crossTable } from '../conformance/cross-table.ts';

describe('tables that an attack is given', () => {
  const system = crossTable([
    [18, 2, 9],
    [14, 19, 30],
    [12, 10, 8],
  ]);
  const needs = new Map([[6, { low: 1, high: 5 }]]);
  const hidden = new Uint8Array(system.size);
  for (const cell of [5, 6, 9, 10]) hidden[cell] = 1;
  const attack = (cells: readonly number[], up: readonly number[], withheld = hidden) => {
    const down = up.map((change) => -change / 3);
    const shifts = [up, down].map((changes) => ({ cells, changes }));
    return attackCells({ system, hidden: withheld, needs, shifts });
  };

  test('prove a cell to be open without any program, when they hold', async () => {
    const { findings, programs } = await attack([6, 5, 10, 9], [3, -3, -3, 3]);
    expect(findings).toMatchObject([{ cell: 6, outcome: 'protected', least: 1, most: 5 }]);
    expect(programs).toBe(0);
  });

  test('prove nothing when they do not add up, hold fractions or change what is published', async () => {
    const alone = new Uint8Array(system.size);
    alone[6] = 1;
    for (const { findings } of [
      await attack([6, 5, 10, 9], [3, -3, -3, 3], alone),
      await attack([6], [3], alone),
      await attack([6, 5], [3, -3], alone),
    ]) {
      expect(findings).toMatchObject([{ cell: 6, outcome: 'exposed', least: 2, most: 2 }]);
    }
    const { programs } = await attack([6, 5, 10, 9], [3.5, -3.5, -3.5, 3.5]);
    expect(programs).toBeGreaterThan(0);
  });
});

test('bounds cost at most half as much again as exactness alone; persons alone in a cell cost more, and learn nothing', async () => {
  const { system, needs } = groupsTable({ regions: 3, districts: 9, seed: 7 });
  const secondary = (mask: Uint8Array) => [...mask.keys()].filter((cell) => mask[cell] === 1 && !needs.has(cell));
  const exact = secondary(protectCells({ system, sensitive: needs }).hidden);
  const bounded = protectCells({ system, sensitive: needs, highs: await loadHighs() });
  expect(bounded.intervals).toMatchObject({ narrow: [], unproven: [] });
  expect(secondary(bounded.hidden).length).toBeLessThanOrEqual(1.5 * exact.length);
  const ours = await protectSystem({ system, needs, exactCells: 0 });
  expect(ours.attack.safe).toBe(true);
  expect(ours.insiders).toEqual([]);
  const again = await protectSystem({ system, needs, exactCells: 0 });
  expect(again.hidden).toEqual(ours.hidden);
});
