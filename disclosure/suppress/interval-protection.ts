import type { CellSystem, Need } from '../system/cell-system.ts';
import type { LinearSolver, LoadedProgram, Optimum } from './linear-solver.ts';
import { cheapest, type Mask } from './mask.ts';
import { growPatch, type Patch, type PatchLimits, patchProgram } from './patch.ts';

export interface IntervalProtection {
  /** Cells withheld to widen what an attacker can bound, in the order chosen. */
  readonly widened: readonly number[];
  /** Sensitive cells whose bounds stay narrower than they need, with nothing left near them to withhold. */
  readonly narrow: readonly number[];
  /** Linear programs solved. */
  readonly programs: number;
  /** Of those, how many proved something by a table whose values are not whole. */
  readonly fractional: number;
}

/** Patches tried in turn, until one proves a cell protected. */
const PATCHES: readonly PatchLimits[] = Object.freeze([
  { cells: 60, perEquation: 8 },
  { cells: 400, perEquation: 40 },
  { cells: 2000, perEquation: 2000 },
]);

/** Units a patch is solved in, so that dollars and persons look alike to the solver's tolerances. */
const SPAN_IN_UNITS = 64;
const TOLERANCE = 1e-6;
/** Cells nearest to the one at hand that are tried in the same program. */
const NEIGHBORS = 24;

/**
 * Withholds cells, marking them in `mask`, until an attacker who bounds a sensitive cell by linear programming cannot
 * do better than it needs. Every table that a program finds widens the proven bounds of all cells in it.
 */
export function protectIntervals(
  system: CellSystem,
  mask: Mask,
  needs: ReadonlyMap<number, Need>,
  solve: LinearSolver,
): IntervalProtection {
  const { hidden } = mask;
  const least = system.value.slice();
  const most = system.value.slice();
  const widened: number[] = [];
  const narrow: number[] = [];
  let programs = 0;
  let fractional = 0;

  const lacks = (cell: number, need: Need): boolean =>
    least[cell]! > need.low + TOLERANCE || most[cell]! < need.high - TOLERANCE;

  const harvest = (patch: Patch, optimum: Optimum, scale: number): void => {
    programs++;
    let whole = true;
    optimum.point.forEach((scaled, index) => {
      const cell = patch.cells[index]!;
      const value = scaled * scale;
      if (scale === 1 && Math.abs(value - Math.round(value)) > 1e-5) whole = false;
      if (value < least[cell]!) least[cell] = value;
      if (value > most[cell]!) most[cell] = value;
    });
    if (!whole) fractional++;
  };

  /** Solves the directions of a cell that are not proven; returns the optimum of one that stays too narrow. */
  const widen = (cell: number, need: Need, patch: Patch, loaded: LoadedProgram, scale: number): Optimum | undefined => {
    const column = patch.position.get(cell)!;
    if (most[cell]! < need.high - TOLERANCE) {
      const optimum = loaded.maximize(column);
      harvest(patch, optimum, scale);
      if (most[cell]! < need.high - TOLERANCE) return optimum;
    }
    if (least[cell]! > need.low + TOLERANCE) {
      const optimum = loaded.minimize(column);
      harvest(patch, optimum, scale);
      if (least[cell]! > need.low + TOLERANCE) return optimum;
    }
    return undefined;
  };

  /** Widens the first cell of a patch, and, while its program is loaded, others near it. */
  const probe = (cell: number, need: Need, patch: Patch): Optimum | undefined => {
    const value = system.value[cell]!;
    const span = Math.max(need.high - value, value - need.low, 1);
    const scale = span > SPAN_IN_UNITS ? span / SPAN_IN_UNITS : 1;
    return solve(patchProgram(system, patch, span * 8, scale), (loaded) => {
      const failed = widen(cell, need, patch, loaded, scale);
      if (failed !== undefined) return failed;
      for (const neighbor of patch.cells.slice(1, 1 + NEIGHBORS)) {
        const other = needs.get(neighbor);
        if (other !== undefined && lacks(neighbor, other)) widen(neighbor, other, patch, loaded, scale);
      }
      return undefined;
    });
  };

  for (const [cell, need] of needs) {
    while (lacks(cell, need)) {
      let failed: Optimum | undefined;
      let patch: Patch | undefined;
      for (const limits of PATCHES) {
        patch = growPatch(system, hidden, cell, limits);
        failed = probe(cell, need, patch);
        if (failed === undefined || patch.whole) break;
      }
      if (failed === undefined || patch === undefined) break;
      const shortage = Math.max(need.high - most[cell]!, least[cell]! - need.low);
      const candidate = choose(system, mask, patch, failed, shortage);
      if (candidate < 0) {
        narrow.push(cell);
        break;
      }
      mask.hide(candidate);
      widened.push(candidate);
    }
  }
  return { widened, narrow, programs, fractional };
}

/**
 * The cheapest published cell that the binding bound leans on. None means that the bound would hold though everything
 * published were withheld: the program's dual proves it.
 */
function choose(system: CellSystem, mask: Mask, patch: Patch, failed: Optimum, shortage: number): number {
  const weights = new Map<number, number>();
  patch.equations.forEach((equation, row) => {
    const dual = failed.rowDual[row]!;
    if (dual === 0) return;
    for (let member = system.starts[equation]!; member < system.starts[equation + 1]!; member++) {
      const cell = system.cells[member]!;
      if (mask.hidden[cell] === 0) weights.set(cell, (weights.get(cell) ?? 0) + dual * system.coefficients[member]!);
    }
  });
  // The program minimizes, so a positive weight means that the cell would have to rise, which nothing limits; a
  // negative one, that it would have to fall, as far as it can.
  const room = (cell: number, weight: number): number =>
    weight > 0 ? Number.POSITIVE_INFINITY : system.value[cell]! - system.lower[cell]!;
  const binding = [...weights].filter(([cell, weight]) => Math.abs(weight) > TOLERANCE && room(cell, weight) > 0);
  const ample = binding.filter(([cell, weight]) => room(cell, weight) >= shortage);
  return cheapest(
    system,
    mask,
    (ample.length > 0 ? ample : binding).map(([cell]) => cell),
  );
}
