import type { Highs } from 'highs';
import type { Direction } from '../exact/attacker-program.ts';
import type { CellSystem, Need } from '../system/cell-system.ts';
import type { Component } from '../system/components.ts';
import { residueStream } from '../system/modular.ts';
import { type AttackAnswer, attackProgram } from './attack-program.ts';
import { wholeTableOf } from './whole-table.ts';

/** What became of the attack on one sensitive cell. */
export interface Finding {
  readonly cell: number;
  /**
   * - `protected`: two tables reach both ends of its need.
   * - `exposed`: every table stays inside its need; `equations` hold it there.
   * - `infeasible`: no table agrees with what is published, so nothing is proven.
   * - `unfinished`: the work ran out.
   * - `published`: it is not hidden at all.
   */
  readonly outcome: 'protected' | 'exposed' | 'infeasible' | 'unfinished' | 'published';
  /** The farthest values that tables were found for. */
  readonly least: number;
  readonly most: number;
  /** Numbers of the witnesses at the low and the high end. */
  readonly low?: number;
  readonly high?: number;
  /** Equations that bind an exposed cell. */
  readonly equations?: readonly number[];
}

/** A table that agrees with everything published, over hidden cells. Those that it does not name have their true values. */
export interface Witness {
  readonly cells: readonly number[];
  readonly values: Float64Array;
}

export interface ComponentAttack {
  readonly findings: readonly Finding[];
  readonly witnesses: readonly Witness[];
  readonly least: Float64Array;
  readonly most: Float64Array;
  readonly programs: number;
  readonly fractional: number;
}

export interface ComponentAttackRequest {
  readonly system: CellSystem;
  readonly component: Component;
  readonly published: Float64Array;
  readonly needs: ReadonlyMap<number, Need>;
  readonly whole: boolean;
  readonly everyBound: boolean;
  readonly programs: number;
  readonly nodes: number;
  readonly firstWitness: number;
}

/** Programs with random costs that are solved first: most needs are met by the tables they find. */
const PROBES = 24;
const TOLERANCE = 1e-6;
/** Largest value of a program, in its units. */
const LARGEST_UNITS = 1e5;

type Failure = 'exposed' | 'infeasible' | 'unfinished';

