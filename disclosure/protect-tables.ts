import type { Highs } from 'highs';
import type { DisclosurePolicy } from '../schemas/disclosure/policy.ts';
import type { ProtectedTableSpec } from '../schemas/disclosure/protected-table.ts';
import { CELL_STATUSES, type CellStatus } from '../schemas/releases/status.ts';
import { alreadyDisclosed } from './ledger/already-disclosed.ts';
import type { BoundsLimits } from './ledger/attack-bounds.ts';
import { type NumberName, nameOfNumber } from './ledger/name-of-number.ts';
import { protectBounds } from './ledger/protect-bounds.ts';
import type { Reason } from './rules/primary-rules.ts';
import { loadHighs } from './suppress/highs-module.ts';
import type { CellProtection } from './suppress/protect-cells.ts';
import { type CompiledAmounts, compileAmounts } from './tables/compile-amounts.ts';
import { type CompiledCounts, compileCounts } from './tables/compile-counts.ts';
import type { Concept, PublicRow } from './tables/concept.ts';
import { conceptsOf } from './tables/concepts-of.ts';
import { compareRows, type TableToProtect } from './tables/key-grid.ts';
import type { LayerCell } from './tables/layer.ts';
import { vintagesOf } from './tables/prepared-table.ts';
import { renderRows, type WithheldCell } from './tables/render-rows.ts';
import { type Slice, slicesOf } from './tables/slices.ts';

export type { PublicRow, TableToProtect, WithheldCell };

export interface ProtectOptions {
  /** Decides between cells that cost the same. Secret: who knows it could rerun the choice. The same key, the same result. */
  readonly tieBreakKey: string;
  /** Whether bounds by linear programming are widened as well. @default true */
  readonly intervals?: boolean;
  /** Linear programs at most, for counts and for amounts each; a count and no time, so that reruns agree. @default 5000 */
  readonly programLimit?: number;
  /**
   * Hidden cells of the largest component whose bounds are looked at: a program costs more than its cells. The sensitive
   * cells of larger ones are reported as unproven, never exactly known. @default any number
   */
  readonly componentLimit?: number;
  /** How far the bounds of the result are attacked and mended. @default not at all */
  readonly attack?: Omit<BoundsLimits, 'whole'>;
  /** Whether the report lists every withheld cell. @default true */
  readonly listWithheld?: boolean;
}

export interface ProtectedTable {
  readonly name: string;
  /** Every key of the public key set, in order; per measure a number (or null) and a status. */
  readonly rows: readonly PublicRow[];
}

/** What the engine did to one system of cells. Private. */
export interface SystemReport {
  readonly cells: number;
  readonly equations: number;
  /** Sensitive by rule, shown or not. */
  readonly primary: number;
  /** Withheld so that what is left of a line holds enough persons. */
  readonly grouped: number;
  /** Withheld against an exact attack. */
  readonly exact: number;
  /** Withheld against bounds. */
  readonly interval: number;
  /** Withheld on the way and published after all: without need, or because the published cells give them away. */
  readonly released: number;
  /** Sensitive cells whose bounds could not be widened as far as the policy asks, though never to one value. */
  readonly narrow: number;
  /** Sensitive cells whose bounds were not looked at because the linear programs ran out. */
  readonly unproven: number;
  /** Most rounds of any part of the release. */
  readonly rounds: number;
  readonly largestComponent: number;
  readonly linearPrograms: number;
  /** Of those, how many ended with fractions where values are whole, and were solved again. */
  readonly fractionalPrograms: number;
}

export interface TableReport {
  readonly name: string;
  readonly rows: number;
  /** Measures of rows, by the status they got. */
  readonly statuses: Readonly<Record<CellStatus, number>>;
  /** By measure: how many of its cells each reason withheld. */
  readonly losses: Readonly<Record<string, Readonly<Partial<Record<Reason, number>>>>>;
}

/** The private report: never part of a release, because reasons tell primary cells from the others. */
export interface ProtectionReport {
  readonly policyVersion: string;
  readonly tables: readonly TableReport[];
  readonly counts: SystemReport;
  readonly amounts: SystemReport;
  readonly withheld: readonly WithheldCell[];
  /** Sensitive numbers that earlier releases give away by themselves, for a person to look at. */
  readonly disclosed: readonly DisclosedNumber[];
}

/** A sensitive number that was public before it became sensitive, or can be worked out from what was. */
export interface DisclosedNumber extends NumberName {
  readonly reason: Reason;
}

/**
 * Protects the tables of a release as one system: a count that two tables show is one cell, shown or withheld in both.
 * Tables of earlier releases may stand among them: what they showed is known, what they withheld stays sensitive, and
 * nothing comes out for them.
 * Parts of the release that no equation ties are protected one after the other, so that one of them is in memory at a
 * time.
 * @throws ContractBreachError when rows repeat a key, counts are not whole, or lines do not add up as declared
 */
