import type { Highs } from 'highs';
import * as highsModule from 'highs';
import { InvariantError } from '../../schemas/errors.ts';

/** A bounded linear program over equations: A y = b, lower ≤ y ≤ upper. Rows are sparse. */
export interface LinearProgram {
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  readonly rows: readonly {
    readonly columns: readonly number[];
    readonly values: readonly number[];
    readonly right: number;
  }[];
}

export interface Optimum {
  readonly value: number;
  readonly point: Float64Array;
  /** One multiplier a row. */
  readonly rowDual: Float64Array;
}

/** A program that stays loaded, so that each optimum starts from the last one's basis. */
export interface LoadedProgram {
  maximize(column: number): Optimum;
  minimize(column: number): Optimum;
}

export type LinearSolver = <T>(program: LinearProgram, work: (loaded: LoadedProgram) => T) => T;

// The package's types describe its CommonJS build; its ESM build, which Node loads here, exports the loader as default.
const loadHighs = highsModule.default as unknown as () => Promise<Highs>;

let loading: Promise<Highs> | undefined;

/** HiGHS (WebAssembly, one thread), with presolve off and a fixed seed: the same program gives the same optima. */
export async function linearSolver(): Promise<LinearSolver> {
  loading ??= loadHighs();
  const highs = await loading;
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
        colCost: new Float64Array(columns),
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
      const optimum = (column: number, direction: 1 | -1): Optimum => {
        model.changeColCost(column, -direction);
        const { modelStatus } = model.run();
        if (modelStatus !== highs.constants.modelStatus.optimal) {
          throw new InvariantError('The attacker program has no optimum although the true table solves it', {
            fields: { modelStatus, columns, rows: program.rows.length },
          });
        }
        const { colValue, rowDual } = model.getSolution();
        model.changeColCost(column, 0);
        return { value: colValue[column]!, point: colValue, rowDual };
      };
      return work({ maximize: (column) => optimum(column, 1), minimize: (column) => optimum(column, -1) });
    } finally {
      model.dispose();
    }
  };
}
