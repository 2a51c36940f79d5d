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
 * Gives a live table the columns of its successor, so that rows can be swapped without DDL. A column whose type
 * changed loses its old values, which the swap that follows would replace anyway.
 */
export async function alignColumns(
  session: Session,
  contract: TableContract,
  names: { readonly live: string; readonly next: string },
): Promise<void> {
  const live = await columnsOf(session, names.live);
  const next = await columnsOf(session, names.next);
  for (const [name, type] of live) {
    if (next.get(name) !== type) {
      await session.execute(`ALTER TABLE ${identifier(names.live)} DROP COLUMN ${identifier(name)}`);
    }
  }
  for (const column of contract.columns) {
    if (live.get(column.name) !== next.get(column.name)) {
      const definition = `${identifier(column.name)} ${columnType(column)}`;
      await session.execute(`ALTER TABLE ${identifier(names.live)} ADD COLUMN ${definition}`);
    }
  }
}

/** Column name → type as the engine describes it; the same engine describes equal types equally. */
async function columnsOf(session: Session, table: string): Promise<Map<string, string>> {
  const [schema = '', name = ''] = table.split('.');
  const rows = await session.query<{ name: string; type: string }>(
    `SELECT LOWER(column_name) AS name,
      data_type || ':' || COALESCE(CAST(numeric_precision AS TEXT), '') || ':'
        || COALESCE(CAST(numeric_scale AS TEXT), '') AS type
    FROM information_schema.columns
    WHERE LOWER(table_schema) = $schema_name AND LOWER(table_name) = $table_name`,
    { schema_name: schema, table_name: name },
  );
  return new Map(rows.map((row) => [row.name, row.type]));
}

export function columnType(column: TableColumnType): string {
  return column.type === 'decimal' ? `DECIMAL(${column.precision}, ${column.scale})` : column.type.toUpperCase();
}