export function attackComponent(highs: Highs, request: ComponentAttackRequest): ComponentAttack {
  const { system, component, published, needs, whole } = request;
  const { cells } = component;
  const ceiling = ceilingOf(system, component, needs);
  const unit = whole ? 1 : Math.max(1, ceiling / LARGEST_UNITS);
  const program = attackProgram(highs, system, component, published, ceiling, unit);
  const least = new Float64Array(cells.length).fill(Number.POSITIVE_INFINITY);
  const most = new Float64Array(cells.length).fill(Number.NEGATIVE_INFINITY);
  const lowTable = new Int32Array(cells.length).fill(-1);
  const highTable = new Int32Array(cells.length).fill(-1);
  const tables: Float64Array[] = [];
  let programs = 0;
  let fractional = 0;
  let isInfeasible = false;

  /** Takes in a table: it widens what is possible for every cell. */
  const keep = (answer: AttackAnswer): boolean => {
    programs++;
    if (answer.outcome === 'infeasible') isInfeasible = true;
    if (answer.outcome !== 'solved') return false;
    const table = whole ? wholeTableOf(system, component, published, answer.table) : answer.table;
    if (table === undefined) {
      fractional++;
      return false;
    }
    const number = tables.length;
    tables.push(table);
    for (let at = 0; at < table.length; at++) {
      if (table[at]! < least[at]!) {
        least[at] = table[at]!;
        lowTable[at] = number;
      }
      if (table[at]! > most[at]!) {
        most[at] = table[at]!;
        highTable[at] = number;
      }
    }
    return true;
  };
  const reaches = (at: number, need: Need, direction: Direction): boolean =>
    direction === 1
      ? most[at]! >= need.high - TOLERANCE * Math.max(1, need.high)
      : least[at]! <= need.low + TOLERANCE * Math.max(1, need.low);

  /** A cell's end of its need, first by a program and then by whole numbers. */
  const reach = (
    at: number,
    need: Need,
    direction: Direction,
  ): { failure: Failure; equations?: readonly number[] } | undefined => {
    if (reaches(at, need, direction)) return undefined;
    if (programs >= request.programs) return { failure: 'unfinished' };
    const answer = program.extreme(at, direction);
    const isKept = keep(answer);
    if (answer.outcome !== 'solved') return { failure: answer.outcome };
    if (reaches(at, need, direction)) return undefined;
    const end = direction === 1 ? need.high : need.low;
    if (isKept || direction * (end - answer.bound) > TOLERANCE * Math.max(1, end)) {
      return { failure: 'exposed', equations: answer.rows };
    }
    const base = tables.at(-1);
    const aim = direction === 1 ? Math.ceil(end - TOLERANCE) : Math.floor(end + TOLERANCE);
    const held = new Map<number, number>();
    if (base !== undefined) {
      answer.table.forEach((value, place) => {
        if (place !== at && Math.abs(value - base[place]!) < TOLERANCE) held.set(place, base[place]!);
      });
    }
    for (const fixed of held.size > 0 ? [held, new Map<number, number>()] : [held]) {
      const found = program.wholeTable(at, direction, aim, fixed, request.nodes);
      if (found.outcome !== 'infeasible') keep(found);
      if (reaches(at, need, direction)) return undefined;
      if (fixed.size === 0) {
        const failure = found.outcome === 'infeasible' ? 'exposed' : 'unfinished';
        return { failure, equations: answer.rows };
      }
    }
    return { failure: 'unfinished' };
  };

  const witnesses: Witness[] = [];
  const numberOf = new Map<number, number>();
  const witness = (table: number): number => {
    const known = numberOf.get(table);
    if (known !== undefined) return known;
    const number = request.firstWitness + witnesses.length;
    witnesses.push({ cells, values: tables[table]! });
    numberOf.set(table, number);
    return number;
  };

  try {
    const targets = [...cells.keys()].filter((at) => needs.has(cells[at]!));
    const random = residueStream(cells[0]! + 1);
    for (let probe = 0; probe < PROBES && targets.length > PROBES && !isInfeasible; probe++) {
      const costs = new Map<number, number>();
      for (const at of targets) {
        const need = needs.get(cells[at]!)!;
        const lacksHigh = !reaches(at, need, 1);
        if (lacksHigh || !reaches(at, need, -1)) costs.set(at, (lacksHigh ? -1 : 1) * (1 + (random() % 8)));
      }
      if (costs.size === 0) break;
      keep(program.probe(costs));
    }
    const findings = targets.map((at): Finding => {
      const cell = cells[at]!;
      const need = needs.get(cell)!;
      const failed = reach(at, need, 1) ?? reach(at, need, -1);
      const bounds = { cell, least: least[at]!, most: most[at]! };
      if (failed === undefined) {
        return { ...bounds, outcome: 'protected', low: witness(lowTable[at]!), high: witness(highTable[at]!) };
      }
      return {
        ...bounds,
        outcome: isInfeasible ? 'infeasible' : failed.failure,
        ...(failed.equations === undefined ? {} : { equations: failed.equations }),
      };
    });
    if (request.everyBound) {
      for (let at = 0; at < cells.length; at++) {
        for (const direction of [1, -1] as const) {
          if (programs >= request.programs) break;
          const answer = program.extreme(at, direction);
          keep(answer);
          if (answer.outcome !== 'solved') continue;
          if (direction === 1) most[at] = Math.max(most[at]!, answer.bound);
          else least[at] = Math.min(least[at]!, answer.bound);
        }
      }
    }
    return { findings, witnesses, least, most, programs, fractional };
  } finally {
    program.dispose();
  }
}

/** Above every value and everything that is asked for, so that it binds nothing that matters. */
function ceilingOf(system: CellSystem, { cells, equations }: Component, needs: ReadonlyMap<number, Need>): number {
  let most = 1;
  for (const equation of equations) {
    let sum = 0;
    for (let at = system.starts[equation]!; at < system.starts[equation + 1]!; at++) {
      sum += system.value[system.cells[at]!]!;
    }
    most = Math.max(most, sum);
  }
  for (const cell of cells) most = Math.max(most, needs.get(cell)?.high ?? 0);
  return 4 * most;
}
