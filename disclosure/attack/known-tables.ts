import type { CellSystem, Need } from '../system/cell-system.ts';
import { isShift, type Shift } from '../system/shift.ts';

/** A sensitive cell that known tables prove to be open, with the shifts that reach both ends of its need. */
export interface OpenCell {
  readonly least: number;
  readonly most: number;
  readonly low: Shift;
  readonly high: Shift;
}

/** The table of the true values, which reaches what a value reaches without any change. */
const STILL: Shift = Object.freeze({ cells: [], changes: [] });
const TOLERANCE = 1e-6;

/**
 * What tables found earlier prove of sensitive cells. Each is checked first, against the equations and what is published
 * now: one that does not hold proves nothing.
 */
export function openCells(
  system: CellSystem,
  hidden: Uint8Array,
  needs: ReadonlyMap<number, Need>,
  shifts: Iterable<Shift>,
  whole: boolean,
): Map<number, OpenCell> {
  const ends = new Map<number, { least: number; most: number; low: Shift; high: Shift }>();
  for (const cell of needs.keys()) {
    const value = system.value[cell]!;
    if (hidden[cell] === 1) ends.set(cell, { least: value, most: value, low: STILL, high: STILL });
  }
  for (const shift of new Set(shifts)) {
    if (!isShift(system, hidden, shift, whole)) continue;
    shift.cells.forEach((cell, at) => {
      const end = ends.get(cell);
      if (end === undefined) return;
      const value = system.value[cell]! + shift.changes[at]!;
      if (value < end.least) {
        end.least = value;
        end.low = shift;
      }
      if (value > end.most) {
        end.most = value;
        end.high = shift;
      }
    });
  }
  const open = new Map<number, OpenCell>();
  for (const [cell, end] of ends) {
    const { low, high } = needs.get(cell)!;
    const isOpen =
      end.least <= low + TOLERANCE * Math.max(1, Math.abs(low)) &&
      end.most >= high - TOLERANCE * Math.max(1, Math.abs(high));
    if (isOpen) open.set(cell, end);
  }
  return open;
}
