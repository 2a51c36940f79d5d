import { DuckDBInstance } from '@duckdb/node-api';
import type { TableContract } from '../../schemas/contract/table-contract.ts';
import { identifier, identifierList, textLiteral } from '../../warehouse/identifier.ts';
import type { Row } from '../../warehouse/warehouse.ts';

/** Writes the aggregates of a public table as Parquet, ordered by their keys. Returns the number of rows. */
export async function writeAggregates(
  contract: TableContract,
  rows: AsyncIterable<Row> | Iterable<Row>,
  path: string,
): Promise<number> {
  const instance = await DuckDBInstance.create(':memory:', { threads: '1', autoinstall_known_extensions: 'false' });
  const connection = await instance.connect();
  try {
    const columns = contract.columns.map(({ name, type }) => ({ name, isText: type === 'text' }));
    const declared = columns.map(({ name, isText }) => `${identifier(name)} ${isText ? 'VARCHAR' : 'DOUBLE'}`);
    await connection.run(`CREATE TABLE content (${declared.join(', ')})`);
    const appender = await connection.createAppender('content');
    let count = 0;
    for await (const row of rows) {
      for (const { name, isText } of columns) {
        const value = row[name];
        if (value === null || value === undefined) appender.appendNull();
        else if (isText) appender.appendVarchar(String(value));
        else appender.appendDouble(Number(value));
      }
      appender.endRow();
      count++;
    }
    appender.closeSync();
    await connection.run(
      `COPY (SELECT * FROM content ORDER BY ${identifierList(contract.primaryKey)}) TO ${textLiteral(path)}
       (FORMAT parquet, COMPRESSION zstd)`,
    );
    return count;
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

/** Reads Parquet files as rows, one query after another. Whole numbers arrive as numbers. */
export async function readParquetRows(
  queries: readonly { readonly path: string; readonly selection?: string }[],
): Promise<Row[][]> {
  const instance = await DuckDBInstance.create(':memory:', { threads: '1', autoinstall_known_extensions: 'false' });
  const connection = await instance.connect();
  try {
    const results: Row[][] = [];
    for (const { path, selection = '*' } of queries) {
      const reader = await connection.runAndReadAll(`SELECT ${selection} FROM read_parquet(${textLiteral(path)})`);
      const names = reader.deduplicatedColumnNames();
      results.push(
        reader.getRows().map((values) => {
          const row: Record<string, unknown> = {};
          for (let at = 0; at < names.length; at++) {
            const value = values[at];
            row[names[at]!] = typeof value === 'bigint' ? Number(value) : value;
          }
          return row;
        }),
      );
    }
    return results;
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}
