import type { TableColumnType, TableContract } from '../schemas/contract/table-contract.ts';
import { identifier } from '../warehouse/identifier.ts';
import type { Session } from '../warehouse/warehouse.ts';

/** Makes the table of a contract, under its own name or another, where it does not exist. */
export async function createTable(session: Session, contract: TableContract, table = contract.table): Promise<void> {
  const [schema = ''] = table.split('.');
  await session.execute(`CREATE SCHEMA IF NOT EXISTS ${identifier(schema)}`);
  const columns = contract.columns.map((column) => `${identifier(column.name)} ${columnType(column)}`);
  await session.execute(`CREATE TABLE IF NOT EXISTS ${identifier(table)} (${columns.join(', ')})`);
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

/** Gives a live table the columns of its contract, outside any transaction, since engines commit at DDL. */
export async function alignColumns(session: Session, contract: TableContract): Promise<ColumnChange> {
  const table = identifier(contract.table);
  const shape = `${contract.table}__shape`;
  await session.execute(`DROP TABLE IF EXISTS ${identifier(shape)}`);
  await createTable(session, contract, shape);
  const wanted = await columnsOf(session, shape);
  await session.execute(`DROP TABLE ${identifier(shape)}`);
  const live = await columnsOf(session, contract.table);
  const retyped = [...live]
    .filter(([name, type]) => wanted.has(name) && wanted.get(name) !== type)
    .map(([name]) => name);
  const added = contract.columns.filter(({ name }) => !live.has(name) || retyped.includes(name));
  const dropped = [...[...live.keys()].filter((name) => !wanted.has(name)), ...retyped.map(waiting)];
  for (const name of retyped) {
    await session.execute(`ALTER TABLE ${table} RENAME COLUMN ${identifier(name)} TO ${identifier(waiting(name))}`);
  }
  for (const column of added) {
    await session.execute(`ALTER TABLE ${table} ADD COLUMN ${identifier(column.name)} ${columnType(column)}`);
  }
  return Object.freeze({
    async keep() {
      for (const name of dropped) await session.execute(`ALTER TABLE ${table} DROP COLUMN ${identifier(name)}`);
    },
    async undo() {
      for (const { name } of added) await session.execute(`ALTER TABLE ${table} DROP COLUMN ${identifier(name)}`);
      for (const name of retyped) {
        await session.execute(`ALTER TABLE ${table} RENAME COLUMN ${identifier(waiting(name))} TO ${identifier(name)}`);
      }
    },
  });
}

function waiting(name: string): string {
  return `${name}__before`;
}

/** Column name → type as the engine describes it; the same engine describes equal types equally. */
async function columnsOf(session: Session, table: string): Promise<Map<string, string>> {
  const [schema = '', name = ''] = table.split('.');
  const rows = await session.query<{ name: string; type: string }>(
    `SELECT LOWER(column_name) AS name,
      data_type || ':' || COALESCE(CAST(numeric_precision AS TEXT), '') || ':'
        || COALESCE(CAST(numeric_scale AS TEXT), '') AS type
    FROM information_schema.columns
    WHERE LOWER(table_schema) = $schema_name AND LOWER(table_name) = $table_name
    ORDER BY ordinal_position`,
    { schema_name: schema, table_name: name },
  );
  return new Map(rows.map((row) => [row.name, row.type]));
}

export function columnType(column: TableColumnType): string {
  return column.type === 'decimal' ? `DECIMAL(${column.precision}, ${column.scale})` : column.type.toUpperCase();
}
