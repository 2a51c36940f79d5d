import {
  DOUBLE,
  type DuckDBConnection,
  DuckDBDataChunk,
  type DuckDBDoubleVector,
  DuckDBIntegerVector,
  INTEGER,
} from '@duckdb/node-api';
import { InvariantError } from '../../schemas/errors.ts';

/** Rows in one of DuckDB's vectors. */
const VECTOR_ROWS = 2048;

/** A query's INTEGER columns, −1 where a value is missing. */
export async function readIntegers(connection: DuckDBConnection, sql: string): Promise<readonly Int32Array[]> {
  // Kept whole rather than streamed: another statement of the session would end a stream.
  const result = await connection.run(sql);
  const chunks: Int32Array[][] = Array.from({ length: result.columnCount }, () => []);
  let rows = 0;
  for (;;) {
    const chunk = await result.fetchChunk();
    if (chunk === null || chunk.rowCount === 0) break;
    rows += chunk.rowCount;
    for (let column = 0; column < chunks.length; column++) chunks[column]!.push(integers(chunk, column));
  }
  return chunks.map((parts) => joined(parts, rows));
}

function integers(chunk: DuckDBDataChunk, column: number): Int32Array {
  const vector = chunk.getColumnVector(column);
  if (!(vector instanceof DuckDBIntegerVector)) {
    throw new InvariantError(`Column ${column + 1} of a query for integers is ${vector.type}`);
  }
  const values = new Int32Array(vector.itemCount);
  for (let row = 0; row < values.length; row++) values[row] = vector.getItem(row) ?? -1;
  return values;
}

function joined(parts: readonly Int32Array[], rows: number): Int32Array {
  const all = new Int32Array(rows);
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/** Adds rows given as columns to a table. */
export async function appendNumbers(
  connection: DuckDBConnection,
  table: string,
  columns: readonly (Int32Array | Float64Array)[],
): Promise<void> {
  const appender = await connection.createAppender(table);
  try {
    const rows = columns[0]?.length ?? 0;
    const types = columns.map((column) => (column instanceof Int32Array ? INTEGER : DOUBLE));
    for (let from = 0; from < rows; from += VECTOR_ROWS) {
      const count = Math.min(VECTOR_ROWS, rows - from);
      const chunk = DuckDBDataChunk.create(types, count);
      columns.forEach((column, index) => {
        const vector = chunk.getColumnVector(index) as DuckDBIntegerVector | DuckDBDoubleVector;
        for (let row = 0; row < count; row++) vector.setItem(row, column[from + row]!);
        vector.flush();
      });
      appender.appendDataChunk(chunk);
    }
    appender.flushSync();
  } finally {
    appender.closeSync();
  }
}
