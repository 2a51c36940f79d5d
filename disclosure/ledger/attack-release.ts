import type { DisclosurePolicy } from '../../schemas/disclosure/policy.ts';
import type { CellSystem, Need } from '../system/cell-system.ts';
import { hiddenComponents } from '../system/components.ts';
import { eliminator } from '../system/elimination.ts';
import { compileAmounts } from '../tables/compile-amounts.ts';
import { compileCounts } from '../tables/compile-counts.ts';
import type { Concept } from '../tables/concept.ts';
import { conceptsOf } from '../tables/concepts-of.ts';
import type { EarlierPublication, TableToProtect } from '../tables/key-grid.ts';
import { vintagesOf } from '../tables/prepared-table.ts';
import { type Slice, slicesOf } from '../tables/slices.ts';
import type { SystemDraft } from '../tables/system-draft.ts';
import { alreadyDisclosed } from './already-disclosed.ts';
import { attackBounds, type BoundsLimits } from './attack-bounds.ts';
import { RELEASE_ATTACK } from './attack-limits.ts';
import { type NumberName, nameOfNumber } from './name-of-number.ts';
import { sentenceOfEquation } from './sentence-of-equation.ts';

/** A table as a release shows it, with the aggregates it was made from. */
export type ReleasedTable = TableToProtect & { readonly earlier: EarlierPublication };

/** A sensitive number that releases give away, or hold too closely. Private. */
export interface ExposedNumber extends NumberName {
  /**
   * - `published`: it is shown.
   * - `exact`: adding and subtracting published numbers gives it.
   * - `bounds`: published numbers leave it less room than the policy asks.
   * - `infeasible`: no table agrees with what is published, so nothing is proven.
   * - `unfinished`: the work ran out before an answer.
   */
  readonly how: 'published' | 'exact' | 'bounds' | 'infeasible' | 'unfinished';
  /** What it is seen to be at least and at most, where the attack says. */
  readonly least: number | null;
  readonly most: number | null;
  /** The sums that expose it, as sentences. */
  readonly equations: readonly string[];
}

export interface ReleaseAttackReport {
  readonly releases: readonly string[];
  readonly cells: number;
  readonly equations: number;
  readonly sensitive: number;
  /** Sensitive numbers whose bounds were looked at and found wide enough. */
  readonly proven: number;
  /** Sensitive numbers, none of them exactly known, whose bounds were not looked at. */
  readonly unproven: number;
  readonly programs: number;
  /** What this release gives away: it blocks the release. */
  readonly exposed: readonly ExposedNumber[];
  /** What earlier releases give away by themselves: nothing can be done, and somebody has to know. */
  readonly disclosed: readonly ExposedNumber[];
}

export interface ReleaseAttackOptions {
  /** How far bounds are attacked, in each part of the release. @default {@link RELEASE_ATTACK} */
  readonly bounds?: Omit<BoundsLimits, 'whole'>;
  readonly progress?: (done: number, of: number) => void;
}

const SEED = 0x27d4eb2f;

/**
 * Attacks a staged release as somebody would who holds it and every release before: all that they show is known, and all
 * that any of them withheld and the rules call sensitive must stay open. Nothing of how it was protected is used.
 * @param staged the tables of the release
 * @param earlier those of the releases before it, the newest first; withdrawn ones among them
 * @throws ContractBreachError when a release shows a number that its aggregates do not have
 */
export async function attackRelease(
  staged: readonly ReleasedTable[],
  earlier: readonly ReleasedTable[],
  policy: DisclosurePolicy,
  options: ReleaseAttackOptions = {},
): Promise<ReleaseAttackReport> {
  const tables = [...staged, ...earlier];
  const concepts = conceptsOf(tables);
  const release = staged[0]?.earlier.release;
  const slices = slicesOf(tables).filter((slice) => slice.tables.some((table) => table.earlier?.release === release));
  const report = {
    releases: [...new Set(tables.map((table) => table.earlier.release))],
    cells: 0,
    equations: 0,
    sensitive: 0,
    proven: 0,
    unproven: 0,
    programs: 0,
    exposed: [] as ExposedNumber[],
    disclosed: [] as ExposedNumber[],
  };
  for (const [index, slice] of slices.entries()) {
    for (const { draft, sensitive, whole } of systemsOf(slice, concepts, policy)) {
      const part = await attackSystem(draft, sensitive, release!, { whole, ...(options.bounds ?? RELEASE_ATTACK) });
      report.cells += draft.size;
      report.equations += draft.equations;
      report.sensitive += sensitive.size;
      report.proven += part.proven;
      report.unproven += part.unproven;
      report.programs += part.programs;
      report.exposed.push(...part.exposed);
      report.disclosed.push(...part.disclosed);
    }
    options.progress?.(index + 1, slices.length);
  }
  return report;
}

