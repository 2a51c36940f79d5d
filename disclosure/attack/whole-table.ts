import type { CellSystem } from '../system/cell-system.ts';
import type { Component } from '../system/components.ts';

const NEARLY = 1e-5;

/**
 * The table of whole numbers that a solver's answer stands for, held against the equations exactly; undefined where it
 * stands for none.
 */
export function wholeTableOf(
  system: CellSystem,
  component: Component,
  published: Float64Array,
  table: Float64Array,
): Float64Array | undefined {
  const whole = new Float64Array(table.length);
  for (let at = 0; at < table.length; at++) {
    whole[at] = Math.round(table[at]!);
    if (Math.abs(whole[at]! - table[at]!) > NEARLY || whole[at]! < system.lower[component.cells[at]!]!)
      return undefined;
  }
  return keepsEquations(system, component, published, whole) ? whole : undefined;
}

/** Whether a table adds up in every equation of its component, with no rounding. */
export function keepsEquations(
  system: CellSystem,
  { cells, equations }: Component,
  published: Float64Array,
  table: Float64Array,
): boolean {
  const position = new Map(cells.map((cell, at) => [cell, at]));
  return equations.every((equation) => {
    let sum = 0;
    for (let at = system.starts[equation]!; at < system.starts[equation + 1]!; at++) {
      const cell = system.cells[at]!;
      const column = position.get(cell);
      sum += system.coefficients[at]! * (column === undefined ? published[cell]! : table[column]!);
    }
    return sum === 0;
  });
}
