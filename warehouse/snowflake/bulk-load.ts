import { basename } from 'node:path';
import { pathToFileURL } from 'node:url';
import { UsageError } from '../../schemas/errors.ts';
import { identifier, identifierList, textLiteral } from '../identifier.ts';
import type { Session } from '../warehouse.ts';
import { WarehouseError } from '../warehouse-error.ts';

export interface BulkLoadOptions {
  readonly loadKey: string;
}

/** The internal stage that every bulk load passes through, each under a path of its own. */
export const STAGE = 'hub.load_stage';

const LOAD_KEY = /^[A-Za-z0-9_-]{1,120}$/;

/** What COPY INTO answers for a file. */
interface CopiedFile {
  readonly [column: string]: unknown;
  readonly status?: string;
  readonly rows_parsed?: number;
  readonly rows_loaded?: number;
  readonly errors_seen?: number;
}

/**
 * Adds the rows of Parquet files to a table: PUT to the stage, COPY INTO, and the stage's path is removed. Snowflake
 * remembers which files a table has taken, by path and content, for 64 days: a repetition under the same key adds
 * nothing, and is counted as what it took before.
 * @returns rows loaded
 */
export async function bulkLoad(
  session: Session,
  table: string,
  columns: readonly string[],
  files: readonly string[],
  { loadKey }: BulkLoadOptions,
): Promise<number> {
  if (!LOAD_KEY.test(loadKey)) throw new UsageError('A load key holds letters, digits, hyphens and underscores only');
  if (files.length === 0) return 0;
  const path = `@${STAGE}/${loadKey}`;
  for (const file of files) {
    // Parquet is compressed already. Nothing is overwritten, so that a repetition finds what the first attempt put.
    await session.execute(`PUT ${fileLiteral(file)} ${path} AUTO_COMPRESS = FALSE OVERWRITE = FALSE`);
  }
  const before = await countRows(session, table);
  const names = identifierList(columns);
  const copied = await session.query<CopiedFile>(
    `COPY INTO ${identifier(table)} (${names})
     FROM ${path}
     FILES = (${files.map((file) => textLiteral(basename(file))).join(', ')})
     FILE_FORMAT = (TYPE = PARQUET)
     MATCH_BY_COLUMN_NAME = CASE_INSENSITIVE
     ON_ERROR = ABORT_STATEMENT`,
  );
  const rows = copied.reduce((sum, file) => sum + Number(file.rows_loaded ?? 0), 0);
  const loaded = (await countRows(session, table)) - before;
  if (loaded !== rows) {
    throw new WarehouseError(`Snowflake says it loaded ${rows} rows into ${table}, which has ${loaded} more`, {
      retryable: false,
      cause: undefined,
    });
  }
  await session.execute(`REMOVE ${path}`);
  return rows;
}

async function countRows(session: Session, table: string): Promise<number> {
  const [row] = await session.query<{ rows: number }>(`SELECT COUNT(*) AS rows FROM ${identifier(table)}`);
  return Number(row?.rows ?? 0);
}

/** A file's address as PUT takes it. */
function fileLiteral(path: string): string {
  return textLiteral(decodeURIComponent(pathToFileURL(path).href));
}