export async function protectTables(
  tables: readonly TableToProtect[],
  policy: DisclosurePolicy,
  options: ProtectOptions,
): Promise<{ readonly tables: readonly ProtectedTable[]; readonly report: ProtectionReport }> {
  const componentLimit = options.componentLimit ?? Number.POSITIVE_INFINITY;
  const highs = options.intervals === false ? undefined : await loadHighs();
  const concepts = conceptsOf(tables);
  const results = tables.map(
    ({ spec }): TableResult => ({ name: spec.name, rows: [], statuses: noStatuses(), losses: {} }),
  );
  const withheld: WithheldCell[] = [];
  const disclosed: DisclosedNumber[] = [];
  const counts = newSystemReport();
  const amounts = newSystemReport();
  const slices = slicesOf(tables);
  for (const [index, slice] of slices.entries()) {
    if (slice.tables.every(({ earlier }) => earlier !== undefined)) continue;
    /** What the slices before have left is shared alike among those to come, of which the largest are last. */
    const programs = (used: SystemReport) =>
      Math.floor(((options.programLimit ?? DEFAULT_PROGRAMS) - used.linearPrograms) / (slices.length - index));
    const part = await protectSlice(slice, concepts, policy, options.tieBreakKey, {
      counts: highs && { highs, componentLimit, programLimit: programs(counts), attack: options.attack },
      amounts: highs && { highs, componentLimit, programLimit: programs(amounts), attack: options.attack },
    });
    addReport(counts, part.counts);
    addReport(amounts, part.amounts);
    disclosed.push(...part.disclosed);
    const positions = slice.tables.flatMap(({ earlier, position }) => (earlier === undefined ? [position] : []));
    part.rendered.forEach(({ rows, statuses, withheld: cells }, at) => {
      const result = results[positions[at]!]!;
      for (const row of rows) result.rows.push(row);
      for (const status of CELL_STATUSES) result.statuses[status] += statuses[status];
      for (const cell of cells) {
        const losses = result.losses[cell.measure] ?? {};
        result.losses[cell.measure] = { ...losses, [cell.reason]: (losses[cell.reason] ?? 0) + 1 };
        if (options.listWithheld !== false) withheld.push(cell);
      }
    });
  }
  for (const [index, { spec }] of tables.entries()) {
    const columns = spec.dimensions.flatMap((dimension) => dimension.columns);
    results[index]!.rows.sort((a, b) => compareRows(columns, a, b));
  }
  const own = results.filter((_, index) => tables[index]!.earlier === undefined);
  return {
    tables: own.map(({ name, rows }) => ({ name, rows })),
    report: {
      policyVersion: policy.version,
      tables: own.map(({ name, rows, statuses, losses }) => ({ name, rows: rows.length, statuses, losses })),
      counts,
      amounts,
      withheld,
      disclosed,
    },
  };
}

const DEFAULT_PROGRAMS = 5000;

interface TableResult {
  readonly name: string;
  readonly rows: PublicRow[];
  readonly statuses: Record<CellStatus, number>;
  readonly losses: Record<string, Partial<Record<Reason, number>>>;
}

type Solving =
  | {
      readonly highs: Highs;
      readonly programLimit: number;
      readonly componentLimit: number;
      readonly attack: ProtectOptions['attack'];
    }
  | undefined;

async function protectSlice(
  slice: Slice,
  concepts: ReadonlyMap<string, Concept>,
  policy: DisclosurePolicy,
  tieBreakKey: string,
  solving: { readonly counts: Solving; readonly amounts: Solving },
) {
  const vintages = vintagesOf(slice.tables);
  const prepared = vintages[0]!.tables;
  const counts = compileCounts(vintages, concepts, policy, tieBreakKey);
  const countProtection = await protectCompiled(counts, [], true, solving.counts);
  const countReasons = withReasons(counts.reasons, countProtection);
  const hiddenCount = (cell: LayerCell): Reason | undefined => hiddenReason(countProtection, countReasons, cell);

  const amounts = compileAmounts(
    vintages,
    concepts,
    policy,
    counts,
    (cell) => hiddenCount(cell) !== undefined,
    tieBreakKey,
  );
  const amountProtection = await protectCompiled(amounts, amounts.followers, false, solving.amounts);
  const amountReasons = withReasons(amounts.reasons, amountProtection);
  const hiddenAmount = (cell: LayerCell): Reason | undefined => hiddenReason(amountProtection, amountReasons, cell);
  return {
    rendered: prepared.map((table) => renderRows(table, { policy, counts, amounts, hiddenCount, hiddenAmount })),
    counts: systemReport(counts, countProtection),
    amounts: systemReport(amounts, amountProtection),
    disclosed: [...disclosedNumbers(counts, countProtection), ...disclosedNumbers(amounts, amountProtection)],
  };
}

