import type { Dialect } from '../warehouse/dialect.ts';
import { identifier } from '../warehouse/identifier.ts';
import type { Session } from '../warehouse/warehouse.ts';

const ROWS_A_STATEMENT = 50_000;

export type NumberColumnType = 'INTEGER' | 'BIGINT' | 'DOUBLE';
export type NumberColumns = Readonly<Record<string, NumberColumnType>>;

/** Creates a temporary table of numbers computed in process. */
export async function writeNumbers(
  session: Session,
  dialect: Dialect,
  table: string,
  columns: NumberColumns,
  rows: Iterable<readonly (number | null)[]>,
): Promise<void> {
  const declared = Object.entries(columns).map(([name, type]) => `${identifier(name)} ${type}`);
  await session.execute(`CREATE OR REPLACE TEMPORARY TABLE ${identifier(table)} (${declared.join(', ')})`);
  await addNumbers(session, dialect, table, columns, rows);
}

/**
 * Adds rows of numbers computed in process. They travel as one bound text of numbers per statement, which both engines
 * split: no statement grows with the data, and no driver's own bulk loader is needed.
 * @param columns of the rows; the table's others stay null
 */
export async function addNumbers(
  session: Session,
  dialect: Dialect,
  table: string,
  columns: NumberColumns,
  rows: Iterable<readonly (number | null)[]>,
): Promise<void> {
  const names = Object.keys(columns).map(identifier);
  const parts = names.map(
    (name, index) => `CAST(NULLIF(split_part(value, ' ', ${index + 1}), '') AS ${columns[name]}) AS ${name}`,
  );
  const insert = `INSERT INTO ${identifier(table)} (${names.join(', ')}) SELECT ${parts.join(', ')} FROM ${dialect.functions.split_rows('$rows', "','")}`;
  let texts: string[] = [];
  const flush = async () => {
    if (texts.length > 0) await session.execute(insert, { rows: texts.join(',') });
    texts = [];
  };
  for (const row of rows) {
    texts.push(row.map((value) => (value === null ? '' : String(value))).join(' '));
    if (texts.length === ROWS_A_STATEMENT) await flush();
  }
  await flush();
}
