import type { CellSystem, Need } from '../system/cell-system.ts';
import type { LinearSolver, Optimum } from './linear-solver.ts';
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

  /** Solves both directions that are not proven; returns the optimum of one that stays too narrow. */
  const probe = (cell: number, need: Need, patch: Patch): Optimum | undefined => {
    const value = system.value[cell]!;
    const span = Math.max(need.high - value, value - need.low, 1);
    const scale = span > SPAN_IN_UNITS ? span / SPAN_IN_UNITS : 1;
    return solve(patchProgram(system, patch, span * 8, scale), (loaded) => {
      let failed: Optimum | undefined;
      if (most[cell]! < need.high - TOLERANCE) {
        const optimum = loaded.maximize(0);
        harvest(patch, optimum, scale);
        if (most[cell]! < need.high - TOLERANCE) failed = optimum;
      }
      if (least[cell]! > need.low + TOLERANCE) {
        const optimum = loaded.minimize(0);
        harvest(patch, optimum, scale);
        if (least[cell]! > need.low + TOLERANCE) failed ??= optimum;
      }
      return failed;
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

/** The cheapest published cell that the binding bound leans on; else the cheapest one in the equations around. */
function choose(system: CellSystem, mask: Mask, patch: Patch, failed: Optimum, shortage: number): number {
  const weights = new Map<number, number>();
  const around: number[] = [];
  patch.equations.forEach((equation, row) => {
    const dual = failed.rowDual[row]!;
    for (let member = system.starts[equation]!; member < system.starts[equation + 1]!; member++) {
      const cell = system.cells[member]!;
      if (mask.hidden[cell] !== 0) continue;
      around.push(cell);
      weights.set(cell, (weights.get(cell) ?? 0) + dual * system.coefficients[member]!);
    }
  });
  const binding = [...weights].filter(([, weight]) => Math.abs(weight) > TOLERANCE).map(([cell]) => cell);
  const ample = binding.filter((cell) => system.value[cell]! >= shortage);
  const chosen = cheapest(system, mask, ample);
  if (chosen >= 0) return chosen;
  const smaller = cheapest(system, mask, binding);
  return smaller >= 0 ? smaller : cheapest(system, mask, around);
}
