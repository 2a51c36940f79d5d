import type { CellSystem } from '../system/cell-system.ts';
import { hiddenComponents } from '../system/components.ts';
import { eliminator, publishedSupport } from '../system/elimination.ts';
import { cheapest, cheapestHolding, type Mask } from './mask.ts';

/** A line whose withheld parts together form a group: what is left of `total` when the published parts are taken off. */
export interface HiddenGroup {
  readonly total: number;
  readonly parts: readonly number[];
  /** Persons behind each part. */
  readonly persons: readonly number[];
  /** Fewest persons the withheld parts may hold together, unless they hold nobody. */
  readonly minimum: number;
}

export interface ExactProtection {
  /** Cells withheld to break an exact attack, in the order chosen. */
  readonly broken: readonly number[];
  /** Cells withheld because the hidden parts of a line summed to too few. Sensitive from then on: see {@link protectExactly}. */
  readonly grouped: readonly number[];
  /** Sensitive cells that stay determined whatever may be withheld. */
  readonly unresolved: readonly number[];
  readonly rounds: number;
  readonly largestComponent: number;
}

/**
 * Withholds cells, marking them in `mask`, until no sensitive cell can be worked out by adding and subtracting
 * published ones, however many lines that takes: for each one that can, the cheapest cell that its attack uses goes.
 * A cell withheld to make the hidden part of a line larger is held to the same: were it worked out along another line,
 * the small rest of its own would be known after all.
 * @param known hidden cells that can be worked out though they are not sensitive: they make no hidden part larger
 */
export function protectExactly(
  system: CellSystem,
  mask: Mask,
  sensitive: readonly number[],
  groups: readonly HiddenGroup[],
  seed: number,
  known: Uint8Array = new Uint8Array(system.size),
): ExactProtection {
  const { hidden } = mask;
  const isSensitive = new Uint8Array(system.size);
  for (const cell of sensitive) isSensitive[cell] = 1;
  const broken: number[] = [];
  const grouped: number[] = [];
  const eliminate = eliminator(system);
  /** Sensitive cells found not to be determined: they stay so whatever else is withheld. */
  const safe = new Uint8Array(system.size);
  let changed: Uint8Array | undefined;
  let unresolved: number[] = [];
  let largestComponent = 0;
  for (let rounds = 1; ; rounds++) {
    const before = broken.length + grouped.length;
    const next = new Uint8Array(system.size);
    const note = (cell: number): void => {
      next[cell] = 1;
      if (changed !== undefined) changed[cell] = 1;
    };
    for (const cell of widenGroups(system, mask, groups, known)) {
      grouped.push(cell);
      isSensitive[cell] = 1;
      note(cell);
    }
    for (const cell of closeLines(system, mask, isSensitive)) {
      broken.push(cell);
      note(cell);
    }
    const stillDetermined: number[] = [];
    const chosenBefore = broken.length;
    for (const component of hiddenComponents(system, hidden)) {
      largestComponent = Math.max(largestComponent, component.cells.length);
      if (changed !== undefined && !touches(component.cells, changed)) {
        if (unresolved.length === 0) continue;
        for (const cell of component.cells) if (unresolved.includes(cell)) stillDetermined.push(cell);
        continue;
      }
      const targets = component.cells.filter((cell) => isSensitive[cell] === 1 && safe[cell] === 0);
      if (targets.length === 0) continue;
      const solved = eliminate(hidden, component, seed + rounds);
      for (const target of targets) {
        if (!solved.isDetermined(target)) {
          safe[target] = 1;
          continue;
        }
        const support = publishedSupport(system, hidden, solved.attack(target));
        if (support.some((cell) => next[cell] === 1)) continue;
        const cell = cheapestHolding(system, mask, support);
        if (cell < 0) {
          stillDetermined.push(target);
          continue;
        }
        broken.push(cell);
        next[cell] = 1;
      }
    }
    for (const cell of broken.slice(chosenBefore)) mask.hide(cell);
    if (rounds >= ACCOMPANY_FROM) {
      for (const cell of accompany(system, mask, broken.slice(chosenBefore))) {
        broken.push(cell);
        next[cell] = 1;
      }
    }
    unresolved = stillDetermined;
    changed = next;
    if (broken.length + grouped.length === before) return { broken, grouped, unresolved, rounds, largestComponent };
  }
}

function touches(cells: readonly number[], marked: Uint8Array): boolean {
  for (const cell of cells) if (marked[cell] === 1) return true;
  return false;
}

/** From this round on, whatever is withheld is given company: a few attacks that lead from line to line are left. */
const ACCOMPANY_FROM = 3;

/**
 * Withholds, for cells that stand alone in a line and so are determined themselves, another one there, and so on: what
 * an attack would do next, without solving the system again for every step of it.
 * @returns the cells withheld
 */
function accompany(system: CellSystem, mask: Mask, cells: readonly number[]): number[] {
  const queue = [...cells];
  const added: number[] = [];
  for (let cell = queue.pop(); cell !== undefined; cell = queue.pop()) {
    for (let at = system.cellStarts[cell]!; at < system.cellStarts[cell + 1]!; at++) {
      const partner = companion(system, mask, system.cellEquations[at]!, cell);
      if (partner < 0) continue;
      mask.hide(partner);
      added.push(partner);
      queue.push(partner);
    }
  }
  return added;
}

/** The cheapest cell to withhold beside one that is alone in a line; -1 where it is not alone, or nothing may be. */
function companion(system: CellSystem, mask: Mask, equation: number, alone: number): number {
  if (mask.hiddenInEquation[equation] !== 1) return -1;
  const members = system.cells.subarray(system.starts[equation]!, system.starts[equation + 1]!);
  return cheapestHolding(
    system,
    mask,
    [...members].filter((member) => member !== alone),
  );
}

/** Whether what is left of a known total, when its known parts are taken off, holds somebody, but too few. */
export function isTooSmall({ hidden }: Mask, group: HiddenGroup, known: Uint8Array): boolean {
  if (hidden[group.total] !== 0 && known[group.total] === 0) return false;
  let sum = 0;
  for (let index = 0; index < group.parts.length; index++) {
    const part = group.parts[index]!;
    if (hidden[part] !== 0 && known[part] === 0) sum += group.persons[index]!;
  }
  return sum > 0 && sum < group.minimum;
}

function widenGroups(system: CellSystem, mask: Mask, groups: readonly HiddenGroup[], known: Uint8Array): number[] {
  const added: number[] = [];
  for (const group of groups) {
    if (!isTooSmall(mask, group, known)) continue;
    const cell = cheapest(system, mask, [...group.parts.filter((part) => system.value[part]! > 0), group.total]);
    if (cell < 0) continue;
    mask.hide(cell);
    added.push(cell);
  }
  return added;
}

/**
 * Gives every sensitive cell that is alone in a line company there: the attacks of one line, which are most of them.
 * @returns the cells withheld
 */
function closeLines(system: CellSystem, mask: Mask, isSensitive: Uint8Array): number[] {
  const added: number[] = [];
  for (let equation = 0; equation < system.equations; equation++) {
    if (mask.hiddenInEquation[equation] !== 1) continue;
    const members = system.cells.subarray(system.starts[equation]!, system.starts[equation + 1]!);
    const alone = members.find((cell) => mask.hidden[cell] === 1)!;
    if (isSensitive[alone] === 0) continue;
    const cell = companion(system, mask, equation, alone);
    if (cell < 0) continue;
    mask.hide(cell);
    added.push(cell);
  }
  return added;
}
