import type { CellSystem } from '../system/cell-system.ts';
import { hiddenComponents } from '../system/components.ts';
import { eliminator } from '../system/elimination.ts';

/**
 * Sensitive numbers that earlier releases give away by themselves: published then, or worked out from what was. Nothing
 * that is withheld now brings them back, so they are told to a person, and protection goes on without them.
 * @param isKnown whether an earlier release published a number
 */
export function alreadyDisclosed(
  system: CellSystem,
  isKnown: (cell: number) => boolean,
  sensitive: Iterable<number>,
): ReadonlySet<number> {
  const hidden = new Uint8Array(system.size);
  for (let cell = 0; cell < system.size; cell++) hidden[cell] = isKnown(cell) ? 0 : 1;
  const isSensitive = new Uint8Array(system.size);
  const disclosed = new Set<number>();
  for (const cell of sensitive) {
    isSensitive[cell] = 1;
    if (hidden[cell] === 0) disclosed.add(cell);
  }
  const touched = touchedBy(system, hidden);
  const eliminate = eliminator(system);
  for (const component of hiddenComponents(system, hidden)) {
    if (!component.equations.some((equation) => touched[equation] === 1)) continue;
    const targets = component.cells.filter((cell) => isSensitive[cell] === 1);
    if (targets.length === 0) continue;
    const solved = eliminate(hidden, component, SEED);
    for (const cell of targets) if (solved.isDetermined(cell)) disclosed.add(cell);
  }
  return disclosed;
}

const SEED = 0x5bd1e995;

/** Equations in which something is known; the others tell nothing. */
function touchedBy(system: CellSystem, hidden: Uint8Array): Uint8Array {
  const touched = new Uint8Array(system.equations);
  for (let cell = 0; cell < system.size; cell++) {
    if (hidden[cell] === 1) continue;
    for (let at = system.cellStarts[cell]!; at < system.cellStarts[cell + 1]!; at++) {
      touched[system.cellEquations[at]!] = 1;
    }
  }
  return touched;
}
