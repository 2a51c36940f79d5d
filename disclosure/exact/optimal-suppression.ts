import type { Highs } from 'highs';
import { InvariantError } from '../../schemas/errors.ts';
import { loadHighs } from '../suppress/highs-module.ts';
import type { CellSystem } from '../system/cell-system.ts';
import { type Component, hiddenComponents } from '../system/components.ts';
import { type AttackerProgram, attackerProgram } from './attacker-program.ts';
import type { Cut } from './cut.ts';
import { type MasterAnswer, type MasterProgram, masterProgram } from './master-program.ts';
import type { ProtectionLevel } from './protection-level.ts';
import { prune } from './prune.ts';
import { lonelyCuts, separate, type Target } from './separation.ts';

export interface OptimalSuppressionRequest {
  readonly system: CellSystem;
  /** Sensitive cells, withheld in any case, and how far each must be protected. */
  readonly levels: ReadonlyMap<number, ProtectionLevel>;
  /** What withholding a cell loses. Infinite for a cell that is published in any case. @default the system's costs */
  readonly weights?: Float64Array;
  /** A choice that protects, such as a heuristic's: what is returned is never dearer. */
  readonly incumbent?: Uint8Array;
  readonly limits?: Partial<ExactLimits>;
}

/** How much work may be done: counts and no time, so that reruns agree. */
export interface ExactLimits {
  /** Rounds of cuts, for each component. @default 400 */
  readonly rounds: number;
  /** Whole answers asked for near the relaxed one, to find a cheap choice. @default 40 */
  readonly searches: number;
  /** Whole answers asked for among all choices, to prove that there is no cheaper one. @default 6 */
  readonly proofs: number;
  /** Attacker programs, for each component. @default 50000 */
  readonly programs: number;
  /** Branches of one master program. @default 100 */
  readonly nodes: number;
}

export interface OptimalSuppression {
  readonly hidden: Uint8Array;
  /** Sum of the weights of what is withheld beyond the sensitive cells. */
  readonly cost: number;
  /** What any protection costs at least. */
  readonly bound: number;
  /** Whether nothing cheaper protects. */
  readonly proven: boolean;
  /** Sensitive cells that no withholding protects as far as asked. */
  readonly unreachable: readonly number[];
  readonly rounds: number;
  readonly programs: number;
}

const DEFAULTS: ExactLimits = Object.freeze({ rounds: 400, searches: 40, proofs: 6, programs: 50_000, nodes: 100 });
/** A cell counts as withheld in a relaxed answer from this share on. */
const SOME = 1e-6;
/** Share of the smallest weight by which equal weights are told apart. */
const TIE_SHARE = 1e-4;

/**
 * The cheapest complementary suppression, by cutting planes (Fischetti and Salazar, Management Science 47, 2001): a
 * master program chooses what to withhold, an attacker's program finds the sensitive cell that it bounds too closely and
 * the demand broken thereby, and so on, until the attacker finds none. For systems of a few hundred cells.
 * @throws InvariantError when work ends before anything that protects is found, and no incumbent was given
 */
export async function optimalSuppression(request: OptimalSuppressionRequest): Promise<OptimalSuppression> {
  const highs = await loadHighs();
  const { system, levels } = request;
  const weights = request.weights ?? system.cost;
  const limits = { ...DEFAULTS, ...request.limits };
  const movable = new Uint8Array(system.size);
  const hidden = new Uint8Array(system.size);
  for (let cell = 0; cell < system.size; cell++) {
    if (system.publishable[cell] === 0 || levels.has(cell)) hidden[cell] = 1;
    movable[cell] = hidden[cell] === 1 || Number.isFinite(weights[cell]!) ? 1 : 0;
  }
  const result = { cost: 0, bound: 0, proven: true, unreachable: [] as number[], rounds: 0, programs: 0 };
  for (const component of hiddenComponents(system, movable)) {
    const sensitive = component.cells.filter((cell) => levels.has(cell));
    if (sensitive.length === 0) continue;
    const part = solveComponent(highs, request, component, hidden, weights, limits);
    component.cells.forEach((cell, at) => {
      hidden[cell] = part.shares[at]!;
      if (part.shares[at] === 1 && part.always[at] === 0) result.cost += weights[cell]!;
    });
    result.bound += part.bound;
    result.proven &&= part.proven;
    result.unreachable.push(...part.unreachable);
    result.rounds = Math.max(result.rounds, part.rounds);
    result.programs += part.programs;
  }
  return { hidden, ...result, bound: Math.min(result.bound, result.cost) };
}

function solveComponent(
  highs: Highs,
  request: OptimalSuppressionRequest,
  component: Component,
  withheld: Uint8Array,
  weights: Float64Array,
  limits: ExactLimits,
) {
  const { system, levels } = request;
  const { cells } = component;
  const always = Uint8Array.from(cells, (cell) => withheld[cell]!);
  const ceiling = ceilingOf(system, cells, levels);
  const program = attackerProgram(highs, system, component, ceiling);
  const costs = tieBrokenCosts(system, cells, weights, always);
  const master = masterProgram(highs, costs, always);
  try {
    const { targets, unreachable } = reachableTargets(program, cells, levels);
    const incumbent = newIncumbent(program, targets, always, costs);
    if (request.incumbent !== undefined) incumbent.offer(Float64Array.from(cells, (cell) => request.incumbent![cell]!));
    const search: Search = { system, program, master, targets, always, incumbent, limits, rounds: 0 };
    const relaxed = cutUntilClean(search, 0);
    incumbent.offer(relaxed.shares);
    // Near what the relaxed answer and the best one so far withhold, a whole choice is found soon.
    const near = (at: number): boolean => relaxed.shares[at]! > SOME || incumbent.shares()?.[at] === 1;
    master.restrict((at) => near(at));
    cutUntilClean(search, limits.searches);
    master.restrict(() => true);
    const whole = cutUntilClean(search, limits.proofs);
    const bound = Math.max(relaxed.bound, whole.bound);
    const proven = incumbent.cost() - bound <= TIE_SHARE * smallest(costs);
    const shares = incumbent.shares();
    if (shares === undefined) {
      throw new InvariantError('The exact method found no protection within its limits', {
        hint: 'Give it a heuristic’s protection to start from, or raise its limits.',
        fields: { cells: cells.length, rounds: search.rounds },
      });
    }
    return { shares, always, bound, proven, unreachable, rounds: search.rounds, programs: program.solved };
  } finally {
    program.dispose();
    master.dispose();
  }
}

