import type { AttackerProgram } from './attacker-program.ts';

/** A demand on what is withheld: Σ coefficient × x ≥ right, over cells that may be withheld or not. */
export interface Cut {
  readonly cells: readonly number[];
  readonly coefficients: readonly number[];
  readonly right: number;
}

const NOISE = 1e-9;

/**
 * The capacity cut of a push that falls short of `least` (Fischetti and Salazar, Management Science 2001): whatever is
 * withheld must leave the weighted changes that bound the push enough room. Room that is always there is taken off, and
 * no cell needs to count for more than is then still asked.
 * @param always whether a cell of the component is withheld in any case
 * @returns undefined where the room that is always there suffices
 */
export function capacityCut(
  program: AttackerProgram,
  weights: readonly Float64Array[],
  least: number,
  always: Uint8Array,
): Cut | undefined {
  const rooms = new Map<number, number>();
  let right = least;
  for (let at = 0; at < always.length; at++) {
    let room = 0;
    for (const each of weights) {
      const weight = each[at]!;
      if (weight > NOISE) room += weight * program.rise[at]!;
      else if (weight < -NOISE) room -= weight * program.fall[at]!;
    }
    if (room <= 0) continue;
    if (always[at] === 1) right -= room;
    else rooms.set(at, room);
  }
  if (right <= NOISE * Math.max(1, least)) return undefined;
  return {
    cells: [...rooms.keys()],
    coefficients: [...rooms.values()].map((room) => Math.min(1, room / right)),
    right: 1,
  };
}

/** How far shares fall short of a cut; not positive when they keep it. */
export function shortfall({ cells, coefficients, right }: Cut, shares: Float64Array): number {
  let sum = 0;
  for (let at = 0; at < cells.length; at++) sum += coefficients[at]! * shares[cells[at]!]!;
  return right - sum;
}
