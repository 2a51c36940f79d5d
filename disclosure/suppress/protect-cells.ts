import type { Highs } from 'highs';
import { InvariantError } from '../../schemas/errors.ts';
import type { CellSystem, Need } from '../system/cell-system.ts';
import { type ExactProtection, type HiddenGroup, protectExactly } from './exact-protection.ts';
import { type IntervalProtection, protectIntervals } from './interval-protection.ts';
import { type Mask, maskOf } from './mask.ts';
import { settleProtection } from './settle-protection.ts';

export interface CellProtectionRequest {
  readonly system: CellSystem;
  /** Sensitive cells, each with the bounds an attacker must not get inside of. They are hidden whatever else is. */
  readonly sensitive: ReadonlyMap<number, Need>;
  /** Further cells to hide at once, such as amounts whose count is hidden. */
  readonly alsoHidden?: readonly number[];
  readonly groups?: readonly HiddenGroup[];
  /** Absent: exact protection alone. */
  readonly highs?: Highs;
  /** Whether values are whole numbers and the attacker knows it: then bounds hold for whole tables. @default true */
  readonly whole?: boolean;
  /** Linear programs at most: the cells that are left are reported, and stay protected from exact attacks. @default 5000 */
  readonly programLimit?: number;
  /** Whether single persons, who know a cell that is theirs alone, must learn no other one. @default false */
  readonly insiders?: boolean;
  /** Hidden cells of the largest component whose bounds are looked at. @default any number */
  readonly componentLimit?: number;
  readonly seed?: number;
}

export interface CellProtection {
  readonly hidden: Uint8Array;
  readonly exact: ExactProtection;
  readonly intervals: IntervalProtection | undefined;
  /** Cells withheld on the way and published after all: without need, or because the published ones give them away. */
  readonly released: readonly number[];
}

/**
 * Primary suppression given, finds complementary suppression: no sensitive cell determined, none bounded too closely,
 * none withheld without need, and none that anybody could work out all the same.
 * @throws InvariantError when a sensitive cell stays determined though everything that may be withheld is.
 */
export function protectCells(request: CellProtectionRequest): CellProtection {
  const { system, sensitive } = request;
  const mask = maskOf(system);
  for (let cell = 0; cell < system.size; cell++) if (system.publishable[cell] === 0) mask.hide(cell);
  for (const cell of sensitive.keys()) mask.hide(cell);
  for (const cell of request.alsoHidden ?? []) mask.hide(cell);
  const groups = request.groups ?? [];
  const seed = request.seed ?? 1;
  const exact = protectExactly(system, mask, [...sensitive.keys()], groups, seed);
  const unresolved = exact.unresolved.filter((cell) => sensitive.has(cell));
  if (unresolved.length > 0) {
    throw new InvariantError(`${unresolved.length} sensitive cells stay exactly known`, {
      hint: 'A cell that may never be withheld stands in their lines: give it a finite cost, or publish fewer tables.',
      fields: { cells: unresolved.length },
    });
  }
  const grouped = new Set(exact.grouped);
  const broken = new Set(exact.broken);
  const intervals = request.highs && protectBounds(request, request.highs, mask, grouped, broken);
  const settled = settleProtection(system, mask, {
    sensitive: sensitive.keys(),
    alsoHidden: request.alsoHidden ?? [],
    groups,
    grouped,
    seed: seed + exact.rounds + 1,
  });
  const { hidden } = mask;
  const stillHidden = (...lists: readonly Iterable<number>[]) =>
    [...new Set(lists.flatMap((list) => [...list]))].filter((cell) => hidden[cell] === 1);
  return {
    hidden,
    exact: {
      ...exact,
      grouped: stillHidden(grouped, settled.grouped),
      broken: stillHidden(broken, settled.broken),
    },
    intervals: intervals && { ...intervals, widened: stillHidden(intervals.widened) },
    released: [...(intervals?.released ?? []), ...settled.released].filter((cell) => hidden[cell] === 0),
  };
}

/** Widens bounds, and breaks what exact attacks are left of cells without bounds by what that published again. */
function protectBounds(
  request: CellProtectionRequest,
  highs: Highs,
  mask: Mask,
  grouped: Set<number>,
  broken: Set<number>,
): IntervalProtection {
  const { system, sensitive, groups = [] } = request;
  const intervals = protectIntervals(system, mask, sensitive, highs, {
    programs: request.programLimit ?? 5000,
    component: request.componentLimit ?? Number.POSITIVE_INFINITY,
    whole: request.whole ?? true,
    insiders: request.insiders ?? false,
    kept: [...(request.alsoHidden ?? []), ...grouped],
    groups,
  });
  if (intervals.released.length > 0) {
    const again = protectExactly(system, mask, [...sensitive.keys(), ...grouped], groups, request.seed ?? 1);
    for (const cell of again.grouped) grouped.add(cell);
    for (const cell of again.broken) broken.add(cell);
  }
  return intervals;
}
