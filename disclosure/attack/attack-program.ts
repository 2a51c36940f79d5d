import type { Highs } from 'highs';
import type { Direction } from '../exact/attacker-program.ts';
import type { CellSystem } from '../system/cell-system.ts';
import type { Component } from '../system/components.ts';

/** What a program of the attack ended with. */
export type AttackAnswer =
  /** `bound` is what every table keeps to, `table` one that reaches it: values by place in the component. */
  | {
      readonly outcome: 'solved';
      readonly bound: number;
      readonly table: Float64Array;
      readonly rows: readonly number[];
    }
  /** No table agrees with what is published. */
  | { readonly outcome: 'infeasible' }
  /** The work ran out before an answer. */
  | { readonly outcome: 'unfinished' };

/** The program of an attacker who knows what is published and nothing else; it stays loaded and warm. */
export interface AttackProgram {
  /** The most extreme value of a cell, with the equations that hold it there. */
  extreme(position: number, direction: Direction): AttackAnswer;
  /** A table that some cells push up and others down: a random look at what is possible. */
  probe(costs: ReadonlyMap<number, number>): AttackAnswer;
  /**
   * A table of whole numbers in which a cell is at `value` or beyond.
   * @param held cells that stay at a value, by place
   */
  wholeTable(
    position: number,
    direction: Direction,
    value: number,
    held: ReadonlyMap<number, number>,
    nodes: number,
  ): AttackAnswer;
  dispose(): void;
}

/**
 * @param published value of each cell of the system; hidden ones are not read
 * @param ceiling what no cell is thought to exceed
 * @param unit what one unit of the program stands for
 */
export function attackProgram(
  highs: Highs,
  system: CellSystem,
  component: Component,
  published: Float64Array,
  ceiling: number,
  unit: number,
): AttackProgram {
  const { cells, equations } = component;
  const position = new Map(cells.map((cell, at) => [cell, at]));
  const starts = [0];
  const indices: number[] = [];
  const values: number[] = [];
  const right = new Float64Array(equations.length);
  equations.forEach((equation, row) => {
    for (let at = system.starts[equation]!; at < system.starts[equation + 1]!; at++) {
      const cell = system.cells[at]!;
      const column = position.get(cell);
      if (column === undefined) right[row]! -= (system.coefficients[at]! * published[cell]!) / unit;
      else {
        indices.push(column);
        values.push(system.coefficients[at]!);
      }
    }
    starts.push(indices.length);
  });
  const size = cells.length;
  const lower = Float64Array.from(cells, (cell) => system.lower[cell]! / unit);
  const upper = new Float64Array(size).fill(ceiling / unit);
  const { optimal, infeasible, iterationLimit, timeLimit, solutionLimit } = highs.constants.modelStatus;
  const model = highs.createModel();
  model.options.set({
    output_flag: false,
    presolve: 'off',
    random_seed: 1,
    solver: 'simplex',
    simplex_iteration_limit: ITERATIONS_PER_CELL * (size + equations.length),
  });
  model.passModel({
    numCols: size,
    numRows: equations.length,
    colCost: new Float64Array(size),
    colLower: lower,
    colUpper: upper,
    rowLower: right,
    rowUpper: right,
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
  const wholeTypes = new Int32Array(size).fill(highs.constants.variableType.integer);

  const solve = (costs: ReadonlyMap<number, number>): AttackAnswer => {
    for (const [column, cost] of costs) model.changeColCost(column, cost);
    const { modelStatus } = model.run();
    const solution = modelStatus === optimal ? model.getSolution() : undefined;
    for (const column of costs.keys()) model.changeColCost(column, 0);
    if (modelStatus === infeasible) return { outcome: 'infeasible' };
    if (solution === undefined) return { outcome: 'unfinished' };
    const { colValue, rowDual } = solution;
    const rows = equations.filter((_, row) => Math.abs(rowDual[row]!) > 1e-7);
    return { outcome: 'solved', bound: Number.NaN, table: colValue.map((value) => value * unit), rows };
  };
  return {
    extreme(target, direction) {
      const answer = solve(new Map([[target, -direction]]));
      return answer.outcome === 'solved' ? { ...answer, bound: answer.table[target]! } : answer;
    },
    probe: solve,
    wholeTable(target, direction, value, held, nodes) {
      const from = lower.slice();
      const to = upper.slice();
      for (const [at, kept] of held) from[at] = to[at] = kept;
      if (direction === 1) from[target] = Math.max(from[target]!, value);
      else to[target] = Math.min(to[target]!, value);
      model.changeColsBounds(everyColumn, from, to);
      model.changeColsIntegrality(everyColumn, wholeTypes);
      model.options.set({ mip_max_nodes: nodes, mip_max_improving_sols: 1 });
      try {
        const { modelStatus } = model.run();
        if (modelStatus === infeasible) return { outcome: 'infeasible' };
        if (modelStatus === iterationLimit || modelStatus === timeLimit) return { outcome: 'unfinished' };
        if (modelStatus !== optimal && modelStatus !== solutionLimit) return { outcome: 'unfinished' };
        if (Number(model.info.get('primal_solution_status')) !== highs.constants.solutionStatus.feasible)
          return { outcome: 'unfinished' };
        const table = model.getSolution().colValue.map((found) => Math.round(found));
        return { outcome: 'solved', bound: table[target]!, table, rows: [] };
      } finally {
        model.clearIntegrality();
        model.changeColsBounds(everyColumn, lower, upper);
      }
    },
    dispose: () => model.dispose(),
  };
}

/** Simplex steps of one program, for every row and column it has: far more than one takes, and an end all the same. */
const ITERATIONS_PER_CELL = 50;
