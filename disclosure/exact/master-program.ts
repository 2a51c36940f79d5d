import type { Highs } from 'highs';
import { InvariantError } from '../../schemas/errors.ts';
import type { Cut } from './cut.ts';

export interface MasterAnswer {
  /** Share of each cell of the component that is withheld: 0 or 1 once they are whole. */
  readonly shares: Float64Array;
  /** What any answer that keeps the cuts costs at least. */
  readonly bound: number;
}

/** Chooses what to withhold at the least cost under the cuts found so far; it stays loaded and warm. */
export interface MasterProgram {
  add(cut: Cut): void;
  /** Publishes, until the next call, every cell of the component that may not be chosen. */
  restrict(mayChoose: (at: number) => boolean): void;
  /** The cheapest shares, undefined when the cuts cannot be kept. */
  relaxed(): MasterAnswer | undefined;
  /** The cheapest whole choice within a number of branches; undefined when none was found. */
  whole(nodes: number): MasterAnswer | undefined;
  dispose(): void;
}

/**
 * @param costs by cell of the component
 * @param always cells withheld in any case
 */
export function masterProgram(highs: Highs, costs: Float64Array, always: Uint8Array): MasterProgram {
  const size = costs.length;
  const { optimal, infeasible, solutionLimit } = highs.constants.modelStatus;
  const model = highs.createModel();
  model.options.set({ output_flag: false, random_seed: 1, mip_rel_gap: 0, mip_abs_gap: 1e-7 });
  model.passModel({
    numCols: size,
    numRows: 0,
    colCost: costs,
    colLower: Float64Array.from(always),
    colUpper: new Float64Array(size).fill(1),
    rowLower: new Float64Array(0),
    rowUpper: new Float64Array(0),
    matrix: {
      format: 'csr',
      numRows: 0,
      numCols: size,
      starts: new Int32Array(1),
      indices: new Int32Array(0),
      values: new Float64Array(0),
    },
  });
  const types = new Int32Array(size).fill(highs.constants.variableType.integer);
  return {
    add({ cells, coefficients, right }) {
      model.addRow(right, Number.POSITIVE_INFINITY, {
        indices: Int32Array.from(cells),
        values: Float64Array.from(coefficients),
      });
    },
    restrict(mayChoose) {
      const upper = Float64Array.from(always, (is, at) => (is === 1 || mayChoose(at) ? 1 : 0));
      model.changeColsBounds({ kind: 'range', from: 0, to: size - 1 }, Float64Array.from(always), upper);
    },
    relaxed() {
      const { modelStatus } = model.run();
      if (modelStatus === infeasible) return undefined;
      if (modelStatus !== optimal) {
        throw new InvariantError('The master program ended without an answer', {
          fields: { modelStatus, cells: size },
        });
      }
      return { shares: model.getSolution().colValue, bound: model.getObjectiveValue() };
    },
    whole(nodes) {
      model.options.set({ mip_max_nodes: nodes });
      model.changeColsIntegrality({ kind: 'range', from: 0, to: size - 1 }, types);
      try {
        const { modelStatus } = model.run();
        if (modelStatus !== optimal && modelStatus !== solutionLimit) return undefined;
        if (Number(model.info.get('primal_solution_status')) !== highs.constants.solutionStatus.feasible)
          return undefined;
        const shares = model.getSolution().colValue.map((share) => Math.round(share));
        return { shares, bound: Number(model.info.get('mip_dual_bound')) };
      } finally {
        model.clearIntegrality();
      }
    },
    dispose: () => model.dispose(),
  };
}
