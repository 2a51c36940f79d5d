import { loadHighs } from '../suppress/highs-module.ts';
import type { CellSystem } from '../system/cell-system.ts';
import { hiddenComponents } from '../system/components.ts';
import { attackerProgram } from './attacker-program.ts';
import type { ProtectionLevel } from './protection-level.ts';
import { prune } from './prune.ts';
import type { Target } from './separation.ts';

/**
 * Publishes, the dearest first, what is withheld without need, component by component.
 * @param kept cells that stay withheld whether or not a level needs them
 * @param componentCells components of more hidden cells are left as they are
 */
export async function pruneSuppression(
  system: CellSystem,
  hidden: Uint8Array,
  levels: ReadonlyMap<number, ProtectionLevel>,
  kept: ReadonlySet<number>,
  componentCells: number,
): Promise<Uint8Array> {
  const highs = await loadHighs();
  const pruned = hidden.slice();
  for (const component of hiddenComponents(system, hidden)) {
    const { cells } = component;
    if (cells.length > componentCells) continue;
    const always = Uint8Array.from(cells, (cell) =>
      system.publishable[cell] === 0 || levels.has(cell) || kept.has(cell) ? 1 : 0,
    );
    if (always.every((is) => is === 1)) continue;
    const targets = cells.flatMap((cell, position): Target[] => {
      const level = levels.get(cell);
      return level === undefined ? [] : [{ position, level }];
    });
    const most = cells.reduce((value, cell) => Math.max(value, system.value[cell]!, levels.get(cell)?.upper ?? 0), 1);
    const program = attackerProgram(highs, system, component, 2 * most);
    try {
      const shares = new Float64Array(cells.length).fill(1);
      prune(
        program,
        targets,
        shares,
        always,
        Float64Array.from(cells, (cell) => system.cost[cell]!),
      );
      cells.forEach((cell, at) => {
        pruned[cell] = shares[at]!;
      });
    } finally {
      program.dispose();
    }
  }
  return pruned;
}
