import { extname } from 'node:path';
import { FileRefusedError, UsageError } from '../../schemas/errors.ts';
import type { LinkColumn, LinkModel } from '../../schemas/link-model/link-model.ts';
import type { Dialect } from '../../warehouse/dialect.ts';
import { identifier, textLiteral } from '../../warehouse/identifier.ts';
import { renderSql } from '../../warehouse/render.ts';
import type { Session } from '../../warehouse/warehouse.ts';
import type { LinkInput } from './link-input.ts';

/**
 * (source, record_id, link_truth, the model's columns): one row a record, in the order of sources and files. Its place
 * (`rowid`) is the record's number. Text is as written until `encodeRecords` has trimmed what needs it.
 */
export const INPUT_TABLE = 'link_input';
const UNSORTED_TABLE = 'link_unsorted';
/** Every column is read as text, so that a few lines tell how the file is written. */
const SNIFFED_ROWS = 2048;
const RESERVED_COLUMNS = ['source', 'record_id', 'link_truth', 'rowid'];

export interface ReadOptions {
  readonly model: LinkModel;
  readonly inputs: readonly LinkInput[];
  /** Column that identifies a record within its source. */
  readonly idColumn: string;
  /** Column that says who a record is about. */
  readonly truthColumn: string | undefined;
}

export interface ReadSource {
  readonly source: string;
  readonly records: number;
}

/**
 * Reads the files into `link_input`.
 * @throws FileRefusedError naming the file or the place in the model: a missing column, an expression that does not fit
 * the file, a repeated or missing id, a source the model does not know
 */
export async function readInputs(
  session: Session,
  dialect: Dialect,
  options: ReadOptions,
): Promise<readonly ReadSource[]> {
  const columns = Object.entries(options.model.columns);
  for (const name of RESERVED_COLUMNS) {
    if (options.model.columns[name] !== undefined) {
      throw new UsageError(`columns.${name}: the name is taken when files are linked`, {
        hint: 'Give it another name, with the column of the file as its expression.',
      });
    }
  }
  const sorted = options.inputs.every(({ source }) => source !== undefined);
  const target = sorted ? INPUT_TABLE : UNSORTED_TABLE;
  await session.execute(`
    CREATE OR REPLACE TEMPORARY TABLE ${target} (
      source VARCHAR, record_id VARCHAR, link_truth VARCHAR,
      ${columns.map(([name, { type }]) => `${identifier(name)} ${STORED[type]}`).join(', ')})`);
  // Sources lie one behind the other, so that a record's place says which one it is of.
  const inputs = sorted ? options.inputs.toSorted((a, b) => compare(a.source!, b.source!)) : options.inputs;
  for (const input of inputs) await readInput(session, dialect, options, input, target);
  const read = await checkRecords(session, options, target);
  if (!sorted) await sortBySource(session, read);
  return read;
}

/** By bytes, as the warehouse orders text. */
function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

async function sortBySource(session: Session, read: readonly ReadSource[]): Promise<void> {
  await session.execute(`CREATE OR REPLACE TEMPORARY TABLE ${INPUT_TABLE} AS SELECT * FROM ${UNSORTED_TABLE} LIMIT 0`);
  for (const { source } of read) {
    await session.execute(
      `INSERT INTO ${INPUT_TABLE} SELECT * FROM ${UNSORTED_TABLE} WHERE source = ${textLiteral(source)} ORDER BY rowid`,
    );
  }
  await session.execute(`DROP TABLE ${UNSORTED_TABLE}`);
}

const STORED: Readonly<Record<LinkColumn['type'], string>> = { text: 'VARCHAR', date: 'DATE', integer: 'BIGINT' };

async function readInput(
  session: Session,
  dialect: Dialect,
  options: ReadOptions,
  input: LinkInput,
  target: string,
): Promise<void> {
  const from = scan(input.path);
  const header = await headerOf(session, from, input.path);
  for (const [column, why] of [
    [options.idColumn, 'the record id (--id)'],
    [options.truthColumn, 'the truth (--truth)'],
    [input.source === undefined ? 'source' : undefined, 'the source of each record (or write --input NAME=FILE)'],
  ] as const) {
    if (column !== undefined && !header.includes(column)) throw missingColumn(input.path, column, why, header);
  }
  const selects: string[] = [];
  for (const [name, column] of Object.entries(options.model.columns)) {
    if (column.expression === undefined && !header.includes(name)) {
      throw missingColumn(input.path, name, `columns.${name} of the model`, header);
    }
    const expression = renderSql(column.expression ?? identifier(name), dialect);
    selects.push(standard(expression, column));
  }
  await checkExpressions(session, dialect, options.model, from, input.path);
  const text = (column: string) => `CAST("${column.replaceAll('"', '""')}" AS VARCHAR)`;
  await session.execute(`
    INSERT INTO ${target}
    SELECT
      ${input.source === undefined ? text('source') : textLiteral(input.source)},
      ${text(options.idColumn)},
      ${options.truthColumn === undefined ? 'NULL' : text(options.truthColumn)},
      ${selects.join(', ')}
    FROM ${from}`);
}

