import type { CellSystem } from './cell-system.ts';
import type { Component } from './components.ts';
import { LengthQueue } from './length-queue.ts';
import { inverse, multiply, PRIME, residueStream } from './modular.ts';

/** What an attacker who solves a component's equations can and cannot work out exactly. */
export interface Elimination {
  /** Whether the equations and the published cells fix the value of a cell. */
  isDetermined(cell: number): boolean;
  /**
   * Two solutions of the homogeneous system, by position in the component: ways in which hidden cells can move together
   * with every equation and published cell kept. A cell is determined when it moves in neither.
   */
  movements(): readonly [Float64Array, Float64Array];
  /** Multipliers of the equations (equation → coefficient) that fix a determined cell: the attack itself. */
  attack(cell: number): Map<number, number>;
}

export type Eliminate = (hidden: Uint8Array, component: Component, seed: number) => Elimination;

/**
 * Solves the equations of a component over its hidden cells, modulo a prime: exact, and sparse. A cell that stands in
 * one equation alone takes that equation with it, which costs nothing and is repeated for what is left; then the
 * shortest equation goes first, and in it the rarest cell (Markowitz). A cell is determined when it vanishes on two random
 * solutions of the homogeneous system; that is one-sided, and takes a free cell for a determined one with probability
 * 2e-16.
 */
export function eliminator(system: CellSystem): Eliminate {
  /** The number of a cell in the component at work; -1 for one outside it, which is held at its value. */
  const local = new Int32Array(system.size).fill(-1);
  return (hidden, component, seed) => {
    const { starts, cells, coefficients } = hiddenRows(system, hidden, component, local);
    const rows = component.equations.length;
    const pivotCell: number[] = [];
    const pivotRow: number[] = [];
    const isLeft = peel(starts, cells, component.cells.length, (row, cell) => {
      pivotRow.push(row);
      pivotCell.push(cell);
    });
    /** What is left is eliminated in maps, for it fills in. */
    const core: (Map<number, number> | undefined)[] = new Array(rows);
    for (let row = 0; row < rows; row++) {
      if (isLeft[row] === 0) continue;
      const map = new Map<number, number>();
      for (let at = starts[row]!; at < starts[row + 1]!; at++) map.set(cells[at]!, coefficients[at]!);
      core[row] = map;
    }
    const operations = eliminateCore(core, pivotCell, pivotRow);

    const order = new Int32Array(component.cells.length).fill(-1);
    pivotCell.forEach((cell, at) => {
      order[cell] = at;
    });
    const eachOf = (row: number, visit: (cell: number, coefficient: number) => void): void => {
      const map = core[row];
      if (map !== undefined) {
        for (const [cell, coefficient] of map) visit(cell, coefficient);
        return;
      }
      for (let at = starts[row]!; at < starts[row + 1]!; at++) visit(cells[at]!, coefficients[at]!);
    };

    const randomSolution = (from: number): Float64Array => {
      const random = residueStream(from);
      const solution = new Float64Array(component.cells.length);
      for (let cell = 0; cell < solution.length; cell++) if (order[cell]! < 0) solution[cell] = random();
      for (let at = pivotCell.length - 1; at >= 0; at--) {
        const pivot = pivotCell[at]!;
        let sum = 0;
        let own = 1;
        eachOf(pivotRow[at]!, (cell, coefficient) => {
          if (cell === pivot) own = coefficient;
          else sum = (sum + multiply(coefficient, solution[cell]!)) % PRIME;
        });
        solution[pivot] = multiply(PRIME - sum, inverse(own)) % PRIME;
      }
      return solution;
    };
    const first = randomSolution(seed);
    /** Most components have no cell that vanishes on the first one. */
    let second: Float64Array | undefined;
    const isFixed = (at: number): boolean => {
      if (first[at] !== 0) return false;
      second ??= randomSolution(~seed);
      return second[at] === 0;
    };

    return {
      isDetermined: (cell) => isFixed(localOf(component, cell)),
      movements() {
        second ??= first.includes(0) ? randomSolution(~seed) : first;
        return [first, second];
      },
      attack(target) {
        const rest = new Float64Array(pivotCell.length);
        const start = order[localOf(component, target)]!;
        if (start < 0) return new Map();
        rest[start] = 1;
        const weights = new Float64Array(rows);
        for (let at = start; at < pivotCell.length; at++) {
          const coefficient = rest[at]!;
          if (coefficient === 0) continue;
          const pivot = pivotCell[at]!;
          const row = pivotRow[at]!;
          let own = 1;
          eachOf(row, (cell, value) => {
            if (cell === pivot) own = value;
          });
          const factor = multiply(coefficient, inverse(own));
          weights[row] = factor;
          eachOf(row, (cell, value) => {
            const position = order[cell]!;
            if (position >= 0) rest[position] = (rest[position]! + PRIME - multiply(factor, value)) % PRIME;
          });
        }
        undoOperations(operations, weights);
        const multipliers = new Map<number, number>();
        for (let row = 0; row < rows; row++) {
          if (weights[row] !== 0) multipliers.set(component.equations[row]!, weights[row]!);
        }
        return multipliers;
      },
    };
  };
}

