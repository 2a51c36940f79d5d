import type { Highs } from 'highs';
import { InvariantError } from '../../schemas/errors.ts';
import type { CellSystem } from '../system/cell-system.ts';
import { residueStream } from '../system/modular.ts';
import type { Demand, Shift } from '../system/shift.ts';
import type { Mask } from './mask.ts';
import type { Neighborhood } from './neighborhood.ts';

/** A shift, and what withholding the published cells that it moves would lose. */
export interface PricedShift extends Shift {
  /** Published cells among those it moves. */
  readonly published: readonly number[];
  readonly cost: number;
}

/** The cheapest changes of a neighborhood; the program stays loaded. */
export interface ShiftProgram {
  readonly cells: readonly number[];
  has(cell: number): boolean;
  /** Programs solved so far, and how many of them ended with fractions where values are whole. */
  readonly solved: number;
  readonly fractional: number;
  /**
   * The shift that meets a demand and loses least, undefined where none does.
   * @param thorough whether whole numbers are searched for where the program ends with fractions
   */
  shift(demand: Pick<Demand, 'cell' | 'change' | 'still'>, thorough: boolean): PricedShift | undefined;
  /** Takes note that a cell was withheld, or published, since. */
  reprice(cell: number): void;
  /** Keeps a cell at its value until it is released. */
  hold(cell: number): void;
  release(cell: number): void;
  dispose(): void;
}

/** How far a cell may move for another one that must, in times of that one's change. */
const REACH = 4;
/** Units of the largest change where values need not be whole. */
const CHANGE_IN_UNITS = 64;
/** What moving a hidden cell costs, in shares of the typical cost of withholding one: shifts shall stay near. */
const HIDDEN_COST = 4e-4;
/** Greatest part of its cost that a cell's tie adds: which of equally dear cells goes is not for outsiders to know. */
const TIE_SHARE = 1e-3;
/** Times that a program which ended with fractions is solved again at costs that are a little different. */
const RETRIES = 4;
/** Branches of a thorough search. */
const NODES = 200;
const NOISE = 1e-5;

/**
 * The program of the cheapest change: every cell of the neighborhood may rise or fall, the equations hold, and what moves
 * a published cell as far as asked, or empties it, pays what withholding it loses (the relaxation of that fixed charge).
 * @param options `most`: the largest change that will be asked for; `typical`: the typical cost of withholding a cell
 */