/**
 * A value that is no date or number counts as missing. Text that an expression cuts out of another often ends in a
 * space, so that it is trimmed at once; columns of the file hardly ever need it, see `encodeRecords`.
 */
function standard(sql: string, { type, expression }: LinkColumn): string {
  if (type !== 'text') return `TRY_CAST(${sql} AS ${STORED[type]})`;
  return expression === undefined ? `CAST(${sql} AS VARCHAR)` : `NULLIF(TRIM(CAST(${sql} AS VARCHAR)), '')`;
}

function scan(path: string): string {
  return extname(path).toLowerCase() === '.parquet'
    ? `read_parquet(${textLiteral(path)})`
    : `read_csv(${textLiteral(path)}, header = TRUE, all_varchar = TRUE, sample_size = ${SNIFFED_ROWS})`;
}

async function headerOf(session: Session, from: string, path: string): Promise<readonly string[]> {
  try {
    const rows = await session.query<{ column_name: string }>(`DESCRIBE SELECT * FROM ${from}`);
    return rows.map((row) => row.column_name);
  } catch (cause) {
    throw new FileRefusedError(`${path} cannot be read as ${extname(path).slice(1)}`, {
      hint: 'A CSV file needs a first line of column names and the same number of fields in every line.',
      cause,
    });
  }
}

/** All at once, and one by one only to name the one that does not fit. */
async function checkExpressions(
  session: Session,
  dialect: Dialect,
  model: LinkModel,
  from: string,
  path: string,
): Promise<void> {
  const expressions = Object.entries(model.columns).flatMap(([name, { expression }]) =>
    expression === undefined ? [] : [{ name, sql: renderSql(expression, dialect) }],
  );
  if (expressions.length === 0) return;
  try {
    await session.query(`DESCRIBE SELECT ${expressions.map(({ sql }) => sql).join(', ')} FROM ${from}`);
  } catch {
    for (const { name, sql } of expressions) await checkExpression(session, from, name, sql, path);
  }
}

async function checkExpression(
  session: Session,
  from: string,
  name: string,
  expression: string,
  path: string,
): Promise<void> {
  try {
    await session.query(`DESCRIBE SELECT ${expression} FROM ${from}`);
  } catch (cause) {
    throw new FileRefusedError(`columns.${name}.expression does not fit ${path}: ${sentence(cause)}`, {
      hint: 'An expression is SQL over the columns of the file.',
      cause,
    });
  }
}

function sentence(cause: unknown): string {
  return cause instanceof Error ? cause.message : 'it cannot be computed';
}

function missingColumn(path: string, column: string, why: string, header: readonly string[]): FileRefusedError {
  return new FileRefusedError(`${path} has no column ${column}, which is ${why}`, {
    hint: `Its columns: ${header.join(', ')}.`,
    fields: { column },
  });
}

async function checkRecords(session: Session, options: ReadOptions, table: string): Promise<readonly ReadSource[]> {
  const sources = Object.keys(options.model.sources);
  const rows = await session.query<{ source: string | null; records: number; ids: number; named: number }>(`
    SELECT source, COUNT(*) AS records, COUNT(DISTINCT record_id) AS ids, COUNT(record_id) AS named
    FROM ${table}
    GROUP BY source`);
  for (const { source, records, ids, named } of rows) {
    if (source === null || !sources.includes(source)) {
      throw new FileRefusedError(`${records} records are of a source the model does not name`, {
        hint: `The column source must hold one of: ${sources.join(', ')}.`,
      });
    }
    if (named < records) {
      throw new FileRefusedError(`${records - named} records of source ${source} have no ${options.idColumn}`);
    }
    if (ids < records) {
      throw new FileRefusedError(`${options.idColumn} names ${records - ids} records of source ${source} twice`, {
        hint: 'Every record of a source needs an id of its own.',
      });
    }
  }
  return sources.toSorted(compare).map((source) => {
    const records = rows.find((row) => row.source === source)?.records ?? 0;
    if (records === 0) throw new FileRefusedError(`There is no record of source ${source}, which the model names`);
    return { source, records };
  });
}