/** The published cells that an attack uses, with their coefficient in it. Withholding any one of them breaks it. */
export function publishedSupport(system: CellSystem, hidden: Uint8Array, attack: Map<number, number>): number[] {
  const sums = new Map<number, number>();
  for (const [equation, weight] of attack) {
    for (let at = system.starts[equation]!; at < system.starts[equation + 1]!; at++) {
      const cell = system.cells[at]!;
      if (hidden[cell] !== 0) continue;
      const term = multiply(weight, (system.coefficients[at]! + PRIME) % PRIME);
      sums.set(cell, ((sums.get(cell) ?? 0) + term) % PRIME);
    }
  }
  return [...sums].filter(([, sum]) => sum !== 0).map(([cell]) => cell);
}

/** Position of a cell in a component, whose cells ascend. */
function localOf({ cells }: Component, cell: number): number {
  let low = 0;
  let high = cells.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (cells[middle]! < cell) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The hidden part of a component's equations, over the cells' numbers in it. */
function hiddenRows(system: CellSystem, hidden: Uint8Array, component: Component, local: Int32Array) {
  component.cells.forEach((cell, index) => {
    local[cell] = index;
  });
  const starts = new Int32Array(component.equations.length + 1);
  const cells: number[] = [];
  const coefficients: number[] = [];
  component.equations.forEach((equation, row) => {
    for (let at = system.starts[equation]!; at < system.starts[equation + 1]!; at++) {
      const cell = system.cells[at]!;
      if (hidden[cell] === 0 || local[cell]! < 0) continue;
      cells.push(local[cell]!);
      coefficients.push((system.coefficients[at]! + PRIME) % PRIME);
    }
    starts[row + 1] = cells.length;
  });
  for (const cell of component.cells) local[cell] = -1;
  return { starts, cells, coefficients };
}

/**
 * Takes off, again and again, a cell that stands in one row alone, together with that row.
 * @returns which rows are left
 */
function peel(
  starts: Int32Array,
  cells: readonly number[],
  size: number,
  take: (row: number, cell: number) => void,
): Uint8Array {
  const rows = starts.length - 1;
  const isLeft = new Uint8Array(rows).fill(1);
  const count = new Int32Array(size);
  /** Sum of the rows a cell is left in: the row itself once it is the last. */
  const rowSum = new Float64Array(size);
  for (let row = 0; row < rows; row++) {
    for (let at = starts[row]!; at < starts[row + 1]!; at++) {
      count[cells[at]!]!++;
      rowSum[cells[at]!]! += row;
    }
  }
  const waiting: number[] = [];
  for (let cell = 0; cell < size; cell++) if (count[cell] === 1) waiting.push(cell);
  for (let cell = waiting.pop(); cell !== undefined; cell = waiting.pop()) {
    if (count[cell] !== 1) continue;
    const row = rowSum[cell]!;
    isLeft[row] = 0;
    take(row, cell);
    for (let at = starts[row]!; at < starts[row + 1]!; at++) {
      const other = cells[at]!;
      rowSum[other]! -= row;
      if (--count[other]! === 1) waiting.push(other);
    }
  }
  return isLeft;
}

/** @returns row operations in order, three numbers each: target −= factor × source */
function eliminateCore(
  rows: readonly (Map<number, number> | undefined)[],
  pivotCell: number[],
  pivotRow: number[],
): Float64Array {
  const columns = new Map<number, Set<number>>();
  rows.forEach((row, index) => {
    for (const cell of row?.keys() ?? []) {
      const column = columns.get(cell);
      if (column === undefined) columns.set(cell, new Set([index]));
      else column.add(index);
    }
  });
  const lengthOf = (row: number): number => rows[row]?.size ?? 0;
  const queue = new LengthQueue(rows.length, lengthOf);
  const operations: number[] = [];
  for (let index = queue.take(); index >= 0; index = queue.take()) {
    const row = rows[index]!;
    let pivot = -1;
    let rarity = Number.POSITIVE_INFINITY;
    for (const cell of row.keys()) {
      const count = columns.get(cell)!.size;
      if (count < rarity) {
        pivot = cell;
        rarity = count;
      }
    }
    for (const cell of row.keys()) columns.get(cell)!.delete(index);
    const scale = inverse(row.get(pivot)!);
    for (const target of [...columns.get(pivot)!]) {
      const other = rows[target]!;
      const factor = multiply(other.get(pivot)!, scale);
      operations.push(target, index, factor);
      for (const [cell, coefficient] of row) {
        const before = other.get(cell);
        const after = ((before ?? 0) + PRIME - multiply(factor, coefficient)) % PRIME;
        if (after === 0) {
          other.delete(cell);
          columns.get(cell)!.delete(target);
        } else {
          other.set(cell, after);
          if (before === undefined) columns.get(cell)!.add(target);
        }
      }
      queue.put(target);
    }
    pivotCell.push(pivot);
    pivotRow.push(index);
  }
  return Float64Array.from(operations);
}

/** Turns weights of the rows as eliminated into weights of the rows as given. */
function undoOperations(operations: Float64Array, weights: Float64Array): void {
  for (let at = operations.length - 3; at >= 0; at -= 3) {
    const weight = weights[operations[at]!]!;
    if (weight === 0) continue;
    const source = operations[at + 1]!;
    weights[source] = (weights[source]! + PRIME - multiply(weight, operations[at + 2]!)) % PRIME;
  }
}
