import type { CellSystem } from '../system/cell-system.ts';
import type { Mask } from './mask.ts';

/** Cells near some, the nearest first, and the equations that they stand in. */
export interface Neighborhood {
  readonly cells: readonly number[];
  readonly equations: readonly number[];
}

/**
 * @param starts cells at distance 0
 * @param limit most cells
 */
export type Neighborhoods = (starts: readonly number[], limit: number) => Neighborhood;

/** Share of a neighborhood's cells that bring in their equations; the others stand in those alone, and close them. */
const SPREAD = 0.5;
/** Members from which on an equation makes its cells seem farther away, the longer it is: what short ones close comes first. */
const LONG = 12;
/** Share of the usual cost that it takes to step to a cell that is withheld anyway: near, but not for nothing. */
const HIDDEN_STEP = 0.1;

/**
 * Finds the cells that a change of given ones may need: those that a chain of equations reaches at the least cost, where
 * a step to a published cell costs what withholding it would. Cells that may never be withheld are no way. What cannot
 * move, because it is alone in one of its equations, is left out.
 * @param typical see {@link typicalCost}
 */
export function neighborhoods(system: CellSystem, { hidden }: Mask, typical: number): Neighborhoods {
  const distance = new Float64Array(system.size).fill(Number.POSITIVE_INFINITY);
  const isIn = new Uint8Array(system.size);
  const seen = new Uint8Array(system.equations);
  const movable = new Int32Array(system.equations);
  /** Equations of a cell that are not among those found. */
  const missing = new Int32Array(system.size);
  const hiddenStep = HIDDEN_STEP * typical;

  const spread = (starts: readonly number[], limit: number): { cells: number[]; equations: number[] } => {
    const queue = newQueue();
    const touched: number[] = [];
    const reach = (cell: number, at: number): void => {
      if (at >= distance[cell]!) return;
      if (distance[cell] === Number.POSITIVE_INFINITY) {
        touched.push(cell);
        missing[cell] = system.cellStarts[cell + 1]! - system.cellStarts[cell]!;
      }
      distance[cell] = at;
      queue.put(cell, at);
    };
    const cells: number[] = [];
    const equations: number[] = [];
    for (const cell of starts) reach(cell, 0);
    for (let next = queue.take(); next !== undefined && cells.length < limit * SPREAD; next = queue.take()) {
      const { cell, at } = next;
      if (isIn[cell] === 1) continue;
      isIn[cell] = 1;
      cells.push(cell);
      for (let entry = system.cellStarts[cell]!; entry < system.cellStarts[cell + 1]!; entry++) {
        const equation = system.cellEquations[entry]!;
        if (seen[equation] === 1) continue;
        seen[equation] = 1;
        equations.push(equation);
        const long = Math.max(1, (system.starts[equation + 1]! - system.starts[equation]!) / LONG);
        for (let member = system.starts[equation]!; member < system.starts[equation + 1]!; member++) {
          const other = system.cells[member]!;
          const step = (hidden[other] === 1 ? hiddenStep : system.cost[other]!) * long;
          if (step === Number.POSITIVE_INFINITY) continue;
          reach(other, at + step);
          missing[other]!--;
        }
      }
    }
    const within = touched.filter((cell) => missing[cell] === 0 && isIn[cell] === 0);
    within.sort((a, b) => distance[a]! - distance[b]! || a - b);
    for (const cell of within.slice(0, limit - cells.length)) {
      isIn[cell] = 1;
      cells.push(cell);
    }
    for (const cell of touched) distance[cell] = Number.POSITIVE_INFINITY;
    return { cells, equations };
  };

  /** Takes off, again and again, a cell that is alone in an equation: nothing could make up for its change. */
  const peel = (equations: readonly number[]): void => {
    const lonely: number[] = [];
    for (const equation of equations) {
      movable[equation] = 0;
      for (let at = system.starts[equation]!; at < system.starts[equation + 1]!; at++) {
        movable[equation]! += isIn[system.cells[at]!]!;
      }
      if (movable[equation] === 1) lonely.push(equation);
    }
    for (let equation = lonely.pop(); equation !== undefined; equation = lonely.pop()) {
      for (let at = system.starts[equation]!; at < system.starts[equation + 1]!; at++) {
        const cell = system.cells[at]!;
        if (isIn[cell] === 0) continue;
        isIn[cell] = 0;
        for (let entry = system.cellStarts[cell]!; entry < system.cellStarts[cell + 1]!; entry++) {
          const other = system.cellEquations[entry]!;
          if (--movable[other]! === 1) lonely.push(other);
        }
      }
    }
  };

  return (starts, limit) => {
    const { cells, equations } = spread(starts, limit);
    peel(equations);
    const left = cells.filter((cell) => isIn[cell] === 1);
    const kept = equations.filter((equation) => movable[equation]! > 0);
    for (const cell of cells) isIn[cell] = 0;
    for (const equation of equations) seen[equation] = 0;
    return { cells: left, equations: kept };
  };
}

/** The mean of the costs that are finite and not nothing. */
export function typicalCost(system: CellSystem): number {
  let sum = 0;
  let number = 0;
  for (const cost of system.cost) {
    if (cost === 0 || !Number.isFinite(cost)) continue;
    sum += cost;
    number++;
  }
  return number === 0 ? 1 : sum / number;
}

/** Cells by distance, the nearest first (a binary heap). */
function newQueue() {
  const cells: number[] = [];
  const distances: number[] = [];
  const set = (place: number, cell: number, at: number): void => {
    cells[place] = cell;
    distances[place] = at;
  };
  return {
    put(cell: number, at: number): void {
      let place = cells.length;
      while (place > 0) {
        const above = (place - 1) >> 1;
        if (distances[above]! <= at) break;
        set(place, cells[above]!, distances[above]!);
        place = above;
      }
      set(place, cell, at);
    },
    take(): { cell: number; at: number } | undefined {
      const first = { cell: cells[0]!, at: distances[0]! };
      const cell = cells.pop();
      const at = distances.pop();
      if (cell === undefined || at === undefined) return undefined;
      const size = cells.length;
      if (size === 0) return first;
      let place = 0;
      for (let below = 1; below < size; below = 2 * place + 1) {
        if (below + 1 < size && distances[below + 1]! < distances[below]!) below++;
        if (distances[below]! >= at) break;
        set(place, cells[below]!, distances[below]!);
        place = below;
      }
      set(place, cell, at);
      return first;
    },
  };
}
