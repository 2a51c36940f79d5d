import { basename, resolve } from 'node:path';
import { InvariantError, UsageError } from '../../schemas/errors.ts';
import { identifier, textLiteral } from '../identifier.ts';
import type { Session } from '../warehouse.ts';
import { WarehouseError } from '../warehouse-error.ts';
import { WAREHOUSE_SCHEMAS, type WarehouseSchema } from '../warehouse-schemas.ts';
import { loadedFiles } from './load-history.ts';
import { isOutcomeUnknown } from './statement-error.ts';
import type { SnowflakeDatabases } from './statement-text.ts';

export interface BulkLoadOptions {
  readonly loadKey: string;
  /** Whether nothing was ever loaded under the key, so that the history need not be asked. @default false */
  readonly isNew?: boolean;
}

/** What was asked of tables before, in one process: which have the columns of a load. */
export type CheckedColumns = Set<string>;

/** The internal stage that every bulk load passes through, each under a path of its own. */
export const STAGE = 'hub.load_stage';

/** Where on it. */
export const STAGED = `@${STAGE}/bulk/`;

/** As many as COPY INTO takes by name. */
const FILES_AT_MOST = 1_000;
const LOAD_KEY = /^[A-Za-z0-9_-]{1,120}$/;
const FILE_NAME = /^[A-Za-z0-9_.-]{1,120}$/;
/** What PUT would take for a pattern, or would read differently within its quotes. */
const HOSTILE_PATH = /['"*?\\\n\r]/;

/** What COPY INTO answers for a file. */
interface CopiedFile {
  readonly [column: string]: unknown;
  readonly file?: string;
  readonly status?: string;
  readonly rows_parsed?: number;
  readonly rows_loaded?: number;
}

/** What PUT answers for a file. */
interface StagedFile {
  readonly [column: string]: unknown;
  readonly status?: string | null;
}

/**
 * Where on the stage the files of a load lie.
 * @throws UsageError when the key cannot stand in a path
 */
export function stagedUnder(loadKey: string): string {
  if (!LOAD_KEY.test(loadKey)) throw new UsageError('A load key holds letters, digits, hyphens and underscores only');
  // REMOVE takes a path for the beginning of names: the last slash keeps it off keys that begin with this one.
  return `${STAGED}${loadKey}/`;
}

/**
 * Adds the rows of Parquet files to a table: PUT to the stage, and COPY INTO, which removes what it took. The table's
 * load history says whether files came in under the key before: then nothing is added, and they are counted as they
 * were. It reaches back 13 days, and ends with the table.
 * @param checked tables whose columns need not be asked for again
 * @param sessions each statement runs on one of its own: what must be known before the copy is asked while files upload
 * @returns rows loaded
 * @throws UsageError when a file's name or path cannot stand in a statement
 * @throws InvariantError when other files came in under the key before
 * @throws WarehouseError when a file cannot be staged, or one of the rows cannot be loaded; then none is
 */
export async function bulkLoad(
  sessions: Session,
  databases: SnowflakeDatabases,
  table: string,
  columns: readonly string[],
  files: readonly string[],
  { loadKey, isNew = false }: BulkLoadOptions,
  checked: CheckedColumns = new Set(),
): Promise<number> {
  const source = stagedUnder(loadKey);
  if (files.length === 0) return 0;
  const names = fileNames(files);
  const [before] = await allSettled(
    isNew ? undefined : rowsLoadedBefore(sessions, databases, table, source, names),
    refuseUnknownColumns(sessions, table, columns, checked),
    stageAll(sessions, files, source),
  );
  if (before === undefined) return copy(sessions, table, source, names);
  await sessions.execute(`REMOVE ${source}`);
  return before;
}

/** All results; when one fails, only after the others have settled, so that nothing is still put once it is told. */
async function allSettled<T extends readonly unknown[]>(...work: T): Promise<{ [K in keyof T]: Awaited<T[K]> }> {
  const settled = await Promise.allSettled(work);
  for (const outcome of settled) if (outcome.status === 'rejected') throw outcome.reason;
  return settled.map((outcome) => (outcome as PromiseFulfilledResult<unknown>).value) as {
    [K in keyof T]: Awaited<T[K]>;
  };
}

async function stageAll(sessions: Session, files: readonly string[], source: string): Promise<void> {
  for (const file of files) await stage(sessions, file, source);
}

/**
 * Whether what a failed load has staged is removed. Where it is unknown whether the copy was made, as after a lost
 * connection, it stays for the repetition: Snowflake encrypts each upload anew, and would take a file that is put a
 * second time for another one, while the first copy may be under way.
 */
export function isStagedForNothing(error: unknown): boolean {
  if (error instanceof UsageError || error instanceof InvariantError) return false;
  return !(error instanceof CopyUnderWayError) && !isOutcomeUnknown(error);
}

/** Thrown when COPY INTO passed over files, since another attempt under the same key is at them, or was faster. */
class CopyUnderWayError extends WarehouseError {}

function fileNames(files: readonly string[]): readonly string[] {
  if (files.length > FILES_AT_MOST) {
    throw new UsageError(`A bulk load takes at most ${FILES_AT_MOST} files, and was given ${files.length}`);
  }
  const names = files.map((file) => basename(file));
  if (new Set(names).size !== names.length) throw new UsageError('Two files of a bulk load have the same name');
  if (!names.every((name) => FILE_NAME.test(name))) {
    throw new UsageError('The name of a file to load holds letters, digits, dots, hyphens and underscores only');
  }
  if (files.some((file) => HOSTILE_PATH.test(resolve(file)))) {
    throw new UsageError('The path of a file to load holds quotes, patterns or line ends');
  }
  return names;
}

/** Of a load under the same key that was made already. */
async function rowsLoadedBefore(
  session: Session,
  databases: SnowflakeDatabases,
  table: string,
  source: string,
  names: readonly string[],
): Promise<number | undefined> {
  const schema = identifier(table).split('.')[0] as WarehouseSchema;
  const folder = source.slice(source.indexOf('/') + 1);
  const before = await loadedFiles(session, `${databases[WAREHOUSE_SCHEMAS[schema]]}.${table}`, folder);
  if (before.size === 0) return undefined;
  if (before.size !== names.length || !names.every((name) => before.has(name))) {
    throw new InvariantError(`Other files were loaded into ${table} under the same key before`);
  }
  return sum(before.values());
}

/** COPY INTO passes over columns of a file that the table lacks, without a word. */
async function refuseUnknownColumns(
  session: Session,
  table: string,
  columns: readonly string[],
  checked: CheckedColumns,
): Promise<void> {
  const names = columns.map((name) => identifier(name)).join(', ');
  const key = `${table} ${names}`;
  if (checked.has(key)) return;
  await session.query(`SELECT ${names} FROM ${table} WHERE FALSE`);
  checked.add(key);
}

async function stage(session: Session, file: string, source: string): Promise<void> {
  // Parquet is compressed already. Nothing is overwritten, so that a repetition finds what the first attempt put.
  const staged = await session.query<StagedFile>(
    `PUT ${textLiteral(`file://${resolve(file)}`)} ${source} AUTO_COMPRESS = FALSE OVERWRITE = FALSE`,
  );
  // The driver calls some uploads done that were broken off, and then names no status.
  if (staged.length === 0 || !staged.every(({ status }) => status === 'UPLOADED' || status === 'SKIPPED')) {
    throw new WarehouseError(`The file ${basename(file)} could not be staged`, { retryable: true, cause: undefined });
  }
}

async function copy(session: Session, table: string, source: string, names: readonly string[]): Promise<number> {
  const copied = await session.query<CopiedFile>(
    `COPY INTO ${table}
     FROM ${source}
     FILES = (${names.map(textLiteral).join(', ')})
     FILE_FORMAT = (TYPE = PARQUET USE_LOGICAL_TYPE = TRUE NULL_IF = ())
     MATCH_BY_COLUMN_NAME = CASE_INSENSITIVE
     ON_ERROR = ABORT_STATEMENT
     PURGE = TRUE`,
  );
  const loaded = copied.filter(
    ({ status, rows_parsed, rows_loaded }) => status === 'LOADED' && rows_parsed === rows_loaded,
  );
  if (loaded.length !== names.length) {
    const sentence = `Snowflake loaded ${loaded.length} of ${names.length} files into ${table}`;
    throw new CopyUnderWayError(sentence, { retryable: true, cause: undefined });
  }
  return sum(loaded.map(({ rows_loaded }) => Number(rows_loaded)));
}

function sum(counts: Iterable<number>): number {
  return [...counts].reduce((total, count) => total + count, 0);
}
