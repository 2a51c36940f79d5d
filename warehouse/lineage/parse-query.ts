import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { InvariantError } from '../../schemas/errors.ts';
import type { SqlNode } from './sql-node.ts';

/** Reads queries into trees. */
export interface QueryParser {
  /** @throws InvariantError when the text is no single query */
  parse(sql: string): Promise<SqlNode>;
  close(): void;
}

/** Opens DuckDB's own parser, on an empty database in memory: nothing is read and nothing runs. */
export async function openQueryParser(): Promise<QueryParser> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  return Object.freeze({
    parse: (sql: string) => parseWith(connection, sql),
    close: () => {
      connection.closeSync();
      instance.closeSync();
    },
  });
}

async function parseWith(connection: DuckDBConnection, sql: string): Promise<SqlNode> {
  const text = sql.trim().replace(/;$/, '');
  const read = await connection.runAndReadAll('SELECT json_serialize_sql($1::VARCHAR)', [text]);
  const answer = JSON.parse(String(read.getRows()[0]?.[0])) as {
    readonly error?: boolean;
    readonly statements?: readonly { readonly node: SqlNode }[];
  };
  const [statement, ...others] = answer.statements ?? [];
  if (answer.error !== true && statement !== undefined && others.length === 0) return statement.node;
  throw new InvariantError('A text that should be one query cannot be read as one', {
    hint: 'Lineage is read from files that hold a single SELECT.',
  });
}
