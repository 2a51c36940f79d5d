import type { CellSystem } from '../system/cell-system.ts';
import type { AttackerProgram, Direction } from './attacker-program.ts';
import { type Cut, capacityCut, shortfall } from './cut.ts';
import { type ProtectionLevel, slidingBeyond } from './protection-level.ts';

/** A sensitive cell of a component, by its place there. */
export interface Target {
  readonly position: number;
  readonly level: ProtectionLevel;
}

/** How far a share may fall short of a cut before it is added. */
const VIOLATION = 1e-6;
/** How far a push may fall short of what is asked: the solver's noise. */
const SLACK = 1e-6;

export interface Separation {
  readonly cuts: readonly Cut[];
  /** Whether every target reaches what it must. */
  readonly clean: boolean;
}

/**
 * Finds demands that shares of withholding break: targets that an attacker bounds more closely than their level.
 * @param tight whether no cell moves farther than its target must, which finds deeper cuts and proves no less
 */
export function separate(
  program: AttackerProgram,
  targets: readonly Target[],
  shares: Float64Array,
  always: Uint8Array,
  tight: boolean,
): Separation {
  const cuts: Cut[] = [];
  let clean = true;
  const rises = new Float64Array(shares.length);
  const falls = new Float64Array(shares.length);
  const harvest = (moves: Float64Array): void => {
    for (let at = 0; at < moves.length; at++) {
      rises[at] = Math.max(rises[at]!, moves[at]!);
      falls[at] = Math.max(falls[at]!, -moves[at]!);
    }
  };
  const isShort = (reached: number, asked: number): boolean => reached < asked - SLACK * Math.max(1, asked);
  const addCut = (weights: readonly Float64Array[], least: number): void => {
    clean = false;
    const cut = capacityCut(program, weights, least, always);
    if (cut !== undefined && shortfall(cut, shares) > VIOLATION) cuts.push(cut);
  };
  for (const { position, level } of targets) {
    for (const direction of [1, -1] as const) {
      const asked = direction === 1 ? level.upper : level.lower;
      if (!isShort((direction === 1 ? rises : falls)[position]!, asked)) continue;
      const push = program.push(position, direction, asked, shares, tight ? asked : Number.POSITIVE_INFINITY);
      harvest(push.moves);
      if (isShort(push.distance, asked)) addCut([push.weights], asked);
    }
    const width = slidingBeyond(level);
    if (width === 0 || !isShort(rises[position]! + falls[position]!, width)) continue;
    const pushes = ([1, -1] as const).map((direction: Direction) =>
      program.push(position, direction, width, shares, tight ? width : Number.POSITIVE_INFINITY),
    );
    for (const { moves } of pushes) harvest(moves);
    const reached = pushes.reduce((sum, { distance }) => sum + distance, 0);
    if (isShort(reached, width)) {
      addCut(
        pushes.map(({ weights }) => weights),
        width,
      );
    }
  }
  return { cuts, clean };
}

/**
 * Cells withheld alone in an equation, which anybody works out: each needs company there, or is not worth withholding
 * (the bridgeless inequalities of one equation).
 */
export function lonelyCuts(
  system: CellSystem,
  { component }: AttackerProgram,
  shares: Float64Array,
  always: Uint8Array,
): Cut[] {
  const position = new Map(component.cells.map((cell, at) => [cell, at]));
  const cuts: Cut[] = [];
  for (const equation of component.equations) {
    const members: number[] = [];
    for (let at = system.starts[equation]!; at < system.starts[equation + 1]!; at++) {
      const member = position.get(system.cells[at]!);
      if (member !== undefined) members.push(member);
    }
    if (members.some((member) => always[member] === 1)) continue;
    const sum = members.reduce((total, member) => total + shares[member]!, 0);
    for (const member of members) {
      if (2 * shares[member]! - sum <= VIOLATION) continue;
      cuts.push({ cells: members, coefficients: members.map((other) => (other === member ? -1 : 1)), right: 0 });
    }
  }
  return cuts;
}
