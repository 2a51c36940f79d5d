import type { Highs } from 'highs';
import type { CellSystem } from '../system/cell-system.ts';
import { type Demand, isShift, meets, type Shift } from '../system/shift.ts';
import type { Mask } from './mask.ts';
import { neighborhoods, typicalCost } from './neighborhood.ts';
import { type ShiftProgram, shiftProgram } from './shift-program.ts';

export interface MetDemands {
  /** Cells withheld, in the order chosen. */
  readonly widened: readonly number[];
  /** Demands that no withholding near their cells can meet. */
  readonly unmet: ReadonlySet<Demand>;
  /** Linear programs solved. */
  readonly programs: number;
  /** Of those, how many ended with fractions where values are whole, and were solved again. */
  readonly fractional: number;
}

/** Cells of one program; where it holds no answer, the next larger one is tried. */
const PROGRAM_CELLS = Object.freeze([1500, 6000, 24_000]);
/** Share of a program's cells, the nearest, for which it sees enough to choose what to withhold. */
const MIDDLE = 0.3;
/** Share of a program's cells, the nearest, whose demands it tries to meet by cells that are withheld already. */
const REACHED = 0.5;

/**
 * Withholds cells, marking them in `mask`, until every demand is met: for each one, the shift that costs least is found,
 * and what it moves withheld. A shift proves every demand that it meets, so that most need no program of their own.
 * @param limits `programs`: linear programs at most; `whole`: whether values, and so shifts, are whole numbers
 */
export function meetDemands(
  system: CellSystem,
  mask: Mask,
  demands: readonly Demand[],
  highs: Highs,
  limits: { readonly programs: number; readonly whole: boolean },
): MetDemands {
  const typical = typicalCost(system);
  const near = neighborhoods(system, mask, typical);
  const ofCell = byCell(demands);
  const widened: number[] = [];
  const unmet = new Set<Demand>();
  let programs = 0;
  let fractional = 0;

  const settle = (shift: Shift): void => {
    if (!isShift(system, mask.hidden, shift, limits.whole)) return;
    for (const cell of shift.cells) {
      for (const demand of ofCell.get(cell) ?? []) {
        if (demand.shift === undefined && meets(shift, demand)) demand.shift = shift;
      }
    }
  };
  const meet = (program: ShiftProgram, demand: Demand, isNear: boolean, thorough: boolean): void => {
    const shift = program.shift(demand, thorough);
    if (shift === undefined || (shift.cost > 0 && !isNear)) return;
    for (const cell of shift.published) {
      mask.hide(cell);
      widened.push(cell);
      program.reprice(cell);
    }
    settle(shift);
    settle({ cells: shift.cells, changes: shift.changes.map((change) => -change) });
  };

  /** Meets what it can of the demands of one size around one of them. */
  const meetAround = (center: Demand): void => {
    const size = sizeOf(center);
    for (const [attempt, limit] of PROGRAM_CELLS.entries()) {
      const options = { most: size, whole: limits.whole, typical };
      const program = shiftProgram(highs, system, mask, near([center.cell], limit), options);
      try {
        meet(program, center, true, attempt > 0);
        for (const [at, cell] of program.cells.slice(0, REACHED * program.cells.length).entries()) {
          for (const demand of ofCell.get(cell) ?? []) {
            if (demand.shift !== undefined || demand === center || unmet.has(demand) || sizeOf(demand) !== size)
              continue;
            if (programs + program.solved >= limits.programs) continue;
            meet(program, demand, at < MIDDLE * program.cells.length, false);
          }
        }
      } finally {
        programs += program.solved;
        fractional += program.fractional;
        program.dispose();
      }
      if (center.shift !== undefined) return;
    }
    unmet.add(center);
  };

  // The largest changes first, for they meet smaller ones on the way.
  for (const demand of [...demands].sort((a, b) => sizeOf(b) - sizeOf(a) || a.cell - b.cell)) {
    if (demand.shift === undefined && programs < limits.programs) meetAround(demand);
  }
  return { widened, unmet, programs, fractional };
}

/** The power of two that a demand's change does not exceed: demands of one size share programs. */
const sizeOf = ({ change }: Demand): number => 2 ** Math.ceil(Math.log2(Math.abs(change)));

export function byCell(demands: readonly Demand[]): Map<number, Demand[]> {
  const found = new Map<number, Demand[]>();
  for (const demand of demands) {
    const known = found.get(demand.cell);
    if (known === undefined) found.set(demand.cell, [demand]);
    else known.push(demand);
  }
  return found;
}