export function shiftProgram(
  highs: Highs,
  system: CellSystem,
  mask: Mask,
  { cells, equations }: Neighborhood,
  { most, whole, typical }: { readonly most: number; readonly whole: boolean; readonly typical: number },
): ShiftProgram {
  const unit = whole ? 1 : Math.max(1, most / CHANGE_IN_UNITS);
  const step = most / unit;
  const place = new Map(cells.map((cell, at) => [cell, at]));
  const tieRank = new Map([...cells].sort((a, b) => system.tie[a]! - system.tie[b]!).map((cell, rank) => [cell, rank]));
  /** Columns of a cell: the one that raises it, and the next one, which lowers it. */
  const upper = new Float64Array(2 * cells.length);
  const costs = new Float64Array(2 * cells.length);
  const priceOf = (cell: number, room: number): number => {
    if (mask.hidden[cell] === 1) return HIDDEN_COST / step;
    const tie = 1 + (TIE_SHARE * tieRank.get(cell)!) / cells.length;
    return ((system.cost[cell]! / typical) * tie) / Math.max(1e-3, Math.min(step, room));
  };
  const price = (cell: number, at: number): void => {
    costs[2 * at] = priceOf(cell, step);
    costs[2 * at + 1] = priceOf(cell, (system.value[cell]! - system.lower[cell]!) / unit);
  };
  cells.forEach((cell, at) => {
    upper[2 * at] = REACH * step;
    upper[2 * at + 1] = Math.min(REACH * step, (system.value[cell]! - system.lower[cell]!) / unit);
    price(cell, at);
  });
  const model = load(highs, system, place, equations, costs, upper);
  const { optimal, infeasible } = highs.constants.modelStatus;
  let solved = 0;
  let fractional = 0;

  const bound = (at: number, [rise, fall]: readonly [number, number], least: readonly [number, number]): void => {
    model.changeColBounds(2 * at, least[0], rise);
    model.changeColBounds(2 * at + 1, least[1], fall);
  };
  const loosen = (at: number): void => bound(at, [upper[2 * at]!, upper[2 * at + 1]!], [0, 0]);
  const run = (): Float64Array | undefined => {
    // From nothing moved: faster than from the last answer, which has little in common with the next.
    model.setLogicalBasis();
    const { modelStatus } = model.run();
    solved++;
    if (modelStatus === infeasible) return undefined;
    if (modelStatus === optimal) return model.getSolution().colValue;
    throw new InvariantError('A linear program of disclosure control ended without an answer', {
      fields: { modelStatus, cells: cells.length, equations: equations.length },
    });
  };
  const isWhole = (point: Float64Array): boolean =>
    point.every((value) => Math.abs(value - Math.round(value)) <= NOISE);

  const runWhole = (): Float64Array | undefined => {
    const every = { kind: 'range', from: 0, to: costs.length - 1 } as const;
    model.changeColsIntegrality(every, new Int32Array(costs.length).fill(highs.constants.variableType.integer));
    model.options.set({ mip_max_nodes: NODES });
    try {
      model.run();
      solved++;
      const status = Number(model.info.get('primal_solution_status'));
      return status === highs.constants.solutionStatus.feasible ? model.getSolution().colValue : undefined;
    } finally {
      model.clearIntegrality();
    }
  };

  /** Solves, and where values are whole solves again until the answer is. */
  const solve = (seed: number, thorough: boolean): Float64Array | undefined => {
    const random = residueStream(seed);
    const changed = new Set<number>();
    try {
      for (let attempt = 0; attempt <= RETRIES; attempt++) {
        const point = run();
        if (point === undefined || !whole || isWhole(point)) return point;
        fractional++;
        for (let column = 0; column < point.length; column++) {
          if (point[column]! <= NOISE) continue;
          changed.add(column);
          model.changeColCost(
            column,
            costs[column]! * (1 + (random() % 100) / 100) + (HIDDEN_COST * (random() % 100)) / 10,
          );
        }
      }
      return thorough ? runWhole() : undefined;
    } finally {
      for (const column of changed) model.changeColCost(column, costs[column]!);
    }
  };

  const priced = (point: Float64Array): PricedShift => {
    const moved: number[] = [];
    const changes: number[] = [];
    const published: number[] = [];
    let cost = 0;
    for (let at = 0; at < cells.length; at++) {
      const change = point[2 * at]! - point[2 * at + 1]!;
      if (Math.abs(change) < NOISE) continue;
      moved.push(cells[at]!);
      changes.push(whole ? Math.round(change) : change * unit);
      if (mask.hidden[cells[at]!] === 1) continue;
      published.push(cells[at]!);
      cost += system.cost[cells[at]!]!;
    }
    return { cells: moved, changes, published, cost };
  };

  return {
    cells,
    has: (cell) => place.has(cell),
    get solved() {
      return solved;
    },
    get fractional() {
      return fractional;
    },
    shift({ cell, change, still }, thorough) {
      const at = place.get(cell);
      const asked = Math.abs(change) / unit;
      if (at === undefined || (change < 0 && upper[2 * at + 1]! < asked)) return undefined;
      const stillAt = still === undefined ? undefined : place.get(still);
      bound(at, change > 0 ? [asked, 0] : [0, asked], change > 0 ? [asked, 0] : [0, asked]);
      if (stillAt !== undefined) bound(stillAt, [0, 0], [0, 0]);
      try {
        const point = solve(cell + 1, thorough);
        return point && priced(point);
      } finally {
        loosen(at);
        if (stillAt !== undefined) loosen(stillAt);
      }
    },
    reprice(cell) {
      const at = place.get(cell);
      if (at === undefined) return;
      price(cell, at);
      model.changeColCost(2 * at, costs[2 * at]!);
      model.changeColCost(2 * at + 1, costs[2 * at + 1]!);
    },
    hold(cell) {
      const at = place.get(cell);
      if (at !== undefined) bound(at, [0, 0], [0, 0]);
    },
    release(cell) {
      const at = place.get(cell);
      if (at !== undefined) loosen(at);
    },
    dispose: () => model.dispose(),
  };
}

function load(
  highs: Highs,
  system: CellSystem,
  place: ReadonlyMap<number, number>,
  equations: readonly number[],
  costs: Float64Array,
  upper: Float64Array,
) {
  const starts = new Int32Array(equations.length + 1);
  const indices: number[] = [];
  const values: number[] = [];
  equations.forEach((equation, row) => {
    for (let member = system.starts[equation]!; member < system.starts[equation + 1]!; member++) {
      const at = place.get(system.cells[member]!);
      if (at === undefined) continue;
      indices.push(2 * at, 2 * at + 1);
      values.push(system.coefficients[member]!, -system.coefficients[member]!);
    }
    starts[row + 1] = indices.length;
  });
  const model = highs.createModel();
  model.options.set({ output_flag: false, presolve: 'off', random_seed: 1, solver: 'simplex' });
  model.passModel({
    numCols: costs.length,
    numRows: equations.length,
    colCost: costs,
    colLower: new Float64Array(costs.length),
    colUpper: upper,
    rowLower: new Float64Array(equations.length),
    rowUpper: new Float64Array(equations.length),
    matrix: {
      format: 'csr',
      numRows: equations.length,
      numCols: costs.length,
      starts,
      indices: Int32Array.from(indices),
      values: Float64Array.from(values),
    },
  });
  return model;
}
