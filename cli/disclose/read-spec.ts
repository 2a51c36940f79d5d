import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { type CompiledSpec, compileSpecified, type ReadTable } from '../../disclosure/specified/compile-specified.ts';
import { readHierarchy } from '../../disclosure/specified/hierarchy.ts';
import {
  type SpecifiedTable,
  type SuppressionSpec,
  suppressionSpecSchema,
} from '../../schemas/disclosure/suppression-spec.ts';
import { ContractBreachError, UsageError } from '../../schemas/errors.ts';
import { openDuckDb } from '../../warehouse/duckdb/duckdb-warehouse.ts';
import { textLiteral } from '../../warehouse/identifier.ts';
import type { Row, Warehouse } from '../../warehouse/warehouse.ts';

export interface ReadSpec {
  readonly spec: SuppressionSpec;
  readonly tables: readonly ReadTable[];
  readonly compiled: CompiledSpec;
}

/**
 * Reads a specification with all it names, and compiles it to one system of cells.
 * @throws UsageError when the specification is wrong, ContractBreachError when its data are
 */
export async function readSpec(path: string): Promise<ReadSpec> {
  const spec = parseSpec(path, await readText(path));
  const folder = dirname(resolve(path));
  const duckdb = await openDuckDb({ path: ':memory:' });
  try {
    const tables: ReadTable[] = [];
    for (const table of spec.tables) tables.push(await readTable(duckdb, folder, table));
    return { spec, tables, compiled: compileSpecified(spec, tables) };
  } finally {
    await duckdb.close();
  }
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch {
    throw new UsageError(`${path} cannot be read`, {
      hint: 'Name a specification: docs/disclose-command.md says how.',
    });
  }
}

function parseSpec(path: string, text: string): SuppressionSpec {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new UsageError(`${path} is no JSON`);
  }
  const parsed = suppressionSpecSchema.safeParse(json);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new UsageError(`${path} is no specification: ${issue!.path.join('.') || 'the whole'}: ${issue!.message}`, {
    hint: 'docs/disclose-command.md says what belongs in it.',
  });
}

async function readTable(duckdb: Warehouse, folder: string, table: SpecifiedTable): Promise<ReadTable> {
  const hierarchies = [];
  for (const { column, hierarchy } of table.dimensions) {
    const pairs = await readRows(duckdb, resolve(folder, hierarchy), ['parent', 'child']);
    hierarchies.push(
      readHierarchy(
        `${table.name}.${column}`,
        pairs.map(({ parent, child }) => ({ parent: String(parent), child: String(child) })),
      ),
    );
  }
  const columns = table.dimensions.map(({ column }) => column);
  const optional = [table.value, table.cost, table.released].filter((column) => column !== undefined);
  const rows = await readRows(duckdb, resolve(folder, table.file), [
    ...columns,
    table.count,
    ...optional,
    ...(table.largest ?? []),
  ]);
  return {
    hierarchies,
    rows: rows.map((row) => ({
      codes: columns.map((column) => String(row[column])),
      count: numberIn(table.name, row, table.count),
      value: table.value === undefined ? 0 : numberIn(table.name, row, table.value),
      largest: (table.largest ?? []).map((column) => numberIn(table.name, row, column)),
      cost: table.cost === undefined ? undefined : numberIn(table.name, row, table.cost),
      isPublic: table.released !== undefined && row[table.released] === 'ok',
    })),
  };
}

function numberIn(table: string, row: Row, column: string): number {
  const text = row[column];
  if (text === null || text === undefined || text === '') return 0;
  const value = Number(text);
  if (Number.isFinite(value)) return value;
  throw new ContractBreachError(`${table}: ${column} holds something that is not a number`);
}

/** Rows of a CSV or Parquet file, every value as text. */
export async function readRows(duckdb: Warehouse, path: string, columns: readonly string[]): Promise<Row[]> {
  const source = path.endsWith('.parquet')
    ? `read_parquet(${textLiteral(path)})`
    : `read_csv(${textLiteral(path)}, header = true, all_varchar = true)`;
  let rows: Row[];
  try {
    rows = await duckdb.query(`SELECT CAST(COLUMNS(*) AS VARCHAR) FROM ${source}`);
  } catch (cause) {
    throw new ContractBreachError(`${path} cannot be read as a table`, {
      hint: 'It must be a CSV file with a header, or a Parquet file, whose name ends in .parquet.',
      cause,
    });
  }
  const missing = rows.length === 0 ? [] : columns.filter((column) => !(column in rows[0]!));
  if (missing.length > 0) throw new ContractBreachError(`${path} has no column ${missing.join(', ')}`);
  return rows;
}
