import { DuckDBInstance } from '@duckdb/node-api';
import type { PublicColumn } from '../../schemas/releases/columns.ts';
import { identifier, identifierList, textLiteral } from '../../warehouse/identifier.ts';
import type { Row } from '../../warehouse/warehouse.ts';

export interface TableFiles {
  readonly parquetPath: string;
  readonly csvPath: string;
}

export interface TableFileContent {
  readonly columns: readonly PublicColumn[];
  readonly rows: AsyncIterable<Row> | Iterable<Row>;
  /** SQL of the columns that the files hold. @default every column as it is */
  readonly selection?: string;
  /** Key and text pairs for the Parquet file's metadata. */
  readonly metadata: Readonly<Record<string, string>>;
}

const SQL_TYPES = { text: 'VARCHAR', integer: 'INTEGER', bigint: 'BIGINT', double: 'DOUBLE' } as const;

/**
 * Writes rows as Parquet (zstd) and CSV (UTF-8, header, empty for null), ordered by the dimensions. One thread and one
 * order: the same rows give the same bytes, so that a release can be compared with another by its hashes.
 * @returns the number of rows written
 */
export async function writeTableFiles(content: TableFileContent, files: TableFiles): Promise<number> {
  const instance = await DuckDBInstance.create(':memory:', {
    threads: '1',
    memory_limit: '1GB',
    autoinstall_known_extensions: 'false',
  });
  const connection = await instance.connect();
  try {
    const { columns } = content;
    const declared = columns.map((column) => `${identifier(column.name)} ${SQL_TYPES[column.type]}`);
    await connection.run(`CREATE TABLE content (${declared.join(', ')})`);
    const appender = await connection.createAppender('content');
    let rows = 0;
    for await (const row of content.rows) {
      for (const column of columns) {
        const value = row[column.name];
        if (value === null || value === undefined) appender.appendNull();
        else if (column.type === 'text') appender.appendVarchar(String(value));
        else if (column.type === 'integer') appender.appendInteger(Number(value));
        else if (column.type === 'bigint') appender.appendBigInt(BigInt(Number(value)));
        else appender.appendDouble(Number(value));
      }
      appender.endRow();
      rows++;
    }
    appender.closeSync();
    const order = columns.filter((column) => column.role === 'dimension').map((column) => column.name);
    const query = `(SELECT ${content.selection ?? '*'} FROM content ORDER BY ${identifierList(order)})`;
    const metadata = Object.entries(content.metadata).map(([key, text]) => `${identifier(key)}: ${textLiteral(text)}`);
    await connection.run(
      `COPY ${query} TO ${textLiteral(files.parquetPath)}
       (FORMAT parquet, COMPRESSION zstd, KV_METADATA {${metadata.join(', ')}})`,
    );
    await connection.run(`COPY ${query} TO ${textLiteral(files.csvPath)} (FORMAT csv, HEADER)`);
    return rows;
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}
