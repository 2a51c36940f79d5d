import { InvariantError } from '../../schemas/errors.ts';
import type { CellSystem } from '../system/cell-system.ts';
import { hiddenComponents } from '../system/components.ts';
import { eliminator } from '../system/elimination.ts';
import { multiply, PRIME, residue } from '../system/modular.ts';
import { type HiddenGroup, isTooSmall, protectExactly } from './exact-protection.ts';
import type { Mask } from './mask.ts';

export interface SettlementRequest {
  readonly sensitive: Iterable<number>;
  /** Cells that stay withheld though they are not sensitive, such as amounts whose count is. */
  readonly alsoHidden: Iterable<number>;
  readonly groups: readonly HiddenGroup[];
  /** Cells withheld so far to make the hidden part of a line larger. */
  readonly grouped: Iterable<number>;
  readonly seed: number;
}

export interface Settlement {
  /** Cells withheld earlier and published after all: the published ones give them away, and no rule hides them. */
  readonly released: readonly number[];
  /** Cells withheld in their stead, as {@link protectExactly} names them. */
  readonly grouped: readonly number[];
  readonly broken: readonly number[];
}

/**
 * Ends a protection, changing `mask`: attacks what is published, publishes every other withheld cell that the attack
 * works out (nobody learns anything new by it), and where the hidden part of a line has thereby become too small, makes
 * it larger. In the end nothing that is withheld by choice can be worked out, which is proven on the final state.
 * @throws InvariantError when a sensitive cell is worked out
 */
export function settleProtection(system: CellSystem, mask: Mask, request: SettlementRequest): Settlement {
  const sensitive = [...request.sensitive];
  const isSensitive = marked(system.size, sensitive);
  const stays = marked(system.size, request.alsoHidden, request.grouped);
  const targets = [...sensitive, ...request.grouped];
  const eliminate = eliminator(system);
  const released = new Set<number>();
  const grouped: number[] = [];
  const broken: number[] = [];
  const known = new Uint8Array(system.size);
  const moves = [new Float64Array(system.size), new Float64Array(system.size)] as const;
  /** Equations in which a cell has changed since they were attacked. */
  let touched: Uint8Array = new Uint8Array(system.equations).fill(1);
  for (let seed = request.seed; ; seed++) {
    for (const component of hiddenComponents(system, mask.hidden)) {
      if (!component.equations.some((equation) => touched[equation] === 1)) continue;
      const [first, second] = eliminate(mask.hidden, component, seed).movements();
      component.cells.forEach((cell, at) => {
        moves[0][cell] = first[at]!;
        moves[1][cell] = second[at]!;
        known[cell] = first[at] === 0 && second[at] === 0 ? 1 : 0;
      });
    }
    for (let cell = 0; cell < system.size; cell++) {
      if (known[cell] === 0) continue;
      if (isSensitive[cell] === 1) throw new InvariantError('A sensitive cell is exactly known', { fields: { cell } });
      if (system.publishable[cell] === 0 || stays[cell] === 1) continue;
      mask.show(cell);
      known[cell] = 0;
      released.add(cell);
    }
    const added = request.groups.some((group) => isTooSmall(mask, group, known))
      ? protectExactly(system, mask, targets, request.groups, seed, known)
      : { grouped: [], broken: [] };
    const hidden = [...added.grouped, ...added.broken];
    if (hidden.length === 0) {
      for (const move of moves) requireMovement(system, mask, move);
      return { released: [...released], grouped, broken };
    }
    for (const cell of hidden) released.delete(cell);
    for (const cell of added.grouped) {
      stays[cell] = 1;
      targets.push(cell);
    }
    grouped.push(...added.grouped);
    broken.push(...added.broken);
    touched = equationsOf(system, hidden);
  }
}

/**
 * Checks that the withheld cells can move so with all that is published kept. Every sensitive one does in one of the
 * movements, so that this proves, whatever worked them out, that none of them is determined in the end.
 */
function requireMovement(system: CellSystem, mask: Mask, move: Float64Array): void {
  for (let equation = 0; equation < system.equations; equation++) {
    let sum = 0;
    for (let at = system.starts[equation]!; at < system.starts[equation + 1]!; at++) {
      const cell = system.cells[at]!;
      if (mask.hidden[cell] === 0) continue;
      sum = (sum + multiply(residue(system.coefficients[at]!), move[cell]!)) % PRIME;
    }
    if (sum !== 0) throw new InvariantError('An attack on what is published does not hold', { fields: { equation } });
  }
}

function equationsOf(system: CellSystem, cells: readonly number[]): Uint8Array {
  const marks = new Uint8Array(system.equations);
  for (const cell of cells) {
    for (let at = system.cellStarts[cell]!; at < system.cellStarts[cell + 1]!; at++)
      marks[system.cellEquations[at]!] = 1;
  }
  return marks;
}

function marked(size: number, ...lists: readonly Iterable<number>[]): Uint8Array {
  const marks = new Uint8Array(size);
  for (const cells of lists) for (const cell of cells) marks[cell] = 1;
  return marks;
}
