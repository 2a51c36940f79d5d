import type { CellSystem } from '../system/cell-system.ts';
import type { LinearProgram } from './linear-solver.ts';

/**
 * Hidden cells around one of them. Everything outside the patch is held at its true value, so whatever moves inside it
 * is a whole table that an attacker cannot rule out: bounds found in a patch are never wider than the true ones.
 */
export interface Patch {
  readonly cells: readonly number[];
  readonly position: ReadonlyMap<number, number>;
  readonly equations: readonly number[];
  /** True when the patch is all that the equations connect. */
  readonly whole: boolean;
}

export interface PatchLimits {
  readonly cells: number;
  /** Hidden cells taken from one equation, so that a long line does not fill the patch. */
  readonly perEquation: number;
}

export function growPatch(system: CellSystem, hidden: Uint8Array, start: number, limits: PatchLimits): Patch {
  const position = new Map([[start, 0]]);
  const cells = [start];
  const equations = new Set<number>();
  let whole = true;
  for (let at = 0; at < cells.length; at++) {
    const cell = cells[at]!;
    for (let entry = system.cellStarts[cell]!; entry < system.cellStarts[cell + 1]!; entry++) {
      const equation = system.cellEquations[entry]!;
      if (equations.has(equation)) continue;
      equations.add(equation);
      let taken = 0;
      for (let member = system.starts[equation]!; member < system.starts[equation + 1]!; member++) {
        const other = system.cells[member]!;
        if (hidden[other] === 0 || position.has(other)) continue;
        if (cells.length >= limits.cells || taken >= limits.perEquation) {
          whole = false;
          break;
        }
        position.set(other, cells.length);
        cells.push(other);
        taken++;
      }
    }
  }
  return { cells, position, equations: [...equations], whole };
}

/** The attacker's program on a patch, with every cell held within `reach` of its true value, in units of `scale`. */
export function patchProgram(system: CellSystem, patch: Patch, reach: number, scale: number): LinearProgram {
  const lower = new Float64Array(patch.cells.length);
  const upper = new Float64Array(patch.cells.length);
  patch.cells.forEach((cell, index) => {
    const value = system.value[cell]!;
    lower[index] = Math.max(system.lower[cell]!, value - reach) / scale;
    upper[index] = (value + reach) / scale;
  });
  const rows = patch.equations.map((equation) => {
    const columns: number[] = [];
    const values: number[] = [];
    let right = 0;
    for (let member = system.starts[equation]!; member < system.starts[equation + 1]!; member++) {
      const column = patch.position.get(system.cells[member]!);
      if (column === undefined) continue;
      columns.push(column);
      values.push(system.coefficients[member]!);
      right += (system.coefficients[member]! * system.value[system.cells[member]!]!) / scale;
    }
    return { columns, values, right };
  });
  return { lower, upper, rows };
}
