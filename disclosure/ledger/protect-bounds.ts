import { maskOf } from '../suppress/mask.ts';
import { meetDemands } from '../suppress/meet-demands.ts';
import { type CellProtection, type CellProtectionRequest, protectCells } from '../suppress/protect-cells.ts';
import type { CellSystem } from '../system/cell-system.ts';
import type { Demand } from '../system/shift.ts';
import { attackBounds, type BoundsAttack, type BoundsLimits } from './attack-bounds.ts';

/** Rounds of mending what the attack finds. What is left after them blocks the release that shows it. */
const REPAIRS = 10;
/** From this round on, sums that hold a number lose their cheapest part whether or not that is enough. */
const BY_SUMS_FROM = 3;
/** From this round on, they lose all that may be withheld: a few numbers more, and no release that has to wait. */
const WHOLE_SUMS_FROM = 6;
/** Linear programs of one round of mending at most. */
const REPAIR_PROGRAMS = 5000;

/**
 * Protects cells and attacks the result as the release will be attacked. What the attack finds too narrow is mended by
 * withholding what lets the number reach the ends of its need, and all is protected anew.
 */
export async function protectBounds(
  request: CellProtectionRequest,
  limits: BoundsLimits | undefined,
): Promise<CellProtection> {
  const more = new Set<number>();
  for (let round = 0; ; round++) {
    const protection = protectCells({ ...request, alsoHidden: [...(request.alsoHidden ?? []), ...more] });
    if (limits === undefined || round === REPAIRS) return protection;
    const { exposed } = await attackBounds(request.system, protection.hidden, request.sensitive, limits);
    const before = more.size;
    const added = widened(request, protection.hidden, exposed, round);
    for (const cell of added) more.add(cell);
    if (more.size === before) return protection;
  }
}

/** What to withhold so that exposed cells reach the ends of their needs. */
function widened(
  { system, sensitive, highs, whole = true }: CellProtectionRequest,
  hidden: Uint8Array,
  exposed: BoundsAttack['exposed'],
  round: number,
): Set<number> {
  const mask = maskOf(system);
  hidden.forEach((state, cell) => {
    if (state === 1) mask.hide(cell);
  });
  const demandsOf = ({ cell, least, most }: BoundsAttack['exposed'][number]): Demand[] => {
    const { low, high } = sensitive.get(cell)!;
    const value = system.value[cell]!;
    const asked = [
      ...((most ?? -1) >= high ? [] : [high - value]),
      ...((least ?? Number.POSITIVE_INFINITY) <= low ? [] : [low - value]),
    ];
    return asked.filter((change) => change !== 0).map((change) => ({ cell, change, shift: undefined }));
  };
  const found = exposed.flatMap(demandsOf);
  const limits = { programs: REPAIR_PROGRAMS, whole };
  const added = new Set(highs === undefined ? [] : meetDemands(system, mask, found, highs, limits).widened);
  const isMet = new Set(found.flatMap(({ cell, shift }) => (shift === undefined ? [] : [cell])));
  const nothing = added.size === 0;
  for (const { cell, equations } of exposed) {
    if (isMet.has(cell) && round < BY_SUMS_FROM && !nothing) continue;
    const ofSums = shownByCost(system, mask.hidden, equations);
    for (const other of round >= WHOLE_SUMS_FROM ? ofSums : ofSums.slice(0, 1)) {
      mask.hide(other);
      added.add(other);
    }
  }
  return added;
}

/** What may be withheld of some sums, the cheapest first. */
function shownByCost(system: CellSystem, hidden: Uint8Array, equations: readonly number[]): number[] {
  return equations
    .flatMap((equation) => [...system.cells.subarray(system.starts[equation]!, system.starts[equation + 1]!)])
    .filter((cell) => hidden[cell] === 0 && Number.isFinite(system.cost[cell]!))
    .sort((a, b) => system.cost[a]! - system.cost[b]! || system.tie[a]! - system.tie[b]!);
}
