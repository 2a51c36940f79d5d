import type { Highs } from 'highs';
import type { CellSystem } from '../system/cell-system.ts';
import { hiddenComponents } from '../system/components.ts';
import { changeOf, type Demand, isShift, meets } from '../system/shift.ts';
import { type HiddenGroup, isTooSmall } from './exact-protection.ts';
import type { Mask } from './mask.ts';
import { byCell } from './meet-demands.ts';
import { neighborhoods, typicalCost } from './neighborhood.ts';
import { type ShiftProgram, shiftProgram } from './shift-program.ts';

export interface UndoRequest {
  /** What must stay possible, each with the shift that proves it; replaced by others on the way. */
  readonly demands: readonly Demand[];
  /** Cells that stay withheld whether or not a demand needs them. */
  readonly kept: Iterable<number>;
  readonly groups: readonly HiddenGroup[];
  /** Linear programs at most. */
  readonly programs: number;
  readonly whole: boolean;
}

export interface UndoneSuppressions {
  /** Cells published after all. */
  readonly released: readonly number[];
  /** Cells withheld in the stead of dearer ones. */
  readonly exchanged: readonly number[];
  readonly programs: number;
}

const PROGRAM_CELLS = 1500;
/** Share of a program's cells, the nearest, that it judges besides the one it is made for. */
const MIDDLE = 0.3;
/** Most cells that a program is built around. */
const MOST_STARTS = 64;

/**
 * Publishes, the dearest first, what is withheld without need, changing `mask`: each demand whose proof moves the cell is
 * met otherwise, by hidden cells or by withholding others that together cost less. Where a demand of a component is
 * without proof, the component is left as it is.
 */
export function undoSuppressions(
  system: CellSystem,
  mask: Mask,
  highs: Highs,
  request: UndoRequest,
): UndoneSuppressions {
  const { demands, whole } = request;
  const typical = typicalCost(system);
  const near = neighborhoods(system, mask, typical);
  const ofCell = byCell(demands);
  const most = demands.reduce((largest, { change }) => Math.max(largest, Math.abs(change)), 0);
  const groupsOf = groupIndex(request.groups);
  const none = new Uint8Array(system.size);
  const candidates = undoable(system, mask, request, ofCell);
  const order = [...candidates].sort((a, b) => system.cost[b]! - system.cost[a]! || system.tie[b]! - system.tie[a]!);
  /** Demands whose proof moves a candidate, or did once. */
  const users = new Map<number, Set<Demand>>();
  const link = (demand: Demand): void => {
    for (const cell of demand.shift!.cells) {
      if (!candidates.has(cell)) continue;
      const known = users.get(cell);
      if (known === undefined) users.set(cell, new Set([demand]));
      else known.add(demand);
    }
  };
  for (const demand of demands) if (demand.shift !== undefined) link(demand);
  const usersOf = (cell: number): Demand[] =>
    [...(users.get(cell) ?? [])].filter(({ shift }) => changeOf(shift!, cell) !== 0);

  const released = new Set<number>();
  const exchanged = new Set<number>();
  let programs = 0;

  /** Publishes a cell if its users' demands can be met for less than it costs. */
  const tryToPublish = (program: ShiftProgram, cell: number, demanding: readonly Demand[]): void => {
    const before = demanding.map(({ shift }) => shift);
    const withheld: number[] = [];
    let cost = 0;
    mask.show(cell);
    program.hold(cell);
    const isMet = (demand: Demand): boolean => {
      if (changeOf(demand.shift!, cell) === 0) return true;
      const shift = program.shift(demand, false);
      if (shift === undefined || cost + shift.cost >= system.cost[cell]!) return false;
      cost += shift.cost;
      for (const other of shift.published) {
        mask.hide(other);
        withheld.push(other);
        program.reprice(other);
      }
      if (!isShift(system, mask.hidden, shift, whole)) return false;
      demand.shift = shift;
      for (const other of demanding) {
        if (changeOf(other.shift!, cell) !== 0 && meets(shift, other)) other.shift = shift;
      }
      return true;
    };
    const isUndone =
      !(groupsOf.get(cell) ?? []).some((group) => isTooSmall(mask, group, none)) && demanding.every(isMet);
    program.release(cell);
    if (!isUndone) {
      mask.hide(cell);
      for (const other of withheld) {
        mask.show(other);
        program.reprice(other);
      }
      demanding.forEach((demand, at) => {
        demand.shift = before[at];
      });
      return;
    }
    program.reprice(cell);
    released.add(cell);
    exchanged.delete(cell);
    for (const other of withheld) {
      released.delete(other);
      exchanged.add(other);
    }
    for (const demand of demanding) link(demand);
  };

  const judged = new Set<number>();
  for (const center of order) {
    if (judged.has(center) || programs >= request.programs) continue;
    const demanding = usersOf(center);
    const starts = [center, ...new Set(demanding.slice(0, MOST_STARTS).map(({ cell }) => cell))];
    const program = shiftProgram(highs, system, mask, near(starts, PROGRAM_CELLS), {
      most: sizeFor(most),
      whole,
      typical,
    });
    try {
      const middle = program.cells.slice(0, MIDDLE * program.cells.length).filter((cell) => candidates.has(cell));
      middle.sort((a, b) => system.cost[b]! - system.cost[a]! || system.tie[b]! - system.tie[a]!);
      for (const cell of [center, ...middle]) {
        if (judged.has(cell) || mask.hidden[cell] === 0 || programs + program.solved >= request.programs) continue;
        const uses = usersOf(cell);
        if (cell !== center && uses.some((demand) => !program.has(demand.cell))) continue;
        judged.add(cell);
        tryToPublish(program, cell, uses);
      }
    } finally {
      programs += program.solved;
      program.dispose();
    }
  }
  return { released: [...released], exchanged: [...exchanged], programs };
}

const sizeFor = (most: number): number => 2 ** Math.ceil(Math.log2(Math.max(1, most)));

/** Withheld cells that are not sensitive, in components in which every sensitive cell's demands are proven. */
function undoable(
  system: CellSystem,
  mask: Mask,
  { kept }: UndoRequest,
  ofCell: ReadonlyMap<number, readonly Demand[]>,
): Set<number> {
  const stays = new Uint8Array(system.size);
  for (const cell of kept) stays[cell] = 1;
  const found = new Set<number>();
  for (const { cells } of hiddenComponents(system, mask.hidden)) {
    if (cells.some((cell) => (ofCell.get(cell) ?? []).some(({ shift }) => shift === undefined))) continue;
    for (const cell of cells)
      if (system.publishable[cell] === 1 && stays[cell] === 0 && !ofCell.has(cell)) found.add(cell);
  }
  return found;
}

function groupIndex(groups: readonly HiddenGroup[]): Map<number, HiddenGroup[]> {
  const index = new Map<number, HiddenGroup[]>();
  for (const group of groups) {
    for (const cell of [group.total, ...group.parts]) {
      const known = index.get(cell);
      if (known === undefined) index.set(cell, [group]);
      else known.push(group);
    }
  }
  return index;
}
