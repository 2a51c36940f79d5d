import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Asset, AssetCheck } from '../assets/define-asset.ts';
import type { TableColumn, TableContract, TableReference } from '../schemas/contract/table-contract.ts';
import { InvariantError } from '../schemas/errors.ts';
import { projectRoot } from '../schemas/project-root.ts';
import type { Dialect } from '../warehouse/dialect.ts';
import { identifier, identifierList, textLiteral } from '../warehouse/identifier.ts';
import { renderSql } from '../warehouse/render.ts';
import type { Session, SqlParameters } from '../warehouse/warehouse.ts';
import { boundParameters } from './bound-parameters.ts';

/** What a check found. Counts only: `details` never quotes a row. */
export interface CheckResult {
  readonly name: string;
  readonly severity: 'warn' | 'error';
  readonly blocking: boolean;
  readonly passed: boolean;
  /** Rows, or keys, that broke it. */
  readonly failed: number;
  readonly details: string;
  /** Of a partitioned table, the partitions whose rows broke it; absent where the check does not tell them apart. */
  readonly partitions?: readonly string[];
}

/** The rows of some partitions of a table, by the column that has them. */
export interface PartitionRows {
  readonly column: string;
  readonly from: number;
  readonly to: number;
}

export interface CheckTableOptions {
  /** Where the rows to check are. Within the transaction that writes them, only it sees them. */
  readonly table: string;
  readonly dialect: Dialect;
  /** All that a declared check may name. `link_version` is required where the contract has that column. */
  readonly parameters: SqlParameters;
  /** Rows that the derived checks look at; declared ones see all, as they reconcile whole tables. @default all */
  readonly rows?: PartitionRows | undefined;
}

/** Runs every check derived from the asset's contract, then the declared ones. */
export async function checkTable(session: Session, asset: Asset, options: CheckTableOptions): Promise<CheckResult[]> {
  const { contract } = asset;
  if (contract === undefined) throw new InvariantError(`Asset ${asset.key} has no table contract to check`);
  return [
    ...(await checkRows(session, contract, partitionColumn(asset), options)),
    await checkPrimaryKey(session, contract, options),
    ...(await sequentially(contract.references, (reference) => checkReference(session, reference, options))),
    ...(await sequentially(asset.checks, (check) => checkDeclared(session, check, options))),
  ];
}

/** The column of a table that says which partition a row is of. */
export function partitionColumn({ partitions }: Asset): string | undefined {
  return partitions.kind === 'none' ? undefined : partitions.column;
}

interface RowCheck {
  readonly name: string;
  readonly broken: string;
  readonly rule: string;
}

/** Presence, code lists, ranges and the link version, all in one scan. */
async function checkRows(
  session: Session,
  contract: TableContract,
  column: string | undefined,
  options: CheckTableOptions,
): Promise<CheckResult[]> {
  const { dialect, parameters } = options;
  const checks = contract.columns.flatMap(rowChecks);
  const counts = checks.map(({ broken }, index) => `${dialect.functions.count_if(broken)} AS failed_${index}`);
  const each = column === undefined ? [] : [`${identifier(column)} AS partition_key`];
  const sql = `SELECT ${[...each, ...counts].join(', ')} FROM ${rowsOf(options)}${
    column === undefined ? '' : ` GROUP BY ${identifier(column)}`
  }`;
  const rows = await session.query<Record<string, number | null>>(sql, boundParameters(sql, parameters));
  return checks.map(({ name, rule }, index) => {
    const broken = rows.filter((row) => Number(row[`failed_${index}`] ?? 0) > 0);
    const failed = broken.reduce((sum, row) => sum + Number(row[`failed_${index}`]), 0);
    const result = derived(name, failed, `rows: ${rule}`);
    if (column === undefined || failed === 0) return result;
    return { ...result, partitions: broken.map((row) => String(row.partition_key)).toSorted() };
  });
}

/** What the derived checks read from. */
function rowsOf({ table, rows }: CheckTableOptions): string {
  if (rows === undefined) return identifier(table);
  return `(SELECT * FROM ${identifier(table)} WHERE ${inPartitions(rows)}) AS checked`;
}

/** Whether a row is of the partitions. */
export function inPartitions({ column, from, to }: PartitionRows): string {
  return `${identifier(column)} BETWEEN ${wholeNumber(from)} AND ${wholeNumber(to)}`;
}

function wholeNumber(value: number): string {
  if (Number.isSafeInteger(value)) return String(value);
  throw new InvariantError('A partition lies at no whole number');
}

