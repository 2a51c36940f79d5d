import { InvariantError } from '../../schemas/errors.ts';
import type { CellSystem, Need } from '../system/cell-system.ts';
import { type ExactProtection, type HiddenGroup, protectExactly } from './exact-protection.ts';
import { type IntervalProtection, protectIntervals } from './interval-protection.ts';
import type { LinearSolver } from './linear-solver.ts';
import { maskOf } from './mask.ts';

export interface CellProtectionRequest {
  readonly system: CellSystem;
  /** Sensitive cells, each with the bounds an attacker must not get inside of. They are hidden whatever else is. */
  readonly sensitive: ReadonlyMap<number, Need>;
  /** Further cells to hide at once, such as amounts whose count is hidden. */
  readonly alsoHidden?: readonly number[];
  readonly groups?: readonly HiddenGroup[];
  /** Absent: exact protection alone. */
  readonly solver?: LinearSolver;
  /** Linear programs at most: the cells that are left are reported, and stay protected from exact attacks. @default 5000 */
  readonly programLimit?: number;
  /** Hidden cells of the largest component whose bounds are looked at. @default any number */
  readonly componentLimit?: number;
  readonly seed?: number;
}

export interface CellProtection {
  readonly hidden: Uint8Array;
  readonly exact: ExactProtection;
  readonly intervals: IntervalProtection | undefined;
}

/**
 * Primary suppression given, finds complementary suppression: no sensitive cell determined, none bounded too closely.
 * @throws InvariantError when a sensitive cell stays determined though everything that may be withheld is.
 */
export function protectCells(request: CellProtectionRequest): CellProtection {
  const { system, sensitive } = request;
  const mask = maskOf(system);
  for (let cell = 0; cell < system.size; cell++) if (system.publishable[cell] === 0) mask.hide(cell);
  for (const cell of sensitive.keys()) mask.hide(cell);
  for (const cell of request.alsoHidden ?? []) mask.hide(cell);
  const exact = protectExactly(system, mask, [...sensitive.keys()], request.groups ?? [], request.seed ?? 1);
  if (exact.unresolved.length > 0) {
    throw new InvariantError(`${exact.unresolved.length} sensitive cells stay exactly known`, {
      hint: 'A cell that may never be withheld stands in their lines: give it a finite cost, or publish fewer tables.',
      fields: { cells: exact.unresolved.length },
    });
  }
  const intervals =
    request.solver === undefined
      ? undefined
      : protectIntervals(system, mask, sensitive, request.solver, {
          programs: request.programLimit ?? 5000,
          component: request.componentLimit ?? Number.POSITIVE_INFINITY,
        });
  return { hidden: mask.hidden, exact, intervals };
}
