import type { ExtractContract } from '../../schemas/contract/extract-contract.ts';
import { InvariantError } from '../../schemas/errors.ts';
import { readSql } from '../../warehouse/sql-file.ts';
import type { Warehouse } from '../../warehouse/warehouse.ts';
import type { StoredColumn } from '../validation/compile-contract.ts';
import { loadTables } from './load-tables.ts';

/**
 * Creates the schemas, tables and views that loads need, and adds the columns that a newer contract has. Safe to call
 * at every start.
 * @throws InvariantError when a column changed its type, which no load can bridge
 */
export async function migrateStaging(warehouse: Warehouse, contracts: Iterable<ExtractContract>): Promise<void> {
  for (const schema of ['hub', 'staging', 'quarantine'])
    await warehouse.execute(`CREATE SCHEMA IF NOT EXISTS ${schema}`);
  for (const file of ['hub/load.sql', 'hub/quarantine_record.sql', 'hub/current_load.sql']) {
    await warehouse.execute(await readSql(file, warehouse.dialect));
  }
  for (const contract of contracts) {
    const tables = loadTables(contract);
    if (tables.vault !== undefined) await migrateTable(warehouse, tables.vault, tables.vaultColumns);
    await migrateTable(warehouse, tables.staging, tables.stagingColumns);
    await warehouse.execute(`
CREATE OR REPLACE VIEW ${tables.currentView} AS
SELECT staged.*, load.period AS load_period, load.submitter AS load_submitter
FROM ${tables.staging} AS staged
INNER JOIN hub.load AS load ON load.load_id = staged.load_id
WHERE load.state = 'current' AND load.extract = '${contract.key}'`);
  }
}

async function migrateTable(warehouse: Warehouse, table: string, columns: readonly StoredColumn[]): Promise<void> {
  const keys = ['load_id BIGINT NOT NULL', 'line_no BIGINT NOT NULL'];
  const definitions = columns.map((column) => `${column.name} ${column.type}`);
  await warehouse.execute(`CREATE TABLE IF NOT EXISTS ${table} (${[...keys, ...definitions].join(', ')})`);
  const present = new Map(
    (await warehouse.query<{ column_name: string; data_type: string }>(columnsQuery(warehouse, table))).map((row) => [
      String(row.column_name).toLowerCase(),
      String(row.data_type),
    ]),
  );
  for (const column of columns) {
    const type = present.get(column.name);
    if (type === undefined) await warehouse.execute(`ALTER TABLE ${table} ADD COLUMN ${column.name} ${column.type}`);
    else if (warehouse.engine === 'duckdb' && type.replaceAll(' ', '') !== column.type.replaceAll(' ', '')) {
      throw new InvariantError(`${table}.${column.name} is ${type} but its contract now says ${column.type}`, {
        hint: 'Give the changed column a new name in the contract.',
      });
    }
  }
}

/** The vault is a database of its own on DuckDB, a schema on Snowflake. */
function columnsQuery(warehouse: Warehouse, table: string): string {
  const [schema, name] = table.split('.');
  const place =
    warehouse.engine === 'duckdb' && schema === 'vault'
      ? "table_catalog = 'vault'"
      : `lower(table_schema) = '${schema}' AND table_catalog = current_database()`;
  return `SELECT column_name, data_type FROM information_schema.columns WHERE ${place} AND lower(table_name) = '${name}'`;
}