function rowChecks(column: TableColumn): RowCheck[] {
  const name = identifier(column.name);
  const checks: RowCheck[] = [];
  if (!column.nullable) checks.push({ name: `not_null.${name}`, broken: `${name} IS NULL`, rule: `${name} is empty` });
  if (column.codes !== undefined) {
    const codes = column.codes.map(textLiteral).join(', ');
    checks.push({
      name: `codes.${name}`,
      broken: `${name} NOT IN (${codes})`,
      rule: `${name} is not on its code list`,
    });
  }
  const bounds = [
    ...(column.min === undefined ? [] : [`${name} < ${column.min}`]),
    ...(column.max === undefined ? [] : [`${name} > ${column.max}`]),
  ];
  if (bounds.length > 0) {
    const range = `${column.min ?? ''}..${column.max ?? ''}`;
    checks.push({ name: `range.${name}`, broken: bounds.join(' OR '), rule: `${name} is outside ${range}` });
  }
  if (name === 'link_version') {
    checks.push({
      name: 'one_link_version',
      broken: 'link_version <> CAST($link_version AS INTEGER)',
      rule: 'link_version is not the one being built',
    });
  }
  return checks;
}

async function checkPrimaryKey(
  session: Session,
  contract: TableContract,
  options: CheckTableOptions,
): Promise<CheckResult> {
  const keys = identifierList(contract.primaryKey);
  const [row] = await session.query<{ failed: number }>(
    `SELECT COUNT(*) AS failed FROM (SELECT ${keys} FROM ${rowsOf(options)} GROUP BY ${keys} HAVING COUNT(*) > 1) AS repeated`,
  );
  return derived('primary_key', Number(row?.failed ?? 0), `keys: (${contract.primaryKey.join(', ')}) is repeated`);
}

async function checkReference(
  session: Session,
  reference: TableReference,
  options: CheckTableOptions,
): Promise<CheckResult> {
  const { table, rows } = options;
  const pairs = reference.columns.map((column, index) => {
    const target = reference.tableColumns[index];
    if (target === undefined) throw new InvariantError(`A reference of ${table} to ${reference.table} lacks a column`);
    return `target.${identifier(target)} = source.${identifier(column)}`;
  });
  const present = reference.columns.map((column) => `source.${identifier(column)} IS NOT NULL`);
  const [row] = await session.query<{ failed: number }>(
    `SELECT COUNT(*) AS failed FROM ${identifier(table)} AS source WHERE ${[...present, ...(rows === undefined ? [] : [inPartitions(rows)])].join(' AND ')} AND NOT EXISTS (SELECT 1 FROM ${identifier(reference.table)} AS target WHERE ${pairs.join(' AND ')})`,
  );
  const name = `reference.${reference.columns.join('+')}.${reference.table}`;
  return derived(name, Number(row?.failed ?? 0), `rows: ${reference.columns.join(', ')} is not in ${reference.table}`);
}

/**
 * Runs a check file of `sql/`. It names the rows under test as `{{ new_rows() }}`, so that the same question can be
 * asked of any table of the contract's columns, and returns one row `(failed, details)`.
 */
async function checkDeclared(session: Session, check: AssetCheck, options: CheckTableOptions): Promise<CheckResult> {
  const text = await readFile(join(projectRoot, 'sql', check.sql), 'utf8');
  const sql = renderSql(text.replaceAll(/\{\{\s*new_rows\(\)\s*\}\}/g, identifier(options.table)), options.dialect);
  const rows = await session.query<{ failed: unknown; details: unknown }>(
    sql,
    boundParameters(sql, options.parameters),
  );
  const [row] = rows;
  if (row === undefined || rows.length > 1 || row.failed === null || row.failed === undefined) {
    throw new InvariantError(`Check ${check.name} must return one row (failed, details)`, {
      fields: { file: check.sql, rows: rows.length },
    });
  }
  const failed = Number(row.failed);
  return Object.freeze({
    name: check.name,
    severity: check.severity,
    blocking: check.blocking,
    passed: failed === 0,
    failed,
    details: String(row.details ?? ''),
  });
}

function derived(name: string, failed: number, subject: string): CheckResult {
  const details = failed === 0 ? '' : `${failed} ${subject}`;
  return Object.freeze({ name, severity: 'error', blocking: true, passed: failed === 0, failed, details });
}

async function sequentially<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (const item of items) results.push(await work(item));
  return results;
}
