import { type AttackReport, attackCells } from './attack/attack-cells.ts';
import { type InsiderFinding, insiderFindings, insiderSupport } from './attack/insider-attack.ts';
import { type OptimalSuppression, optimalSuppression } from './exact/optimal-suppression.ts';
import { levelOfNeed } from './exact/protection-level.ts';
import { pruneSuppression } from './exact/prune-suppression.ts';
import type { HiddenGroup } from './suppress/exact-protection.ts';
import { linearSolver } from './suppress/linear-solver.ts';
import { protectCells } from './suppress/protect-cells.ts';
import type { CellSystem, Need } from './system/cell-system.ts';

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
  /** Hidden cells of the largest component in which needless suppressions are looked for. @default 800 */
  readonly pruneCells?: number;
  /** Linear programs of the heuristic at most. @default 20000 */
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
  /** What the exact method found; absent where the system is too large for it. */
  readonly exact: OptimalSuppression | undefined;
}

/** Rounds of mending after an attack that found something. */
const REPAIRS = 12;
/** Rounds of withholding against single persons. Who is left after them is reported. */
const INSIDER_ROUNDS = 40;
/** Of those, how many withhold in a line at hand; the few that are left are traced through the whole system. */
const COMPANION_ROUNDS = 10;

/**
 * Protects a system of cells as far as the engine can: by elimination and linear programs, by the exact method where the
 * system is small and that is cheaper, and then attacked; what an attack finds is mended and attacked again.
 */
export async function protectSystem(request: SystemProtectionRequest): Promise<SystemProtection> {
  const { system, needs } = request;
  const given = request.alsoHidden ?? [];
  const levels = new Map([...needs].map(([cell, need]) => [cell, levelOfNeed(system, cell, need)]));
  let hidden = await protectAgainstInsiders(request, given);
  /** Takes a protection that keeps the bounds, completed by what else must hold, where it loses less. */
  const consider = async (candidate: Uint8Array): Promise<void> => {
    if (costOf(system, needs, candidate) >= costOf(system, needs, hidden)) return;
    const completed = await protectAgainstInsiders(request, [...given, ...marked(candidate)]);
    if (costOf(system, needs, completed) < costOf(system, needs, hidden)) hidden = completed;
  };
  await consider(await pruneSuppression(system, hidden, levels, new Set(given), request.pruneCells ?? 800));
  const exact =
    choices(system, needs) > 0 && system.size <= (request.exactCells ?? 250)
      ? await optimalSuppression({
          system: given.length === 0 ? system : withheldAnyway(system, given),
          levels,
          incumbent: hidden,
        })
      : undefined;
  if (exact !== undefined) await consider(exact.hidden);
  const attackOn = (mask: Uint8Array) => attackCells({ system, hidden: mask, needs, whole: request.whole ?? true });
  let attack = await attackOn(hidden);
  for (let repair = 0; repair < REPAIRS && !attack.safe; repair++) {
    const more = new Set<number>();
    for (const { outcome, equations } of attack.findings) {
      if (outcome === 'protected') continue;
      const cell = cheapestOf(system, hidden, equations ?? [], more);
      if (cell !== undefined) more.add(cell);
    }
    if (more.size === 0) break;
    hidden = await protectAgainstInsiders(request, [...marked(hidden), ...more]);
    attack = await attackOn(hidden);
  }
  const isGiven = new Set(given);
  const secondary = marked(hidden).filter(
    (cell) => system.publishable[cell] === 1 && !needs.has(cell) && !isGiven.has(cell),
  );
  const insiders = request.whole === false ? [] : insiderFindings(system, hidden, needs.keys());
  return { hidden, secondary, cost: costOf(system, needs, hidden), attack, insiders, exact };
}

async function protectAgainstInsiders(
  request: SystemProtectionRequest,
  alsoHidden: readonly number[],
): Promise<Uint8Array> {
  const { system, needs } = request;
  const solver = await linearSolver();
  const { hidden } = protectCells({
    system,
    sensitive: needs,
    alsoHidden,
    groups: request.groups ?? [],
    solver,
    programLimit: request.programLimit ?? 20_000,
  });
  // Whatever is withheld besides, nobody else learns more by it.
  for (let round = 0; request.whole !== false && round < INSIDER_ROUNDS; round++) {
    const findings = insiderFindings(system, hidden, needs.keys());
    const touched = new Set<number>();
    for (const finding of findings) {
      const { learned, insider } = finding;
      const lines = [...equationsOf(system, learned), ...equationsOf(system, insider)];
      if (lines.some((equation) => touched.has(equation))) continue;
      const cell =
        round < COMPANION_ROUNDS
          ? companionOf(system, hidden, learned)
          : cheapest(system, insiderSupport(system, hidden, finding));
      if (cell === undefined) continue;
      hidden[cell] = 1;
      for (const equation of [...lines, ...equationsOf(system, cell)]) touched.add(equation);
    }
    if (findings.length === 0) break;
  }
  return hidden;
}

const equationsOf = (system: CellSystem, cell: number): number[] => [
  ...system.cellEquations.subarray(system.cellStarts[cell]!, system.cellStarts[cell + 1]!),
];

/** The cheapest published cell, of somebody, in the line of a cell that hides least. */
function companionOf(system: CellSystem, hidden: Uint8Array, cell: number): number | undefined {
  const lines = equationsOf(system, cell)
    .map((equation) => [...system.cells.subarray(system.starts[equation]!, system.starts[equation + 1]!)])
    .map((members) => ({ members, withheld: members.filter((member) => hidden[member] === 1).length }))
    .sort((a, b) => a.withheld - b.withheld);
  for (const { members } of lines) {
    const open = members.filter((member) => hidden[member] === 0);
    const found =
      cheapest(
        system,
        open.filter((member) => system.value[member]! > 0),
      ) ?? cheapest(system, open);
    if (found !== undefined) return found;
  }
  return undefined;
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
