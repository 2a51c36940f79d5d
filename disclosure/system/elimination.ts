import type { CellSystem } from './cell-system.ts';
import type { Component } from './components.ts';
import { inverse, multiply, PRIME, residueStream } from './modular.ts';

/** A linear form over cells: cell → coefficient. */
export type LinearForm = ReadonlyMap<number, number>;

/** What an attacker who solves a component's equations can and cannot work out exactly. */
export interface Elimination {
  /** Whether the equations and the published cells fix the value of the form. */
  isDetermined(form: LinearForm): boolean;
  /** Multipliers of the equations (equation → coefficient) that fix a determined form: the attack itself. */
  attack(form: LinearForm): Map<number, number>;
}

/**
 * Solves the equations of a component over its hidden cells, modulo a prime: exact, and sparse by taking the shortest
 * equation and in it the rarest cell first (Markowitz). A form is determined when it vanishes on a random solution of
 * the homogeneous system; that is one-sided, and errs with probability 1.5e-8 towards withholding more.
 */
export function eliminate(system: CellSystem, hidden: Uint8Array, component: Component, seed: number): Elimination {
  const rows = component.equations.map((equation) => hiddenPart(system, hidden, equation));
  const columns = new Map<number, Set<number>>();
  rows.forEach((row, index) => {
    for (const cell of row.keys()) {
      const column = columns.get(cell);
      if (column === undefined) columns.set(cell, new Set([index]));
      else column.add(index);
    }
  });
  const queue = new LengthQueue(rows.map((row) => row.size));
  const pivotCell: number[] = [];
  const pivotRow: number[] = [];
  /** Row operations in order, three numbers each: target −= factor × source. */
  const operations: number[] = [];

  for (let index = queue.take((row) => rows[row]!.size); index >= 0; index = queue.take((row) => rows[row]!.size)) {
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
      queue.put(target, other.size);
    }
    pivotCell.push(pivot);
    pivotRow.push(index);
  }
  const order = new Map(pivotCell.map((cell, at) => [cell, at]));
  const solution = randomSolution(component, rows, pivotCell, pivotRow, order, seed);

  return {
    isDetermined(form) {
      let sum = 0;
      for (const [cell, coefficient] of form) {
        const value = solution.get(cell);
        if (value !== undefined) sum = (sum + multiply((coefficient + PRIME) % PRIME, value)) % PRIME;
      }
      return sum === 0;
    },
    attack(form) {
      const rest = new Float64Array(pivotCell.length);
      let first = pivotCell.length;
      for (const [cell, coefficient] of form) {
        const at = order.get(cell);
        if (at === undefined) continue;
        rest[at] = (coefficient + PRIME) % PRIME;
        first = Math.min(first, at);
      }
      const weights = new Float64Array(rows.length);
      for (let at = first; at < pivotCell.length; at++) {
        const coefficient = rest[at]!;
        if (coefficient === 0) continue;
        const row = rows[pivotRow[at]!]!;
        const factor = multiply(coefficient, inverse(row.get(pivotCell[at]!)!));
        weights[pivotRow[at]!] = factor;
        for (const [cell, value] of row) {
          const position = order.get(cell);
          if (position === undefined) continue;
          rest[position] = (rest[position]! + PRIME - multiply(factor, value)) % PRIME;
        }
      }
      for (let at = operations.length - 3; at >= 0; at -= 3) {
        const weight = weights[operations[at]!]!;
        if (weight === 0) continue;
        const source = operations[at + 1]!;
        weights[source] = (weights[source]! + PRIME - multiply(weight, operations[at + 2]!)) % PRIME;
      }
      const multipliers = new Map<number, number>();
      weights.forEach((weight, index) => {
        if (weight !== 0) multipliers.set(component.equations[index]!, weight);
      });
      return multipliers;
    },
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

function hiddenPart(system: CellSystem, hidden: Uint8Array, equation: number): Map<number, number> {
  const row = new Map<number, number>();
  for (let at = system.starts[equation]!; at < system.starts[equation + 1]!; at++) {
    const cell = system.cells[at]!;
    if (hidden[cell] !== 0) row.set(cell, (system.coefficients[at]! + PRIME) % PRIME);
  }
  return row;
}

function randomSolution(
  component: Component,
  rows: readonly Map<number, number>[],
  pivotCell: readonly number[],
  pivotRow: readonly number[],
  order: ReadonlyMap<number, number>,
  seed: number,
): Map<number, number> {
  const random = residueStream(seed);
  const solution = new Map<number, number>();
  for (const cell of component.cells) if (!order.has(cell)) solution.set(cell, random());
  for (let at = pivotCell.length - 1; at >= 0; at--) {
    const pivot = pivotCell[at]!;
    const row = rows[pivotRow[at]!]!;
    let sum = 0;
    for (const [cell, coefficient] of row) {
      if (cell !== pivot) sum = (sum + multiply(coefficient, solution.get(cell)!)) % PRIME;
    }
    solution.set(pivot, multiply(PRIME - sum, inverse(row.get(pivot)!)) % PRIME);
  }
  return solution;
}

/** Rows by their length, shortest first; a row whose length has changed since it was put is skipped. */
class LengthQueue {
  readonly #buckets: number[][] = [];
  readonly #done: Uint8Array;
  #shortest = 1;

  constructor(lengths: readonly number[]) {
    this.#done = new Uint8Array(lengths.length);
    lengths.forEach((length, row) => {
      this.put(row, length);
    });
  }

  put(row: number, length: number): void {
    if (length === 0) return;
    while (this.#buckets.length <= length) this.#buckets.push([]);
    this.#buckets[length]!.push(row);
    this.#shortest = Math.min(this.#shortest, length);
  }

  take(lengthOf: (row: number) => number): number {
    for (; this.#shortest < this.#buckets.length; this.#shortest++) {
      const bucket = this.#buckets[this.#shortest]!;
      for (let row = bucket.pop(); row !== undefined; row = bucket.pop()) {
        if (this.#done[row] === 1 || lengthOf(row) !== this.#shortest) continue;
        this.#done[row] = 1;
        return row;
      }
    }
    return -1;
  }
}
