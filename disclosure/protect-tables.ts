import type { DisclosurePolicy } from '../schemas/disclosure/policy.ts';
import type { ProtectedTableSpec } from '../schemas/disclosure/protected-table.ts';
import type { CellStatus } from '../schemas/releases/status.ts';
import type { Reason } from './rules/primary-rules.ts';
import { linearSolver } from './suppress/linear-solver.ts';
import { type CellProtection, protectCells } from './suppress/protect-cells.ts';
import { type CompiledAmounts, compileAmounts } from './tables/compile-amounts.ts';
import { type CompiledCounts, compileCounts } from './tables/compile-counts.ts';
import { buildConcepts, type PublicRow } from './tables/concept.ts';
import type { TableToProtect } from './tables/key-grid.ts';
import type { LayerCell } from './tables/layer.ts';
import { type PreparedTable, prepareTable } from './tables/prepared-table.ts';
import { renderRows, type WithheldCell } from './tables/render-rows.ts';

export type { PublicRow, TableToProtect, WithheldCell };

export interface ProtectOptions {
  /** Decides between cells that cost the same. Secret: who knows it could rerun the choice. The same key, the same result. */
  readonly tieBreakKey: string;
  /** Whether bounds by linear programming are widened as well. @default true */
  readonly intervals?: boolean;
  /** Linear programs at most, for counts and for amounts each; a count and no time, so that reruns agree. @default 5000 */
  readonly programLimit?: number;
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
  /** Sensitive cells whose bounds could not be widened as far as the policy asks, though never to one value. */
  readonly narrow: number;
  /** Sensitive cells whose bounds were not looked at because the linear programs ran out. */
  readonly unproven: number;
  readonly rounds: number;
  readonly largestComponent: number;
  readonly linearPrograms: number;
  /** Of those, how many found a table whose values are not all whole. */
  readonly fractionalPrograms: number;
}

export interface TableReport {
  readonly name: string;
  readonly rows: number;
  /** Measures of rows, by the status they got. */
  readonly statuses: Readonly<Record<CellStatus, number>>;
}

/** The private report: never part of a release, because reasons tell primary cells from the others. */
export interface ProtectionReport {
  readonly policyVersion: string;
  readonly tables: readonly TableReport[];
  readonly counts: SystemReport;
  readonly amounts: SystemReport;
  readonly withheld: readonly WithheldCell[];
}

/**
 * Protects the tables of a release as one system: a count that two tables show is one cell, shown or withheld in both.
 * @throws ContractBreachError when rows repeat a key, counts are not whole, or lines do not add up as declared
 */
export async function protectTables(
  tables: readonly TableToProtect[],
  policy: DisclosurePolicy,
  options: ProtectOptions,
): Promise<{ readonly tables: readonly ProtectedTable[]; readonly report: ProtectionReport }> {
  const solver = options.intervals === false ? undefined : await linearSolver();
  const solving = {
    ...(solver === undefined ? {} : { solver }),
    ...(options.programLimit === undefined ? {} : { programLimit: options.programLimit }),
  };
  const prepared = tables.map(prepareTable);
  const concepts = buildConcepts(prepared.flatMap(dimensionUses));

  const counts = compileCounts(prepared, concepts, policy, options.tieBreakKey);
  const countProtection = protectCells({
    system: counts.draft.build(),
    sensitive: counts.sensitive,
    groups: counts.groups,
    ...solving,
  });
  const countReasons = withReasons(counts.reasons, countProtection);
  const hiddenCount = (cell: LayerCell): Reason | undefined => hiddenReason(countProtection, countReasons, cell);

  const amounts = compileAmounts(
    prepared,
    concepts,
    policy,
    counts,
    (cell) => countProtection.hidden[cell.cell] === 1,
    options.tieBreakKey,
  );
  const amountProtection = protectCells({
    system: amounts.draft.build(),
    sensitive: amounts.sensitive,
    alsoHidden: amounts.followers,
    groups: amounts.groups,
    ...solving,
  });
  const amountReasons = withReasons(amounts.reasons, amountProtection);
  const hiddenAmount = (cell: LayerCell): Reason | undefined => hiddenReason(amountProtection, amountReasons, cell);

  const rendered = prepared.map((table) =>
    Object.assign(renderRows(table, { policy, counts, amounts, hiddenCount, hiddenAmount }), {
      name: table.table.spec.name,
    }),
  );
  return {
    tables: rendered.map(({ name, rows }) => ({ name, rows })),
    report: {
      policyVersion: policy.version,
      tables: rendered.map(({ name, rows, statuses }) => ({ name, rows: rows.length, statuses })),
      counts: systemReport(counts, countProtection),
      amounts: systemReport(amounts, amountProtection),
      withheld: rendered.flatMap((table) => table.withheld),
    },
  };
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

function dimensionUses(prepared: PreparedTable) {
  return prepared.table.spec.dimensions.map((dimension, position) => {
    const codes = new Set(dimension.codes ?? []);
    for (const row of prepared.grid) codes.add(row.codes[position]!);
    return { dimension, codes };
  });
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
  protection: CellProtection,
  reasons: ReadonlyMap<number, Reason>,
  cell: LayerCell,
): Reason | undefined {
  return protection.hidden[cell.cell] === 1 ? (reasons.get(cell.cell) ?? 'exact_attack') : undefined;
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
    narrow: intervals?.narrow.length ?? 0,
    unproven: intervals?.unproven.length ?? compiled.sensitive.size,
    rounds: exact.rounds,
    largestComponent: exact.largestComponent,
    linearPrograms: intervals?.programs ?? 0,
    fractionalPrograms: intervals?.fractional ?? 0,
  };
}
