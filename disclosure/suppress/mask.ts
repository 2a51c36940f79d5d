import type { CellSystem } from '../system/cell-system.ts';

/** Which cells are hidden, and how many in each equation. */
export interface Mask {
  readonly hidden: Uint8Array;
  readonly hiddenInEquation: Int32Array;
  hide(cell: number): void;
  show(cell: number): void;
}

export function maskOf(system: CellSystem): Mask {
  const hidden = new Uint8Array(system.size);
  const hiddenInEquation = new Int32Array(system.equations);
  const set = (cell: number, state: 0 | 1): void => {
    if (hidden[cell] === state) return;
    hidden[cell] = state;
    const step = state === 1 ? 1 : -1;
    for (let at = system.cellStarts[cell]!; at < system.cellStarts[cell + 1]!; at++) {
      hiddenInEquation[system.cellEquations[at]!]! += step;
    }
  };
  return { hidden, hiddenInEquation, hide: (cell) => set(cell, 1), show: (cell) => set(cell, 0) };
}

/**
 * The published cell that is cheapest to withhold; -1 when none of them may be. A cell alone in one of its lines would
 * soon need a companion there, so its cost grows with the lines in which nothing else is hidden.
 */
export function cheapest(system: CellSystem, mask: Mask, candidates: Iterable<number>): number {
  let best = -1;
  let bestCost = Number.POSITIVE_INFINITY;
  for (const cell of candidates) {
    if (mask.hidden[cell] !== 0 || !Number.isFinite(system.cost[cell]!)) continue;
    const cost = system.cost[cell]! * (1 + lonelyLines(system, mask, cell));
    if (best < 0 || cost < bestCost || (cost === bestCost && system.tie[cell]! < system.tie[best]!)) {
      best = cell;
      bestCost = cost;
    }
  }
  return best;
}

/** Lines in which the cell would be the only hidden one. */
export function lonelyLines(system: CellSystem, mask: Mask, cell: number): number {
  let lonely = 0;
  for (let at = system.cellStarts[cell]!; at < system.cellStarts[cell + 1]!; at++) {
    if (mask.hiddenInEquation[system.cellEquations[at]!] === 0) lonely++;
  }
  return lonely;
}

/** As {@link cheapest}, among cells that hold somebody: an empty one beside a small one protects it from nothing. */
export function cheapestHolding(system: CellSystem, mask: Mask, candidates: readonly number[]): number {
  const chosen = cheapest(
    system,
    mask,
    candidates.filter((cell) => system.value[cell]! > 0),
  );
  return chosen >= 0 ? chosen : cheapest(system, mask, candidates);
}
