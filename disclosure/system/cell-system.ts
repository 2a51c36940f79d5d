import { InvariantError } from '../../schemas/errors.ts';

/** What makes a cell sensitive: an attacker's bounds on it must reach below `low` and above `high`. */
export interface Need {
  readonly low: number;
  readonly high: number;
}

export interface NewCell {
  readonly value: number;
  /** False for a cell that is never shown (the rest of a published group): it is always hidden. */
  readonly publishable: boolean;
  /** What an attacker knows to be the least it can be when it is hidden. @default 0 */
  readonly lower?: number;
  /** What is lost by withholding it; infinite when it may never be withheld. @default 1 */
  readonly cost?: number;
  /** Decides between equal costs: unique, and secret when the caller's key is. @default the order of adding */
  readonly tie?: number;
}

/** Cells and the sums that bind them: for every equation, Σ coefficient × value = 0. */
export interface CellSystem {
  readonly size: number;
  readonly equations: number;
  readonly value: Float64Array;
  readonly publishable: Uint8Array;
  readonly lower: Float64Array;
  readonly cost: Float64Array;
  readonly tie: Float64Array;
  /** Equation `e` has the cells `cells[starts[e]..starts[e + 1])`, with `coefficients` beside them. */
  readonly starts: Int32Array;
  readonly cells: Int32Array;
  readonly coefficients: Float64Array;
  /** The same by cell: cell `c` stands in the equations `cellEquations[cellStarts[c]..cellStarts[c + 1])`. */
  readonly cellStarts: Int32Array;
  readonly cellEquations: Int32Array;
}

export interface CellSystemBuilder {
  readonly size: number;
  addCell(cell: NewCell): number;
  /** Adds `Σ left = Σ right`. */
  addEquation(left: readonly number[], right: readonly number[]): void;
  valueOf(cell: number): number;
  build(): CellSystem;
}

export function cellSystemBuilder(): CellSystemBuilder {
  const cells: NewCell[] = [];
  const starts: number[] = [0];
  const members: number[] = [];
  const coefficients: number[] = [];
  return {
    get size() {
      return cells.length;
    },
    addCell(cell) {
      cells.push(cell);
      return cells.length - 1;
    },
    addEquation(left, right) {
      for (const cell of left) {
        members.push(cell);
        coefficients.push(1);
      }
      for (const cell of right) {
        members.push(cell);
        coefficients.push(-1);
      }
      starts.push(members.length);
    },
    valueOf(cell) {
      return cells[cell]!.value;
    },
    build() {
      return freezeSystem(cells, starts, members, coefficients);
    },
  };
}

function freezeSystem(cells: NewCell[], starts: number[], members: number[], coefficients: number[]): CellSystem {
  const size = cells.length;
  const system = {
    size,
    equations: starts.length - 1,
    value: Float64Array.from(cells, (cell) => cell.value),
    publishable: Uint8Array.from(cells, (cell) => (cell.publishable ? 1 : 0)),
    lower: Float64Array.from(cells, (cell) => Math.min(cell.lower ?? 0, cell.value)),
    cost: Float64Array.from(cells, (cell) => cell.cost ?? 1),
    tie: Float64Array.from(cells, (cell, index) => cell.tie ?? index),
    starts: Int32Array.from(starts),
    cells: Int32Array.from(members),
    coefficients: Float64Array.from(coefficients),
    cellStarts: new Int32Array(size + 1),
    cellEquations: new Int32Array(members.length),
  };
  for (const cell of members) system.cellStarts[cell + 1]!++;
  for (let cell = 0; cell < size; cell++) system.cellStarts[cell + 1]! += system.cellStarts[cell]!;
  const next = system.cellStarts.slice();
  for (let equation = 0; equation < system.equations; equation++) {
    let sum = 0;
    let scale = 1;
    for (let at = system.starts[equation]!; at < system.starts[equation + 1]!; at++) {
      const cell = system.cells[at]!;
      system.cellEquations[next[cell]!++] = equation;
      sum += system.coefficients[at]! * system.value[cell]!;
      scale = Math.max(scale, Math.abs(system.value[cell]!));
    }
    if (Math.abs(sum) > 1e-6 * scale) {
      throw new InvariantError('An equation of the cell system does not hold for its own values', {
        fields: { equation },
      });
    }
  }
  return Object.freeze(system);
}
