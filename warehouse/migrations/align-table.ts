import { identifier } from '../identifier.ts';
import type { TableColumn, Warehouse } from '../warehouse.ts';
import { createTable as createTableSql } from './migrate-warehouse.ts';
import { schemaOf, type TableObject } from './warehouse-object.ts';

/** Makes a table where it does not exist; on DuckDB with its schema. */
export async function createTable(warehouse: Warehouse, table: TableObject): Promise<void> {
  // Whoever builds may make tables in Snowflake and no schemas, and is refused even where the schema is there.
  if (warehouse.engine === 'duckdb') await warehouse.execute(`CREATE SCHEMA IF NOT EXISTS ${schemaOf(table.name)}`);
  await warehouse.execute(createTableSql(table, warehouse.engine));
}

/**
 * What a live table lacks of its contract, made up for without losing a value: a column whose type changed waits under
 * another name until the new rows are in.
 */
export interface ColumnChange {
  /** Drops what the contract no longer has. Call once the new rows are committed. */
  keep(): Promise<void>;
  /** Puts the old columns back. Call when the new rows were refused. */
  undo(): Promise<void>;
}

/** Makes a table, or gives a live one the columns it should have; outside any transaction, since engines commit at DDL. */
export async function alignTable(warehouse: Warehouse, table: TableObject): Promise<ColumnChange> {
  const live = await liveColumns(warehouse, table.name);
  if (live === undefined) {
    await createTable(warehouse, table);
    return UNCHANGED;
  }
  const types = new Map(live.map(({ name, type }) => [name, type]));
  const wanted = new Map(table.columns.map(({ name, type }) => [name, warehouse.dialect.typeName(type)]));
  const retyped = live
    .filter(({ name, type }) => wanted.has(name) && wanted.get(name) !== type)
    .map(({ name }) => name);
  const added = table.columns.filter(({ name }) => !types.has(name) || retyped.includes(name));
  const dropped = [...live.map(({ name }) => name).filter((name) => !wanted.has(name)), ...retyped.map(waiting)];
  const name = identifier(table.name);
  const alter = (change: string) => warehouse.execute(`ALTER TABLE ${name} ${change}`);
  for (const column of retyped) await alter(`RENAME COLUMN ${identifier(column)} TO ${identifier(waiting(column))}`);
  for (const column of added) await alter(`ADD COLUMN ${identifier(column.name)} ${column.type}`);
  return Object.freeze({
    async keep() {
      for (const column of dropped) await alter(`DROP COLUMN ${identifier(column)}`);
    },
    async undo() {
      for (const column of added) await alter(`DROP COLUMN ${identifier(column.name)}`);
      for (const column of retyped)
        await alter(`RENAME COLUMN ${identifier(waiting(column))} TO ${identifier(column)}`);
    },
  });
}

const UNCHANGED: ColumnChange = Object.freeze({ keep: async () => undefined, undo: async () => undefined });

async function liveColumns(warehouse: Warehouse, table: string): Promise<readonly TableColumn[] | undefined> {
  const columns = await warehouse.tableColumns(schemaOf(table));
  return columns.get(table.split('.')[1] ?? '');
}

function waiting(name: string): string {
  return `${name}__before`;
}