function systemsOf(slice: Slice, concepts: ReadonlyMap<string, Concept>, policy: DisclosurePolicy) {
  const vintages = vintagesOf(slice.tables);
  const counts = compileCounts(vintages, concepts, policy, '');
  const amounts = compileAmounts(vintages, concepts, policy, counts, () => false, '');
  return [
    { draft: counts.draft, sensitive: counts.sensitive, whole: true },
    { draft: amounts.draft, sensitive: amounts.sensitive, whole: false },
  ];
}

interface SystemAttack {
  readonly proven: number;
  readonly unproven: number;
  readonly programs: number;
  readonly exposed: readonly ExposedNumber[];
  readonly disclosed: readonly ExposedNumber[];
}

async function attackSystem(
  draft: SystemDraft,
  sensitive: ReadonlyMap<number, Need>,
  release: string,
  limits: BoundsLimits,
): Promise<SystemAttack> {
  const system = draft.build();
  const hidden = new Uint8Array(system.size);
  for (let cell = 0; cell < system.size; cell++) hidden[cell] = draft.isKnown(cell) ? 0 : 1;
  const before = (cell: number): boolean => draft.isKnown(cell) && draft.knownSince(cell) !== release;
  const exact = exactlyKnown(system, hidden, sensitive);
  const known = exact.size === 0 ? new Set<number>() : alreadyDisclosed(system, before, exact.keys());
  const exposed: ExposedNumber[] = [];
  const disclosed: ExposedNumber[] = [];
  for (const [cell, equations] of exact) {
    const value = system.value[cell]!;
    (known.has(cell) ? disclosed : exposed).push({
      ...nameOfNumber(draft, cell),
      how: hidden[cell] === 0 ? 'published' : 'exact',
      least: value,
      most: value,
      equations: equations.map((equation) => sentenceOfEquation(draft, system, equation)),
    });
  }
  const bounds = await attackBounds(
    system,
    hidden,
    new Map([...sensitive].filter(([cell]) => !exact.has(cell))),
    limits,
  );
  if (bounds.exposed.length > 0) {
    const cells = new Map(bounds.exposed.map(({ cell }) => [cell, sensitive.get(cell)!]));
    const earlierMask = hidden.map((_, cell) => (before(cell) ? 0 : 1));
    const byEarlier = await attackBounds(system, earlierMask, cells, limits);
    const narrowed = new Set(byEarlier.exposed.map(({ cell }) => cell));
    for (const { cell, how, least, most, equations } of bounds.exposed) {
      (narrowed.has(cell) && how === 'bounds' ? disclosed : exposed).push({
        ...nameOfNumber(draft, cell),
        how,
        least,
        most,
        equations: equations.map((equation) => sentenceOfEquation(draft, system, equation)),
      });
    }
  }
  return { proven: bounds.proven, unproven: bounds.unproven, programs: bounds.programs, exposed, disclosed };
}

/** Sensitive cells that are shown or determined, each with the equations that give it. */
function exactlyKnown(
  system: CellSystem,
  hidden: Uint8Array,
  sensitive: ReadonlyMap<number, Need>,
): ReadonlyMap<number, readonly number[]> {
  const found = new Map<number, readonly number[]>();
  for (const cell of sensitive.keys()) if (hidden[cell] === 0) found.set(cell, []);
  const eliminate = eliminator(system);
  for (const component of hiddenComponents(system, hidden)) {
    const targets = component.cells.filter((cell) => sensitive.has(cell));
    if (targets.length === 0) continue;
    const solved = eliminate(hidden, component, SEED);
    for (const cell of targets) if (solved.isDetermined(cell)) found.set(cell, [...solved.attack(cell).keys()]);
  }
  return found;
}
