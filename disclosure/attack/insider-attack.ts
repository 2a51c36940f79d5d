import type { CellSystem } from '../system/cell-system.ts';
import { type Component, hiddenComponents } from '../system/components.ts';
import { eliminator } from '../system/elimination.ts';
import { inverse, multiply } from '../system/modular.ts';

/** A person alone in a hidden cell, and a sensitive cell that this person works out beside the own one. */
export interface InsiderFinding {
  readonly insider: number;
  readonly learned: number;
}

/**
 * The attack of one who is counted: whoever is the only person of a hidden cell knows its value, and may work out
 * others with it. Those are the cells that move in a fixed proportion to it however hidden cells move, which random
 * movements show: three of them, so that chance takes two cells for one with a probability of 2e-16.
 */
export function insiderFindings(system: CellSystem, hidden: Uint8Array, sensitive: Iterable<number>): InsiderFinding[] {
  const isSensitive = new Uint8Array(system.size);
  for (const cell of sensitive) isSensitive[cell] = 1;
  const eliminate = eliminator(system);
  const findings: InsiderFinding[] = [];
  for (const component of hiddenComponents(system, hidden)) {
    if (!component.cells.some((cell) => system.value[cell] === 1)) continue;
    const movements = SEEDS.map((seed) => eliminate(hidden, component, seed).movements()[0]);
    for (const cells of proportional(component, movements)) {
      const learned = cells.filter((cell) => isSensitive[cell] === 1);
      for (const insider of cells) {
        if (system.value[insider] !== 1) continue;
        for (const cell of learned) if (cell !== insider) findings.push({ insider, learned: cell });
      }
    }
  }
  return findings;
}

/** Far apart: the generator is linear, and seeds near one another would give movements that are nearly proportional. */
const SEEDS = [0x9e3779b9, 0x85ebca6b, 0xc2b2ae35] as const;

/** Cells of a component that move, and in one proportion in every movement. */
function proportional({ cells }: Component, movements: readonly Float64Array[]): number[][] {
  const groups = new Map<string, number[]>();
  cells.forEach((cell, at) => {
    const base = movements.find((movement) => movement[at] !== 0)?.[at];
    if (base === undefined) return;
    const scale = inverse(base);
    const ratios = movements.map((movement) => multiply(movement[at]!, scale)).join();
    const group = groups.get(ratios);
    if (group === undefined) groups.set(ratios, [cell]);
    else group.push(cell);
  });
  return [...groups.values()].filter((group) => group.length > 1);
}
