import { textLiteral } from '../identifier.ts';
import type { Session } from '../warehouse.ts';
import { WarehouseError } from '../warehouse-error.ts';

/** Snowflake keeps 14, and refuses a question about more. */
const DAYS = 13;

/** What the load history tells of a file. */
interface HistoryRow {
  readonly [column: string]: unknown;
  readonly file_name: string;
  readonly status: string;
  readonly row_count: number;
}

/**
 * Files that COPY INTO has loaded into a table from a folder of the stage, by name, with the number of their rows.
 * @param table with its database and schema
 * @param folder ends with a slash
 * @throws WarehouseError, worth another try, while one of them is being loaded
 */
export async function loadedFiles(
  session: Session,
  table: string,
  folder: string,
): Promise<ReadonlyMap<string, number>> {
  const [database] = table.split('.');
  const rows = await session.query<HistoryRow>(
    `SELECT file_name, status, row_count
     FROM TABLE(${database}.information_schema.copy_history(
       TABLE_NAME => ${textLiteral(table)},
       START_TIME => DATEADD(day, -${DAYS}, CURRENT_TIMESTAMP())))
     WHERE CONTAINS(file_name, $folder)`,
    { folder },
  );
  if (rows.some(({ status }) => status === 'Load in progress')) {
    throw new WarehouseError(`Another attempt is loading the same files into ${table}`, {
      retryable: true,
      cause: undefined,
    });
  }
  return new Map(
    rows
      .filter(({ status }) => status === 'Loaded')
      .map(({ file_name, row_count }) => [file_name.slice(file_name.lastIndexOf('/') + 1), row_count]),
  );
}
