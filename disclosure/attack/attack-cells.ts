import { loadHighs } from '../suppress/highs-module.ts';
import type { CellSystem, Need } from '../system/cell-system.ts';
import { type Component, hiddenComponents } from '../system/components.ts';
import type { Shift } from '../system/shift.ts';
import { attackComponent, type ComponentAttack, type Finding, type Witness } from './attack-component.ts';
import { openCells } from './known-tables.ts';

export type { Finding, Witness };

export interface AttackRequest {
  readonly system: CellSystem;
  readonly hidden: Uint8Array;
  /** What must stay possible for each sensitive cell. Each is a finding of its own. */
  readonly needs: ReadonlyMap<number, Need>;
  /** What the public holds, by cell; hidden ones are not read. @default the system's values */
  readonly published?: Float64Array;
  /**
   * Tables found earlier, as changes of the true values, where those are known. They are checked, and spare the programs
   * of the cells that they prove to be open.
   */
  readonly shifts?: Iterable<Shift>;
  /** Whether values are whole numbers and the attacker knows it: then a table must be whole to prove anything. @default true */
  readonly whole?: boolean;
  /** Whether the true bounds of every hidden cell are found, beyond what its need asks. @default false */
  readonly everyBound?: boolean;
  readonly limits?: Partial<AttackLimits>;
}

/** How much work may be done: counts and no time, so that reruns agree. */
export interface AttackLimits {
  /** Programs, over all components. @default 100000 */
  readonly programs: number;
  /** Branches of one search for a table of whole numbers. @default 500 */
  readonly nodes: number;
}

export interface AttackReport {
  /** Sensitive cells, in order, with what the attack could tell of each. */
  readonly findings: readonly Finding[];
  /** Bounds that the attack found for hidden cells; the value itself for others. Proven where `everyBound` was asked. */
  readonly least: Float64Array;
  readonly most: Float64Array;
  /** Tables that an attacker cannot rule out, which findings name by number. */
  readonly witnesses: readonly Witness[];
  readonly programs: number;
  /** Programs whose table held fractions. */
  readonly fractional: number;
  /** Whether every sensitive cell is protected. */
  readonly safe: boolean;
}

const DEFAULTS: AttackLimits = Object.freeze({ programs: 100_000, nodes: 500 });

/**
 * Attacks what is published: bounds every sensitive cell over the whole system by linear programs, and, where values are
 * whole, by tables of whole numbers. A cell is protected when two tables were found that reach both ends of its
 * need; an attack that has no answer, or for which work ran out, leaves its cell unprotected.
 */
export async function attackCells(request: AttackRequest): Promise<AttackReport> {
  const highs = await loadHighs();
  const { system, hidden, needs } = request;
  const limits = { ...DEFAULTS, ...request.limits };
  const published = request.published ?? system.value;
  const least = published.slice();
  const most = published.slice();
  const findings: Finding[] = [];
  const witnesses: Witness[] = [];
  let programs = 0;
  let fractional = 0;
  for (const cell of needs.keys()) {
    if (hidden[cell] === 0)
      findings.push({ cell, outcome: 'published', least: published[cell]!, most: published[cell]! });
  }
  const broken = brokenEquation(system, hidden, published);
  if (broken !== undefined) {
    for (const cell of needs.keys()) {
      if (hidden[cell] === 0) continue;
      const value = published[cell]!;
      findings.push({ cell, outcome: 'infeasible', least: value, most: value, equations: [broken] });
    }
    findings.sort((a, b) => a.cell - b.cell);
    return { findings, least, most, witnesses, programs, fractional, safe: findings.length === 0 };
  }
  const whole = request.whole ?? true;
  const open = openCells(system, hidden, needs, request.shifts ?? [], whole);
  const numberOf = new Map<Shift, number>();
  const witness = (shift: Shift): number => {
    const known = numberOf.get(shift);
    if (known !== undefined) return known;
    numberOf.set(shift, witnesses.length);
    const values = Float64Array.from(shift.cells, (cell, at) => system.value[cell]! + shift.changes[at]!);
    return witnesses.push({ cells: shift.cells, values }) - 1;
  };
  const left = new Map(needs);
  for (const [cell, { least: from, most: to, low, high }] of open) {
    findings.push({ cell, outcome: 'protected', least: from, most: to, low: witness(low), high: witness(high) });
    least[cell] = from;
    most[cell] = to;
    left.delete(cell);
  }
  for (const component of smallFirst(hiddenComponents(system, hidden))) {
    if (!component.cells.some((cell) => left.has(cell)) && request.everyBound !== true) continue;
    const attack: ComponentAttack = attackComponent(highs, {
      system,
      component,
      published,
      needs: left,
      whole,
      everyBound: request.everyBound ?? false,
      programs: limits.programs - programs,
      nodes: limits.nodes,
      firstWitness: witnesses.length,
    });
    programs += attack.programs;
    fractional += attack.fractional;
    findings.push(...attack.findings);
    witnesses.push(...attack.witnesses);
    component.cells.forEach((cell, at) => {
      least[cell] = open.has(cell) ? Math.min(least[cell]!, attack.least[at]!) : attack.least[at]!;
      most[cell] = open.has(cell) ? Math.max(most[cell]!, attack.most[at]!) : attack.most[at]!;
    });
  }
  findings.sort((a, b) => a.cell - b.cell);
  const safe = findings.every(({ outcome }) => outcome === 'protected');
  return { findings, least, most, witnesses, programs, fractional, safe };
}

/** An equation of published numbers alone that does not hold: then no table at all agrees with what is published. */
function brokenEquation(system: CellSystem, hidden: Uint8Array, published: Float64Array): number | undefined {
  for (let equation = 0; equation < system.equations; equation++) {
    let sum = 0;
    let scale = 1;
    let isOpen = false;
    for (let at = system.starts[equation]!; at < system.starts[equation + 1]!; at++) {
      const cell = system.cells[at]!;
      isOpen ||= hidden[cell] === 1;
      sum += system.coefficients[at]! * published[cell]!;
      scale = Math.max(scale, Math.abs(published[cell]!));
    }
    if (!isOpen && Math.abs(sum) > 1e-6 * scale) return equation;
  }
  return undefined;
}

const smallFirst = (components: readonly Component[]): Component[] =>
  [...components].sort((a, b) => a.cells.length - b.cells.length || a.cells[0]! - b.cells[0]!);