interface Search {
  readonly system: CellSystem;
  readonly program: AttackerProgram;
  readonly master: MasterProgram;
  readonly targets: readonly Target[];
  readonly always: Uint8Array;
  readonly incumbent: Incumbent;
  readonly limits: ExactLimits;
  rounds: number;
}

/**
 * Adds cuts until the master's answer breaks none, until nothing cheaper than the incumbent is left, or until the work
 * runs out. Whole answers are asked for when the relaxed one breaks no cut any more.
 * @param wholeRounds how many
 * @returns the last relaxed shares, and what any choice that the master allows costs at least
 */
function cutUntilClean(search: Search, wholeRounds: number): { shares: Float64Array; bound: number } {
  const { system, program, master, targets, always, incumbent, limits } = search;
  let shares: Float64Array = Float64Array.from(always);
  let bound = 0;
  let isWhole = false;
  let asked = 0;
  while (search.rounds < limits.rounds && program.solved < limits.programs && bound < incumbent.cost()) {
    search.rounds++;
    const answer: MasterAnswer | undefined = isWhole ? master.whole(limits.nodes) : master.relaxed();
    if (answer === undefined) break;
    bound = Math.max(bound, answer.bound);
    if (!isWhole) shares = answer.shares;
    const tight = separate(program, targets, answer.shares, always, true);
    const cuts: Cut[] = [...tight.cuts, ...lonelyCuts(system, program, answer.shares, always)];
    if (cuts.length === 0 && !tight.clean) cuts.push(...separate(program, targets, answer.shares, always, false).cuts);
    for (const cut of cuts) master.add(cut);
    if (isWhole) incumbent.offer(answer.shares);
    if (isWhole) asked++;
    if (asked === wholeRounds && (isWhole || cuts.length === 0)) break;
    if (isWhole && cuts.length === 0) break;
    isWhole = cuts.length === 0;
  }
  return { shares, bound };
}

interface Incumbent {
  offer(shares: Float64Array): void;
  shares(): Float64Array | undefined;
  cost(): number;
}

/** The cheapest choice found so far that protects every target. */
function newIncumbent(
  program: AttackerProgram,
  targets: readonly Target[],
  always: Uint8Array,
  costs: Float64Array,
): Incumbent {
  let best: Float64Array | undefined;
  const costOf = (shares: Float64Array): number => shares.reduce((sum, share, at) => sum + share * costs[at]!, 0);
  return {
    /** Withholds all that is withheld in part, and of that no more than is needed. */
    offer(given: Float64Array): void {
      const shares = given.map((share, at) => (share > SOME || always[at] === 1 ? 1 : 0));
      if (!separate(program, targets, shares, always, false).clean) return;
      prune(program, targets, shares, always, costs);
      if (best === undefined || costOf(shares) < costOf(best)) best = shares;
    },
    shares: () => best,
    cost: () => (best === undefined ? Number.POSITIVE_INFINITY : costOf(best)),
  };
}

function reachableTargets(
  program: AttackerProgram,
  cells: readonly number[],
  levels: ReadonlyMap<number, ProtectionLevel>,
): { targets: Target[]; unreachable: number[] } {
  const everything = new Float64Array(cells.length).fill(1);
  const always = new Uint8Array(cells.length).fill(1);
  const targets: Target[] = [];
  const unreachable: number[] = [];
  cells.forEach((cell, position) => {
    const level = levels.get(cell);
    if (level === undefined) return;
    const target = { position, level };
    if (separate(program, [target], everything, always, false).clean) targets.push(target);
    else unreachable.push(cell);
  });
  return { targets, unreachable };
}

/** Far enough above every value that no attacker is held back by it. */
function ceilingOf(system: CellSystem, cells: readonly number[], levels: ReadonlyMap<number, ProtectionLevel>): number {
  let most = 1;
  for (const cell of cells) {
    const level = levels.get(cell);
    most = Math.max(most, system.value[cell]!, level?.upper ?? 0, level?.lower ?? 0, level?.sliding ?? 0);
  }
  return 2 * most;
}

function tieBrokenCosts(
  system: CellSystem,
  cells: readonly number[],
  weights: Float64Array,
  always: Uint8Array,
): Float64Array {
  const byTie = [...cells.keys()].sort((a, b) => system.tie[cells[a]!]! - system.tie[cells[b]!]!);
  const costs = Float64Array.from(cells, (cell, at) => (always[at] === 1 ? 0 : weights[cell]!));
  const step = (TIE_SHARE * smallest(costs)) / Math.max(1, cells.length ** 2);
  byTie.forEach((at, rank) => {
    if (always[at] === 0) costs[at]! += rank * step;
  });
  return costs;
}

function smallest(costs: Float64Array): number {
  const positive = costs.filter((cost) => cost > 0);
  return positive.length === 0 ? 1 : positive.reduce((least, cost) => Math.min(least, cost));
}