interface CompiledProtection extends CellProtection {
  /** Sensitive numbers that earlier releases give away: withheld, though that protects them from nobody. */
  readonly disclosed: ReadonlySet<number>;
}

async function protectCompiled(
  { draft, sensitive, groups }: CompiledCounts | CompiledAmounts,
  followers: readonly number[],
  whole: boolean,
  solving: Solving,
): Promise<CompiledProtection> {
  const system = draft.build();
  const disclosed = draft.hasKnown ? alreadyDisclosed(system, draft.isKnown, sensitive.keys()) : new Set<number>();
  const left = disclosed.size === 0 ? sensitive : new Map([...sensitive].filter(([cell]) => !disclosed.has(cell)));
  const alsoHidden = [...followers, ...[...disclosed].filter((cell) => !draft.isKnown(cell))];
  const request = { system, sensitive: left, alsoHidden, groups, whole, ...solving };
  const limits = solving?.attack === undefined ? undefined : { ...solving.attack, whole };
  return { ...(await protectBounds(request, limits)), disclosed };
}

function disclosedNumbers(
  { draft, reasons }: CompiledCounts | CompiledAmounts,
  { disclosed }: CompiledProtection,
): DisclosedNumber[] {
  return [...disclosed].map((cell) => ({ ...nameOfNumber(draft, cell), reason: reasons.get(cell) ?? 'exact_attack' }));
}

/** Protects one table on its own: see {@link protectTables} for tables that go out together. */
export async function protectTable(
  spec: ProtectedTableSpec,
  rows: readonly PublicRow[],
  policy: DisclosurePolicy,
  options: ProtectOptions & { readonly keys?: readonly PublicRow[] },
): Promise<{ readonly rows: readonly PublicRow[]; readonly report: ProtectionReport }> {
  const { keys, ...rest } = options;
  const { tables, report } = await protectTables(
    [{ spec, rows, ...(keys === undefined ? {} : { keys }) }],
    policy,
    rest,
  );
  return { rows: tables[0]!.rows, report };
}

function withReasons(primary: ReadonlyMap<number, Reason>, protection: CellProtection): Map<number, Reason> {
  const reasons = new Map(primary);
  const add = (cells: readonly number[], reason: Reason) => {
    for (const cell of cells) if (!reasons.has(cell)) reasons.set(cell, reason);
  };
  add(protection.exact.grouped, 'hidden_group');
  add(protection.exact.broken, 'exact_attack');
  add(protection.intervals?.widened ?? [], 'interval_attack');
  return reasons;
}

function hiddenReason(
  protection: CompiledProtection,
  reasons: ReadonlyMap<number, Reason>,
  cell: LayerCell,
): Reason | undefined {
  const isWithheld = protection.hidden[cell.cell] === 1 || protection.disclosed.has(cell.cell);
  return isWithheld ? (reasons.get(cell.cell) ?? 'exact_attack') : undefined;
}

function systemReport(compiled: CompiledCounts | CompiledAmounts, protection: CellProtection): SystemReport {
  const { exact, intervals } = protection;
  return {
    cells: protection.hidden.length,
    equations: compiled.draft.equations,
    primary: compiled.sensitive.size,
    grouped: exact.grouped.length,
    exact: exact.broken.length,
    interval: intervals?.widened.length ?? 0,
    released: protection.released.length,
    narrow: intervals?.narrow.length ?? 0,
    unproven: intervals?.unproven.length ?? compiled.sensitive.size,
    rounds: exact.rounds,
    largestComponent: exact.largestComponent,
    linearPrograms: intervals?.programs ?? 0,
    fractionalPrograms: intervals?.fractional ?? 0,
  };
}

function newSystemReport(): { -readonly [key in keyof SystemReport]: number } {
  return {
    cells: 0,
    equations: 0,
    primary: 0,
    grouped: 0,
    exact: 0,
    interval: 0,
    released: 0,
    narrow: 0,
    unproven: 0,
    rounds: 0,
    largestComponent: 0,
    linearPrograms: 0,
    fractionalPrograms: 0,
  };
}

function addReport(sum: { -readonly [key in keyof SystemReport]: number }, part: SystemReport): void {
  for (const key of Object.keys(sum) as (keyof SystemReport)[]) {
    const largest = key === 'rounds' || key === 'largestComponent';
    sum[key] = largest ? Math.max(sum[key], part[key]) : sum[key] + part[key];
  }
}

function noStatuses(): Record<CellStatus, number> {
  return Object.fromEntries(CELL_STATUSES.map((status) => [status, 0])) as Record<CellStatus, number>;
}
