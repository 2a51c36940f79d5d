import type { CellSystem, Need } from './cell-system.ts';

/**
 * Changes of hidden cells that keep every equation and every published number: with the true values, a table that an
 * attacker cannot rule out.
 */
export interface Shift {
  readonly cells: readonly number[];
  readonly changes: readonly number[];
}

/** How far a sensitive cell must be able to change from its value, and what proves it. */
export interface Demand {
  readonly cell: number;
  /** Upward when positive. */
  readonly change: number;
  /** A cell whose value the attacker knows, being all of it: it keeps its value. */
  readonly still?: number;
  shift: Shift | undefined;
}

const TOLERANCE = 1e-6;

/** The ends of needs that lie away from the cells' values. */
export function demandsOf(system: CellSystem, needs: ReadonlyMap<number, Need>): Demand[] {
  const demands: Demand[] = [];
  for (const [cell, { low, high }] of needs) {
    const value = system.value[cell]!;
    if (high > value) demands.push({ cell, change: high - value, shift: undefined });
    if (low < value) demands.push({ cell, change: low - value, shift: undefined });
  }
  return demands;
}

/** Whether a shift goes as far as a demand asks. */
export function meets(shift: Shift, { cell, change, still }: Demand): boolean {
  const slack = TOLERANCE * Math.max(1, Math.abs(change));
  const given = changeOf(shift, cell);
  if (change > 0 ? given < change - slack : given > change + slack) return false;
  return still === undefined || changeOf(shift, still) === 0;
}

export const changeOf = (shift: Shift, cell: number): number => shift.changes[shift.cells.indexOf(cell)] ?? 0;

/**
 * Whether a shift is one: it moves hidden cells alone, none below what it can be, and keeps every equation — to the unit
 * where values are whole.
 */
export function isShift(system: CellSystem, hidden: Uint8Array, { cells, changes }: Shift, whole: boolean): boolean {
  const sums = new Map<number, number>();
  let largest = 1;
  for (let at = 0; at < cells.length; at++) {
    const cell = cells[at]!;
    const change = changes[at]!;
    if (hidden[cell] === 0 || (whole && !Number.isInteger(change))) return false;
    const slack = whole ? 0 : TOLERANCE * Math.max(1, system.value[cell]!);
    if (system.value[cell]! + change < system.lower[cell]! - slack) return false;
    largest = Math.max(largest, Math.abs(change));
    for (let entry = system.cellStarts[cell]!; entry < system.cellStarts[cell + 1]!; entry++) {
      const equation = system.cellEquations[entry]!;
      sums.set(equation, (sums.get(equation) ?? 0) + coefficientIn(system, equation, cell) * change);
    }
  }
  const slack = whole ? 0 : TOLERANCE * largest;
  for (const sum of sums.values()) if (Math.abs(sum) > slack) return false;
  return true;
}

function coefficientIn(system: CellSystem, equation: number, cell: number): number {
  let at = system.starts[equation]!;
  while (system.cells[at] !== cell) at++;
  return system.coefficients[at]!;
}
