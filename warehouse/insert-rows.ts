import { InvariantError } from '../schemas/errors.ts';
import type { Dialect } from './dialect.ts';
import { identifier, identifierList } from './identifier.ts';
import type { Session } from './warehouse.ts';

export interface InsertColumn {
  readonly name: string;
  /** SQL type the text of a value is cast to. */
  readonly type: string;
}

type Value = string | number | boolean | null;

/** ASCII's own unit and record separators: text of the hub's tables never holds a control character. */
const UNIT = '\u001f';
const RECORD = '\u001e';
const ROWS_A_STATEMENT = 10_000;

/**
 * Inserts rows made in process. They travel as one bound text a statement, which both engines split: the statement does
 * not grow with the data, and no driver's own bulk loader is needed. An empty text becomes null.
 * @throws InvariantError when a value holds one of the separators
 */
export async function insertRows(
  session: Session,
  dialect: Dialect,
  table: string,
  columns: readonly InsertColumn[],
  rows: Iterable<readonly Value[]>,
): Promise<void> {
  const parts = columns.map(
    ({ type }, index) => `CAST(NULLIF(SPLIT_PART(value, CHR(31), ${index + 1}), '') AS ${type})`,
  );
  const names = identifierList(columns.map(({ name }) => name));
  const insert = `INSERT INTO ${identifier(table)} (${names})
    SELECT ${parts.join(', ')} FROM ${dialect.functions.split_rows('$rows', 'CHR(30)')}`;
  let texts: string[] = [];
  const flush = async () => {
    if (texts.length > 0) await session.execute(insert, { rows: texts.join(RECORD) });
    texts = [];
  };
  for (const row of rows) {
    texts.push(row.map((value) => textOf(value, table)).join(UNIT));
    if (texts.length === ROWS_A_STATEMENT) await flush();
  }
  await flush();
}

function textOf(value: Value, table: string): string {
  if (value === null) return '';
  const text = String(value);
  if (text.includes(UNIT) || text.includes(RECORD)) {
    throw new InvariantError(`A value for ${table} holds a separator`, {
      hint: 'Look for control characters in its source.',
    });
  }
  return text;
}
