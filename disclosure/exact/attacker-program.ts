import type { Highs } from 'highs';
import { InvariantError } from '../../schemas/errors.ts';
import type { CellSystem } from '../system/cell-system.ts';
import type { Component } from '../system/components.ts';

export type Direction = 1 | -1;

/** How far a cell can be pushed from its value, and why no farther. */
export interface Push {
  readonly distance: number;
  /** Change of every cell of the component in the table found. */
  readonly moves: Float64Array;
  /**
   * Weights of the cells' changes: `direction × change of the cell = Σ weight × change` in every table that keeps the
   * equations, so that bounds of the changes bound the push.
   */
  readonly weights: Float64Array;
}

/** The attacker's program over a component, in changes from the true values; it stays loaded and warm. */
export interface AttackerProgram {
  readonly component: Component;
  /** Greatest changes upward and downward when a cell is hidden. */
  readonly rise: Float64Array;
  readonly fall: Float64Array;
  /** Programs solved so far. */
  readonly solved: number;
  /**
   * Pushes a cell in one direction, as far as `most`.
   * @param shares how much of its freedom each cell has, 0 to 1
   * @param cap greatest change of any cell
   */
  push(position: number, direction: Direction, most: number, shares: Float64Array, cap: number): Push;
  dispose(): void;
}

/** @param ceiling no cell is thought to lie this far above its value */
export function attackerProgram(
  highs: Highs,
  system: CellSystem,
  component: Component,
  ceiling: number,
): AttackerProgram {
  const { cells, equations } = component;
  const position = new Map(cells.map((cell, at) => [cell, at]));
  const starts = [0];
  const indices: number[] = [];
  const values: number[] = [];
  for (const equation of equations) {
    for (let at = system.starts[equation]!; at < system.starts[equation + 1]!; at++) {
      const column = position.get(system.cells[at]!);
      if (column === undefined) continue;
      indices.push(column);
      values.push(system.coefficients[at]!);
    }
    starts.push(indices.length);
  }
  const size = cells.length;
  const rise = new Float64Array(size).fill(ceiling);
  const fall = Float64Array.from(cells, (cell) => system.value[cell]! - system.lower[cell]!);
  const zeros = new Float64Array(equations.length);
  const model = highs.createModel();
  model.options.set({ output_flag: false, presolve: 'off', random_seed: 1, solver: 'simplex' });
  model.passModel({
    numCols: size,
    numRows: equations.length,
    colCost: new Float64Array(size),
    colLower: new Float64Array(size),
    colUpper: new Float64Array(size),
    rowLower: zeros,
    rowUpper: zeros,
    matrix: {
      format: 'csr',
      numRows: equations.length,
      numCols: size,
      starts: Int32Array.from(starts),
      indices: Int32Array.from(indices),
      values: Float64Array.from(values),
    },
  });
  const everyColumn = { kind: 'range', from: 0, to: size - 1 } as const;
  const lower = new Float64Array(size);
  const upper = new Float64Array(size);
  let solved = 0;
  return {
    component,
    rise,
    fall,
    get solved() {
      return solved;
    },
    push(target, direction, most, shares, cap) {
      for (let at = 0; at < size; at++) {
        lower[at] = -Math.min(fall[at]!, cap) * shares[at]!;
        upper[at] = Math.min(rise[at]!, cap) * shares[at]!;
      }
      if (direction === 1) upper[target] = Math.min(upper[target]!, most);
      else lower[target] = -Math.min(-lower[target]!, most);
      model.changeColsBounds(everyColumn, lower, upper);
      model.changeColCost(target, -direction);
      const { modelStatus } = model.run();
      solved++;
      if (modelStatus !== highs.constants.modelStatus.optimal) {
        throw new InvariantError('An attacker program of the exact method ended without an answer', {
          fields: { modelStatus, cells: size },
        });
      }
      const { colValue, rowDual } = model.getSolution();
      model.changeColCost(target, 0);
      const weights = new Float64Array(size);
      weights[target] = direction;
      for (let row = 0; row < equations.length; row++) {
        const dual = rowDual[row]!;
        if (dual === 0) continue;
        for (let at = starts[row]!; at < starts[row + 1]!; at++) weights[indices[at]!]! += dual * values[at]!;
      }
      return { distance: direction * colValue[target]!, moves: colValue, weights };
    },
    dispose: () => model.dispose(),
  };
}
