import { randomBytes } from 'node:crypto';
import { createReadStream, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { findCryptoModule } from '../../runtime/crypto-module.ts';
import type { DataLayout } from '../../runtime/data-layout.ts';
import { openKeys } from '../../runtime/keys.ts';
import { silentReporter } from '../../runtime/reporter/silent.ts';
import { projectRoot } from '../../schemas/project-root.ts';
import { openDuckDb } from '../../warehouse/duckdb/duckdb-warehouse.ts';
import { identifier } from '../../warehouse/identifier.ts';
import type { Warehouse } from '../../warehouse/warehouse.ts';

/** Words by which a person could be known, as files may spell them: names in lower case, numbers, ids, tokens. */
export type Canaries = ReadonlySet<string>;

/** A run of letters, or of digits, or of both. What a file holds is cut into these and looked up. */
const WORD = /[\p{L}]{6,}|\d{4}-\d{2}-\d{2}|\d{2}\/\d{2}\/\d{4}|[0-9a-f]{64}|(?<![\d.])\d{9,10}(?![\d.])|[A-Z]\d{10}/gu;

/** Columns that say who somebody is. They are the vault's alone. */
const NAMING =
  /^(first_name|middle_name|last_name|sasid|lasid|student_id|unique_id|child_id|family_id|local_id|roster_id|ssn_token|birth_date)$/;

/** Opens a data folder that no process holds. */
export async function openData(layout: DataLayout): Promise<Warehouse> {
  const keys = await openKeys({ folder: layout.keys, randomBytes, mayMake: false });
  return openDuckDb({
    path: layout.warehouse,
    vault: { path: layout.vault, key: keys.vaultKey },
    cryptoModule: await findCryptoModule({ reporter: silentReporter }),
    memoryLimit: '1GB',
  });
}

/** What the vault knows of people, and the SSNs that stood in their files, without words that name places or things. */
export async function readCanaries(warehouse: Warehouse, extracts: string): Promise<Canaries> {
  const found = new Set<string>();
  const add = (value: string) => {
    for (const [word] of value.matchAll(WORD)) found.add(word.toLowerCase());
  };
  const columns = await warehouse.query<{ table_name: string; column_name: string }>(
    `SELECT table_name, column_name FROM information_schema.columns WHERE table_catalog = 'vault'`,
  );
  for (const { table_name, column_name } of columns.filter((column) => NAMING.test(column.column_name))) {
    const [name, table] = [identifier(column_name), identifier(table_name)];
    const rows = await warehouse.query<{ value: string }>(
      `SELECT DISTINCT CAST(${name} AS TEXT) AS value FROM vault.${table} WHERE ${name} IS NOT NULL`,
    );
    for (const { value } of rows) {
      add(value);
      const date = /^(\d{4})-(\d{2})-(\d{2})$/.exec(value);
      if (date !== null) add(`${date[2]}/${date[3]}/${date[1]}`);
    }
  }
  for (const file of filesBelow(join(extracts, 'dua')).filter((path) => path.includes('wage'))) {
    for (const [ssn] of readFileSync(file, 'latin1').matchAll(/(?<=^"|^S)\d{9}/gm)) found.add(ssn);
  }
  for (const file of filesBelow(join(projectRoot, 'schemas'))) {
    for (const [word] of readFileSync(file, 'utf8').matchAll(WORD)) found.delete(word.toLowerCase());
  }
  return found;
}

/** The canaries a file holds. */
export async function canariesIn(path: string, canaries: Canaries): Promise<string[]> {
  const seen = new Set<string>();
  // Twice, so that text counts whether it is kept as UTF-8 or byte by byte; pieces overlap by more than a word.
  let rest = '';
  for await (const piece of createReadStream(path, { encoding: 'latin1', highWaterMark: 1 << 22 })) {
    const text = rest + (piece as string);
    for (const part of [text, Buffer.from(text, 'latin1').toString('utf8')]) {
      for (const [word] of part.matchAll(WORD)) if (canaries.has(word.toLowerCase())) seen.add(word.toLowerCase());
    }
    rest = text.slice(-80);
  }
  return [...seen];
}

export function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

interface WarehouseColumn extends Record<string, unknown> {
  readonly schema: string;
  readonly table: string;
  readonly name: string;
  readonly type: string;
}

/** Columns outside the vault that say who somebody is by their name, or hold a canary, as `schema.table.column`. */
export async function columnsWithCanaries(warehouse: Warehouse, canaries: Canaries): Promise<string[]> {
  const columns = await warehouse.query<WarehouseColumn>(
    `SELECT table_schema AS "schema", table_name AS "table", column_name AS name, data_type AS type
     FROM information_schema.columns
     WHERE table_catalog <> 'vault' AND table_schema NOT IN ('information_schema', 'pg_catalog')`,
  );
  const holding: string[] = [];
  for (const column of columns) {
    const { schema, table, name, type } = column;
    // Dates are told by their columns alone: a term may begin on somebody's birthday.
    const holds = NAMING.test(name) || (type === 'VARCHAR' && (await holdsCanary(warehouse, column, canaries)));
    if (holds) holding.push(`${schema}.${table}.${name}`);
  }
  return holding;
}

async function holdsCanary(
  warehouse: Warehouse,
  { schema, table, name }: WarehouseColumn,
  canaries: Canaries,
): Promise<boolean> {
  const values = await warehouse.query<{ value: string }>(
    `SELECT DISTINCT ${identifier(name)} AS value FROM ${identifier(schema)}.${identifier(table)}
     WHERE ${identifier(name)} IS NOT NULL`,
  );
  return values.some(({ value }) => [...value.matchAll(WORD)].some(([word]) => canaries.has(word.toLowerCase())));
}

/** Where a file lies below the folder, for messages. */
export function below(folder: string, path: string): string {
  return relative(folder, path);
}
