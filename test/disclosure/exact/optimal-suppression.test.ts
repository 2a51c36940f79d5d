import { describe, expect, test } from 'vitest';
import { groupsTable } from '../../../bench/disclosure/groups-table.ts';
import { attackCells } from '../../../disclosure/attack/attack-cells.ts';
import { optimalSuppression } from '../../../disclosure/exact/optimal-suppression.ts';
import { levelOfNeed } from '../../../disclosure/exact/protection-level.ts';
import { loadHighs } from '../../../disclosure/suppress/highs-module.ts';
import { protectCells } from '../../../disclosure/suppress/protect-cells.ts';
import { attackerInterval } from '../attacker.ts';
import { crossTable, publishedIds } from '../conformance/cross-table.ts';

const inner = [
  [18, 2, 21],
  [14, 19, 30],
  [12, 10, 8],
];

describe('the exact method', () => {
  test('never ends dearer than what it was given, and never below its own bound', async () => {
    const { system, needs } = groupsTable({ regions: 1, districts: 2, seed: 3 });
    const levels = new Map([...needs].map(([cell, need]) => [cell, levelOfNeed(system, cell, need)]));
    const { hidden: incumbent } = protectCells({ system, sensitive: needs, highs: await loadHighs() });
    const costOf = (mask: Uint8Array) =>
      [...mask.keys()].reduce((sum, cell) => sum + (mask[cell] === 1 && !needs.has(cell) ? system.cost[cell]! : 0), 0);
    const found = await optimalSuppression({ system, levels, incumbent, limits: { proofs: 1, searches: 3 } });
    expect(needs.size).toBeGreaterThan(5);
    expect(found.cost).toBeLessThanOrEqual(costOf(incumbent));
    expect(found.cost).toBeCloseTo(costOf(found.hidden), 6);
    expect(found.bound).toBeLessThanOrEqual(found.cost);
    const attack = await attackCells({ system, hidden: found.hidden, needs, whole: false });
    expect(attack.safe).toBe(true);
  });

  test('keeps the width of a sliding level, wherever in it the value lies', async () => {
    const system = crossTable(inner);
    const level = { upper: 0, lower: 0, sliding: 9 };
    const { hidden } = await optimalSuppression({ system, levels: new Map([[6, level]]) });
    const [least, most] = attackerInterval(system, hidden, 6);
    expect(most - least).toBeGreaterThanOrEqual(9);
  });

  test('publishes what must be published, and says which cells nothing can protect then', async () => {
    const system = crossTable(inner);
    const weights = system.cost.map((cost, cell) => (cell % 4 === 2 ? cost : Number.POSITIVE_INFINITY));
    const found = await optimalSuppression({ system, weights, levels: new Map([[6, { upper: 2, lower: 2 }]]) });
    expect(found.unreachable).toEqual([6]);
    expect(publishedIds(found.hidden)).toEqual([7]);
  });

  test('gives the same answer twice', async () => {
    const system = crossTable(inner);
    const levels = new Map([[6, { upper: 3, lower: 2 }]]);
    const [first, second] = await Promise.all([1, 2].map(() => optimalSuppression({ system, levels })));
    expect(first).toEqual(second);
  });
});
