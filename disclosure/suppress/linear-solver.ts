import { InvariantError } from '../../schemas/errors.ts';
import { loadHighs } from './highs-module.ts';

export interface LinearRow {
  readonly columns: readonly number[];
  readonly values: readonly number[];
  readonly right: number;
}

/** A bounded linear program over equations: A y = b, lower ≤ y ≤ upper. */
export interface LinearProgram {
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  /** @default all zero */
  readonly costs?: Float64Array;
  readonly rows: readonly LinearRow[];
}

export interface Optimum {
  readonly point: Float64Array;
}

/** A program that stays loaded, so that each optimum starts from the last one's basis. */
export interface LoadedProgram {
  /** Minimizes the program's costs plus those given for this call; undefined when nothing solves the program. */
  minimize(costs: ReadonlyMap<number, number>): Optimum | undefined;
  /** Adds a column with its values in rows that exist, and then rows that bind it further. */
  addColumn(
    bounds: { readonly lower: number; readonly upper: number },
    entries: {
      readonly rows: readonly number[];
      readonly values: readonly number[];
      readonly right: readonly number[];
    },
  ): number;
  addRow(row: LinearRow): number;
}

export type LinearSolver = <T>(program: LinearProgram, work: (loaded: LoadedProgram) => T) => T;

/** HiGHS (WebAssembly, one thread), with presolve off and a fixed seed: the same program gives the same optima. */
export async function linearSolver(): Promise<LinearSolver> {
  const highs = await loadHighs();
  return (program, work) => {
    const starts = new Int32Array(program.rows.length + 1);
    program.rows.forEach((row, index) => {
      starts[index + 1] = starts[index]! + row.columns.length;
    });
    const right = Float64Array.from(program.rows, (row) => row.right);
    const columns = program.lower.length;
    const model = highs.createModel();
    try {
      model.options.set({ output_flag: false, presolve: 'off', random_seed: 1, solver: 'simplex' });
      model.passModel({
        numCols: columns,
        numRows: program.rows.length,
        colCost: program.costs ?? new Float64Array(columns),
        colLower: program.lower,
        colUpper: program.upper,
        rowLower: right,
        rowUpper: right,
        matrix: {
          format: 'csr',
          numRows: program.rows.length,
          numCols: columns,
          starts,
          indices: Int32Array.from(program.rows.flatMap((row) => row.columns)),
          values: Float64Array.from(program.rows.flatMap((row) => row.values)),
        },
      });
      let columnCount = columns;
      const rightSides = [...right];
      return work({
        minimize(costs) {
          for (const [column, cost] of costs) model.changeColCost(column, (program.costs?.[column] ?? 0) + cost);
          const { modelStatus } = model.run();
          if (modelStatus === highs.constants.modelStatus.infeasible) return undefined;
          if (modelStatus !== highs.constants.modelStatus.optimal) {
            throw new InvariantError('A linear program of disclosure control ended without an answer', {
              fields: { modelStatus, columns: columnCount, rows: rightSides.length },
            });
          }
          const { colValue } = model.getSolution();
          for (const column of costs.keys()) model.changeColCost(column, program.costs?.[column] ?? 0);
          return { point: colValue };
        },
        addColumn({ lower, upper }, entries) {
          model.addCol(0, lower, upper, {
            indices: Int32Array.from(entries.rows),
            values: Float64Array.from(entries.values),
          });
          entries.rows.forEach((row, index) => {
            rightSides[row] = entries.right[index]!;
            model.changeRowBounds(row, rightSides[row]!, rightSides[row]!);
          });
          return columnCount++;
        },
        addRow(row) {
          model.addRow(row.right, row.right, {
            indices: Int32Array.from(row.columns),
            values: Float64Array.from(row.values),
          });
          return rightSides.push(row.right) - 1;
        },
      });
    } finally {
      model.dispose();
    }
  };
}
