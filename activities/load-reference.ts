import { defineTable, type TableContract } from '../schemas/contract/table-contract.ts';
import { ContractBreachError } from '../schemas/errors.ts';
import {
  type ReferenceData,
  type ReferenceRow,
  type ReferenceSet,
  readReference,
  referenceSets,
} from '../schemas/reference/index.ts';
import type { Dialect } from '../warehouse/dialect.ts';
import { identifier } from '../warehouse/identifier.ts';
import { insertRows } from '../warehouse/insert-rows.ts';
import { createTable } from '../warehouse/migrations/align-table.ts';
import { columnType, contractTable } from '../warehouse/migrations/contract-table.ts';
import type { Session, Warehouse } from '../warehouse/warehouse.ts';

export interface LoadedReference {
  readonly table: string;
  readonly version: number;
  readonly rows: number;
  /** False when the table already held these rows under this version. */
  readonly changed: boolean;
}

/** What each reference table holds: lineage for the codebook, and the reason a second load does nothing. */
export const dataSetContract = defineTable({
  table: 'reference.data_set',
  title: 'Reference sets',
  grain: 'A reference table.',
  columns: [
    { name: 'table_name', type: 'text', meaning: 'The table.' },
    { name: 'version', type: 'integer', meaning: 'Version of its rows.', min: 1 },
    { name: 'content_hash', type: 'text', meaning: 'SHA-256 of the file.' },
    { name: 'shape', type: 'text', meaning: 'Its columns and their types.' },
    { name: 'row_count', type: 'integer', meaning: 'Rows loaded.', min: 0 },
    { name: 'source', type: 'text', meaning: 'Where the rows come from.' },
    { name: 'licence', type: 'text', meaning: 'Under what terms.' },
    { name: 'assumed', type: 'text', nullable: true, meaning: 'What of it is a reconstruction.' },
  ],
  primaryKey: ['table_name'],
  references: [],
  owners: ['HUB'],
});

/**
 * Brings every `reference.*` table to the files under `schemas/reference/`, in one transaction. A table whose file and
 * version have not changed is left alone.
 * @param folder where the files are
 * @throws ContractBreachError when a file breaks its contract or refers to a row that is not there; nothing changes.
 */
export async function loadReference(warehouse: Warehouse, folder?: string): Promise<readonly LoadedReference[]> {
  const sets = [...referenceSets.values()];
  const data = new Map<string, ReferenceData>();
  for (const set of sets) data.set(set.contract.table, await readReference(set, folder));
  for (const set of sets) requireReferences(set, data);

  const fresh = await prepareTables(warehouse, sets, data);
  await warehouse.transaction(async (session) => {
    for (const set of fresh) await replaceRows(session, warehouse.dialect, set, data.get(set.contract.table)!);
  });
  return Object.freeze(
    sets.map((set) =>
      Object.freeze({
        table: set.contract.table,
        version: set.version,
        rows: data.get(set.contract.table)!.rows.length,
        changed: fresh.includes(set),
      }),
    ),
  );
}

/** Makes the tables that are missing or have other columns than their contracts, and returns the sets to load. */
async function prepareTables(
  warehouse: Warehouse,
  sets: readonly ReferenceSet[],
  data: ReadonlyMap<string, ReferenceData>,
): Promise<readonly ReferenceSet[]> {
  const live = await warehouse.tableColumns('reference');
  if (!live.has('data_set')) await createTable(warehouse, contractTable(dataSetContract));
  const loaded = new Map(
    (
      await warehouse.query<{ table_name: string; version: number; content_hash: string; shape: string }>(
        'SELECT table_name, version, content_hash, shape FROM reference.data_set',
      )
    ).map((row) => [row.table_name, row]),
  );
  const fresh: ReferenceSet[] = [];
  for (const set of sets) {
    const { table } = set.contract;
    const known = loaded.get(table);
    const sameShape = known?.shape === shapeOf(set.contract);
    if (sameShape && known.version === set.version && known.content_hash === data.get(table)!.contentHash) continue;
    // Nothing is lost with the old table: its rows are in the project's files.
    if (!sameShape) await warehouse.execute(`DROP TABLE IF EXISTS ${identifier(table)}`);
    if (!sameShape || !live.has(table.replace('reference.', '')))
      await createTable(warehouse, contractTable(set.contract));
    fresh.push(set);
  }
  return fresh;
}

function shapeOf(contract: TableContract): string {
  return contract.columns
    .map((column) =>
      column.type === 'decimal'
        ? `${column.name} decimal(${column.precision}, ${column.scale})`
        : `${column.name} ${column.type}`,
    )
    .join(', ');
}

async function replaceRows(
  session: Session,
  dialect: Dialect,
  set: ReferenceSet,
  { rows, contentHash }: ReferenceData,
): Promise<void> {
  const { table } = set.contract;
  await session.execute(`DELETE FROM ${identifier(table)}`);
  await insertReference(session, dialect, set.contract, rows);
  await session.execute('DELETE FROM reference.data_set WHERE table_name = $table_name', { table_name: table });
  await insertReference(session, dialect, dataSetContract, [
    {
      table_name: table,
      version: String(set.version),
      content_hash: contentHash,
      shape: shapeOf(set.contract),
      row_count: String(rows.length),
      source: set.source,
      licence: set.licence,
      assumed: set.assumed ?? null,
    },
  ]);
}

function insertReference(
  session: Session,
  dialect: Dialect,
  { table, columns }: TableContract,
  rows: readonly ReferenceRow[],
): Promise<void> {
  return insertRows(
    session,
    dialect,
    table,
    columns.map((column) => ({ name: column.name, type: columnType(column) })),
    rows.map((row) => columns.map(({ name }) => row[name] ?? null)),
  );
}

function requireReferences(set: ReferenceSet, data: ReadonlyMap<string, ReferenceData>): void {
  for (const { columns, table, tableColumns } of set.contract.references) {
    const target = data.get(table);
    const known = new Set(target?.rows.map((row) => keyOf(row, tableColumns)));
    const lost = data
      .get(set.contract.table)!
      .rows.filter((row) => columns.every((name) => row[name] !== null) && !known.has(keyOf(row, columns)));
    if (lost.length > 0) {
      throw new ContractBreachError(`${set.contract.table} refers to rows of ${table} that are not there`, {
        hint: `Add the missing rows to schemas/reference/${table.replace('reference.', '')}.csv.`,
        fields: { columns, rows: lost.length },
      });
    }
  }
}

function keyOf(row: ReferenceRow, columns: readonly string[]): string {
  return JSON.stringify(columns.map((name) => row[name]));
}
