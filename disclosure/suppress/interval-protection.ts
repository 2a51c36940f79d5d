import { InvariantError } from '../../schemas/errors.ts';
import type { CellSystem, Need } from '../system/cell-system.ts';
import { hiddenComponents } from '../system/components.ts';
import { residueStream } from '../system/modular.ts';
import type { LinearSolver, LoadedProgram, Optimum } from './linear-solver.ts';
import type { Mask } from './mask.ts';
import { extendPatch, growPatch, type Patch, patchProgram } from './patch.ts';
import { wideningSet } from './widening-set.ts';

export interface IntervalProtection {
  /** Cells withheld to widen what an attacker can bound, in the order chosen. */
  readonly widened: readonly number[];
  /** Sensitive cells whose bounds stay narrower than they need, with nothing left near them to withhold. */
  readonly narrow: readonly number[];
  /** Sensitive cells, never exactly known, whose bounds were not looked at: the programs ran out, or the component is too large. */
  readonly unproven: readonly number[];
  /** Linear programs solved. */
  readonly programs: number;
  /** Of those, how many proved something by a table whose values are not whole. */
  readonly fractional: number;
}

/** Cells of one program. A larger component is covered by patches of this size that overlap. */
const PATCH_CELLS = 2500;
/** Of a patch that is not a whole component, only cells this near its middle are judged: the rim moves too little. */
const MIDDLE_CELLS = 1000;
/** Programs with random costs that are solved first: most cells are proven by them. */
const PROBES = 8;
/** Units a patch is solved in, so that dollars and persons look alike to the solver's tolerances. */
const SPAN_IN_UNITS = 64;
const TOLERANCE = 1e-6;

/**
 * Withholds cells, marking them in `mask`, until an attacker who bounds a sensitive cell by linear programming cannot
 * do better than it needs, or until `limits.programs` programs are
 * solved; components of more hidden cells than `limits.component` are left alone. Every table that a program finds widens the proven bounds of all cells in it.
 */
export function protectIntervals(
  system: CellSystem,
  mask: Mask,
  needs: ReadonlyMap<number, Need>,
  solve: LinearSolver,
  limits: { readonly programs: number; readonly component: number },
): IntervalProtection {
  const { hidden } = mask;
  const least = system.value.slice();
  const most = system.value.slice();
  const widened: number[] = [];
  const narrow = new Set<number>();
  let programs = 0;
  let fractional = 0;

  const lacksHigh = (cell: number, need: Need): boolean => most[cell]! < need.high - TOLERANCE * Math.max(1, need.high);
  const lacksLow = (cell: number, need: Need): boolean => least[cell]! > need.low + TOLERANCE * Math.max(1, need.low);
  const lacks = (cell: number, need: Need): boolean => lacksHigh(cell, need) || lacksLow(cell, need);

  const note = (cell: number, value: number): void => {
    if (value < least[cell]!) least[cell] = value;
    if (value > most[cell]!) most[cell] = value;
  };

  const harvest = (patch: Patch, loaded: LoadedProgram, costs: ReadonlyMap<number, number>, scale: number): void => {
    const optimum: Optimum | undefined = loaded.minimize(costs);
    if (optimum === undefined) throw new InvariantError('An attacker program refuses the true table');
    programs++;
    let whole = true;
    for (let index = 0; index < patch.cells.length; index++) {
      const value = optimum.point[index]! * scale;
      if (scale === 1 && Math.abs(value - Math.round(value)) > 1e-5) whole = false;
      note(patch.cells[index]!, value);
    }
    if (!whole) fractional++;
  };

  /** Withholds what lets the cell reach one end of its need. Returns the cells, or undefined when nothing does. */
  const widen = (cell: number, reachTo: number, scale: number): readonly number[] | undefined => {
    const found = wideningSet(system, mask, { cell, reachTo }, scale, solve);
    programs++;
    if (found === undefined) return undefined;
    for (const candidate of found.cells) {
      mask.hide(candidate);
      widened.push(candidate);
    }
    for (const [moved, value] of found.witness) note(moved, value);
    note(cell, reachTo);
    return found.cells;
  };

  const protectPatch = (patch: Patch): void => {
    const judged = patch.whole ? patch.cells.length : MIDDLE_CELLS;
    const targets = patch.cells.slice(0, judged).filter((cell) => {
      const need = needs.get(cell);
      return need !== undefined && !narrow.has(cell) && lacks(cell, need);
    });
    const span = Math.max(1, ...targets.map((cell) => spanOf(system, cell, needs.get(cell)!)));
    const reach = { cells: span * 8, scale: span > SPAN_IN_UNITS ? span / SPAN_IN_UNITS : 1 };
    const random = residueStream(patch.cells[0]! + 1);
    solve(patchProgram(system, patch, reach), (loaded) => {
      for (let probe = 0; probe < PROBES && targets.length > PROBES; probe++) {
        const costs = new Map<number, number>();
        for (const cell of targets) {
          if (lacks(cell, needs.get(cell)!)) costs.set(patch.position.get(cell)!, random() % 2 === 0 ? 1 : -1);
        }
        if (costs.size > 0) harvest(patch, loaded, costs, reach.scale);
      }
      for (const cell of targets) {
        const need = needs.get(cell)!;
        const column = patch.position.get(cell)!;
        while (lacks(cell, need) && programs < limits.programs) {
          const up = lacksHigh(cell, need);
          harvest(patch, loaded, new Map([[column, up ? -1 : 1]]), reach.scale);
          if (up ? !lacksHigh(cell, need) : !lacksLow(cell, need)) continue;
          const added = widen(cell, up ? need.high : need.low, reach.scale);
          if (added === undefined) {
            narrow.add(cell);
            break;
          }
          for (const candidate of added) extendPatch(system, patch, loaded, candidate, reach);
        }
      }
    });
  };

  for (const cell of bySizeOfComponent(system, hidden, needs, limits.component)) {
    const need = needs.get(cell)!;
    while (!narrow.has(cell) && lacks(cell, need) && programs < limits.programs)
      protectPatch(growPatch(system, hidden, cell, PATCH_CELLS));
  }
  const unproven = [...needs].filter(([cell, need]) => !narrow.has(cell) && lacks(cell, need)).map(([cell]) => cell);
  return { widened, narrow: [...narrow], unproven, programs, fractional };
}

/** Sensitive cells, those of small components first: there a program sees all that an attacker does, and costs little. */
function bySizeOfComponent(
  system: CellSystem,
  hidden: Uint8Array,
  needs: ReadonlyMap<number, Need>,
  limit: number,
): number[] {
  return hiddenComponents(system, hidden)
    .filter(({ cells }) => cells.length <= limit)
    .map(({ cells }) => ({ size: cells.length, sensitive: cells.filter((cell) => needs.has(cell)) }))
    .sort((a, b) => a.size - b.size || (a.sensitive[0] ?? 0) - (b.sensitive[0] ?? 0))
    .flatMap(({ sensitive }) => sensitive);
}

function spanOf(system: CellSystem, cell: number, need: Need): number {
  return Math.max(need.high - system.value[cell]!, system.value[cell]! - need.low);
}
