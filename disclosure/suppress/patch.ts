import type { CellSystem } from '../system/cell-system.ts';
import type { LinearProgram, LinearRow, LoadedProgram } from './linear-solver.ts';

/**
 * Hidden cells around one of them. Everything outside the patch is held at its true value, so whatever moves inside it
 * is a whole table that an attacker cannot rule out: bounds found in a patch are never wider than the true ones.
 */
export interface Patch {
  readonly cells: number[];
  readonly position: Map<number, number>;
  /** Equations by their row in the program. */
  readonly equations: number[];
  readonly rowOf: Map<number, number>;
  /** True when the patch is all that the equations connect. */
  readonly whole: boolean;
}

export function growPatch(system: CellSystem, hidden: Uint8Array, start: number, limit: number): Patch {
  const position = new Map([[start, 0]]);
  const cells = [start];
  const equations: number[] = [];
  const rowOf = new Map<number, number>();
  let whole = true;
  for (let at = 0; at < cells.length; at++) {
    const cell = cells[at]!;
    for (let entry = system.cellStarts[cell]!; entry < system.cellStarts[cell + 1]!; entry++) {
      const equation = system.cellEquations[entry]!;
      if (rowOf.has(equation)) continue;
      rowOf.set(equation, equations.length);
      equations.push(equation);
      for (let member = system.starts[equation]!; member < system.starts[equation + 1]!; member++) {
        const other = system.cells[member]!;
        if (hidden[other] === 0 || position.has(other)) continue;
        if (cells.length >= limit) {
          whole = false;
          break;
        }
        position.set(other, cells.length);
        cells.push(other);
      }
    }
  }
  return { cells, position, equations, rowOf, whole };
}

/** How far a program lets cells move, and in what unit it is solved. */
export interface Reach {
  readonly cells: number;
  readonly scale: number;
}

/** The attacker's program on a patch, with every cell held within reach of its true value. */
export function patchProgram(system: CellSystem, patch: Patch, reach: Reach): LinearProgram {
  const lower = new Float64Array(patch.cells.length);
  const upper = new Float64Array(patch.cells.length);
  patch.cells.forEach((cell, index) => {
    const bounds = boundsOf(system, cell, reach);
    lower[index] = bounds.lower;
    upper[index] = bounds.upper;
  });
  return { lower, upper, rows: patch.equations.map((equation) => rowOf(system, patch, equation, reach)) };
}

/** Lets one more cell move in a loaded patch: it has just been withheld. */
export function extendPatch(system: CellSystem, patch: Patch, loaded: LoadedProgram, cell: number, reach: Reach): void {
  patch.position.set(cell, patch.cells.length);
  patch.cells.push(cell);
  const rows: number[] = [];
  const values: number[] = [];
  const right: number[] = [];
  const fresh: number[] = [];
  for (let entry = system.cellStarts[cell]!; entry < system.cellStarts[cell + 1]!; entry++) {
    const equation = system.cellEquations[entry]!;
    const row = patch.rowOf.get(equation);
    if (row === undefined) {
      fresh.push(equation);
      continue;
    }
    const known = rowOf(system, patch, equation, reach);
    rows.push(row);
    values.push(known.values[known.columns.indexOf(patch.cells.length - 1)]!);
    right.push(known.right);
  }
  loaded.addColumn(boundsOf(system, cell, reach), { rows, values, right });
  for (const equation of fresh) {
    patch.rowOf.set(equation, loaded.addRow(rowOf(system, patch, equation, reach)));
    patch.equations.push(equation);
  }
}

function boundsOf(system: CellSystem, cell: number, { cells, scale }: Reach): { lower: number; upper: number } {
  const value = system.value[cell]!;
  return { lower: Math.max(system.lower[cell]!, value - cells) / scale, upper: (value + cells) / scale };
}

function rowOf(system: CellSystem, patch: Patch, equation: number, { scale }: Reach): LinearRow {
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
}
