import { type AttackReport, attackCells } from './attack/attack-cells.ts';
import { type InsiderFinding, insiderFindings } from './attack/insider-attack.ts';
import { type OptimalSuppression, optimalSuppression } from './exact/optimal-suppression.ts';
import { levelOfNeed } from './exact/protection-level.ts';
import type { HiddenGroup } from './suppress/exact-protection.ts';
import { loadHighs } from './suppress/highs-module.ts';
import { protectCells } from './suppress/protect-cells.ts';
import type { CellSystem, Need } from './system/cell-system.ts';
import type { Shift } from './system/shift.ts';

export interface SystemProtectionRequest {
  readonly system: CellSystem;
  readonly needs: ReadonlyMap<number, Need>;
  readonly groups?: readonly HiddenGroup[];
  /** Further cells to withhold in any case. */
  readonly alsoHidden?: readonly number[];
  /** Whether values are whole numbers, of persons: then bounds hold for whole tables, and single persons attack too. @default true */
  readonly whole?: boolean;
  /** Cells of the largest system for which the cheapest protection is looked for. @default 250 */
  readonly exactCells?: number;
  /** Linear programs of the heuristic at most, and as many again that look for needless suppressions. @default 200000 */
  readonly programLimit?: number;
}

export interface SystemProtection {
  readonly hidden: Uint8Array;
  /** Cells withheld that are not sensitive, nor given. */
  readonly secondary: readonly number[];
  /** Sum of their costs. */
  readonly cost: number;
  /** The last attack, on what is withheld in the end. */
  readonly attack: AttackReport;
  /** What single persons could work out all the same. */
  readonly insiders: readonly InsiderFinding[];
  /** Tables that an attacker cannot rule out, as changes of the true values: what the last attack was given. */
  readonly shifts: readonly Shift[];
  /** What the exact method found; absent where the system is too large for it. */
  readonly exact: OptimalSuppression | undefined;
}

/** Rounds of mending after an attack that found something. */
const REPAIRS = 12;
/**
 * Protects a system of cells as far as the engine can: by elimination and linear programs, by the exact method where the
 * system is small and that is cheaper, and then attacked; what an attack finds is mended and attacked again. The attack
 * takes over the tables that protecting found as proofs, checks them, and solves programs for what they leave open.
 */
export async function protectSystem(request: SystemProtectionRequest): Promise<SystemProtection> {
  const { system, needs } = request;
  const given = request.alsoHidden ?? [];
  const levels = new Map([...needs].map(([cell, need]) => [cell, levelOfNeed(system, cell, need)]));
  let { hidden, shifts } = await protect(request, given);
  const exact =
    choices(system, needs) > 0 && system.size <= (request.exactCells ?? 250)
      ? await optimalSuppression({
          system: given.length === 0 ? system : withheldAnyway(system, given),
          levels,
          incumbent: hidden,
        })
      : undefined;
  if (exact !== undefined && costOf(system, needs, exact.hidden) < costOf(system, needs, hidden)) {
    // It keeps the bounds; completed by what else must hold, it may lose more than the heuristic's after all.
    const completed = await protect(request, [...given, ...marked(exact.hidden)]);
    if (costOf(system, needs, completed.hidden) < costOf(system, needs, hidden)) ({ hidden, shifts } = completed);
  }
  const whole = request.whole ?? true;
  let attack = await attackCells({ system, hidden, needs, whole, shifts });
  for (let repair = 0; repair < REPAIRS && !attack.safe; repair++) {
    const more = new Set<number>();
    for (const { outcome, equations } of attack.findings) {
      if (outcome === 'protected') continue;
      const cell = cheapestOf(system, hidden, equations ?? [], more);
      if (cell !== undefined) more.add(cell);
    }
    if (more.size === 0) break;
    ({ hidden, shifts } = await protect(request, [...marked(hidden), ...more]));
    attack = await attackCells({ system, hidden, needs, whole, shifts });
  }
  const isGiven = new Set(given);
  const secondary = marked(hidden).filter(
    (cell) => system.publishable[cell] === 1 && !needs.has(cell) && !isGiven.has(cell),
  );
  const insiders = request.whole === false ? [] : insiderFindings(system, hidden, needs.keys());
  return { hidden, secondary, cost: costOf(system, needs, hidden), attack, insiders, shifts, exact };
}

async function protect(
  { system, needs, ...request }: SystemProtectionRequest,
  alsoHidden: readonly number[],
): Promise<{ hidden: Uint8Array; shifts: readonly Shift[] }> {
  const whole = request.whole ?? true;
  const { hidden, intervals } = protectCells({
    system,
    sensitive: needs,
    alsoHidden,
    groups: request.groups ?? [],
    highs: await loadHighs(),
    whole,
    insiders: whole,
    programLimit: request.programLimit ?? 200_000,
  });
  return { hidden, shifts: intervals!.demands.flatMap(({ shift }) => shift ?? []) };
}

/** The cheapest published cell of some equations, unless one of theirs is chosen already. */
function cheapestOf(
  system: CellSystem,
  hidden: Uint8Array,
  equations: readonly number[],
  chosen: ReadonlySet<number>,
): number | undefined {
  const members = equations.flatMap((equation) => [
    ...system.cells.subarray(system.starts[equation]!, system.starts[equation + 1]!),
  ]);
  if (members.some((cell) => chosen.has(cell))) return undefined;
  return cheapest(
    system,
    members.filter((cell) => hidden[cell] === 0),
  );
}

function cheapest(system: CellSystem, cells: readonly number[]): number | undefined {
  return cells
    .filter((cell) => Number.isFinite(system.cost[cell]!))
    .sort((a, b) => system.cost[a]! - system.cost[b]! || system.tie[a]! - system.tie[b]!)[0];
}

function costOf(system: CellSystem, needs: ReadonlyMap<number, Need>, hidden: Uint8Array): number {
  let cost = 0;
  for (let cell = 0; cell < system.size; cell++) {
    if (hidden[cell] === 1 && system.publishable[cell] === 1 && !needs.has(cell)) cost += system.cost[cell]!;
  }
  return cost;
}

/** How many cells may be withheld or not. */
function choices(system: CellSystem, needs: ReadonlyMap<number, Need>): number {
  return [...system.cost.keys()].filter(
    (cell) => system.publishable[cell] === 1 && !needs.has(cell) && Number.isFinite(system.cost[cell]!),
  ).length;
}

function withheldAnyway(system: CellSystem, cells: readonly number[]): CellSystem {
  const publishable = system.publishable.slice();
  for (const cell of cells) publishable[cell] = 0;
  return { ...system, publishable };
}

const marked = (mask: Uint8Array): number[] => [...mask.keys()].filter((cell) => mask[cell] === 1);
