import type { Readable } from 'node:stream';
import type { FileAndStageBindStatement, RowStatement } from 'snowflake-sdk';
import type { Row, Session, SqlParameters } from '../warehouse.ts';
import type { Connection } from './driver.ts';
import { statementError } from './statement-error.ts';
import { type SnowflakeDatabases, type StatementText, statementText } from './statement-text.ts';
import { columnName, plainValue, type ResultColumn } from './value.ts';

type DriverStatement = RowStatement | FileAndStageBindStatement;

/** What every statement of some work has in common. */
export interface StatementContext {
  readonly signal?: AbortSignal | undefined;
  /** Written beside each statement in Snowflake's query history. */
  readonly queryTag?: string | undefined;
}

export interface SnowflakeSessionOptions {
  readonly databases: SnowflakeDatabases;
  readonly statementTimeoutSeconds: number;
  readonly context: StatementContext;
  /** Hears every statement as it is sent, without its values. */
  readonly onStatement?: ((text: string) => void) | undefined;
}

/** Temporary tables, and what changes the schema that a session uses: Snowflake uses a schema that it has just made. */
const STAYS_ON_SESSION =
  /\bcreate\s+(or\s+replace\s+)?((local|global)\s+)?(temp|temporary|schema|database)\s|^\s*use\s/i;

/** Statements that run one after another on one connection. */
export class SnowflakeSession implements Session {
  readonly connection: Connection;
  readonly #options: SnowflakeSessionOptions;
  #running: DriverStatement | undefined;
  #altered = false;

  constructor(connection: Connection, options: SnowflakeSessionOptions) {
    this.connection = connection;
    this.#options = options;
  }

  /** Whether the connection must end with the session, since something of the session's is left on it. */
  get isAltered(): boolean {
    return this.#altered;
  }

  async query<T extends Row>(sql: string, parameters?: SqlParameters): Promise<T[]> {
    const [statement, rows] = await this.#run(sql, parameters);
    const columns = columnsOf(statement);
    return rows.map((row) => plainRow(columns, row) as T);
  }

  async *stream<T extends Row>(sql: string, parameters?: SqlParameters): AsyncIterable<T> {
    const [statement] = await this.#run(sql, parameters, { streamResult: true });
    const columns = columnsOf(statement);
    const rows: Readable = (statement as RowStatement).streamRows();
    const cancel = () => rows.destroy(new Error('canceled'));
    const { signal } = this.#options.context;
    signal?.addEventListener('abort', cancel, { once: true });
    try {
      for await (const row of rows) yield plainRow(columns, row as readonly unknown[]) as T;
    } catch (error) {
      throw statementError(error);
    } finally {
      signal?.removeEventListener('abort', cancel);
      rows.destroy();
    }
  }

  async execute(sql: string, parameters?: SqlParameters): Promise<number> {
    const [statement] = await this.#run(sql, parameters);
    return Math.max(0, (statement as RowStatement).getNumUpdatedRows() ?? 0);
  }

  /** Ends a transaction, also one that was canceled. */
  async rollBack(): Promise<void> {
    await this.#send({ text: 'ROLLBACK', binds: [] }, {});
  }

  #run(
    sql: string,
    parameters: SqlParameters | undefined,
    options: { readonly streamResult?: boolean } = {},
  ): Promise<readonly [DriverStatement, readonly (readonly unknown[])[]]> {
    this.#options.context.signal?.throwIfAborted();
    const statement = statementText(sql, parameters, this.#options.databases);
    if (STAYS_ON_SESSION.test(statement.text)) this.#altered = true;
    return this.#send(statement, { ...options, signal: this.#options.context.signal });
  }

  #send(
    { text, binds }: StatementText,
    { streamResult = false, signal }: { readonly streamResult?: boolean; readonly signal?: AbortSignal | undefined },
  ): Promise<readonly [DriverStatement, readonly (readonly unknown[])[]]> {
    const { statementTimeoutSeconds, context, onStatement } = this.#options;
    onStatement?.(text);
    return new Promise((resolve, reject) => {
      const cancel = () => this.#running?.cancel(() => undefined);
      const settle = () => {
        signal?.removeEventListener('abort', cancel);
        this.#running = undefined;
      };
      this.#running = this.connection.execute({
        sqlText: text,
        binds,
        streamResult,
        parameters: {
          STATEMENT_TIMEOUT_IN_SECONDS: statementTimeoutSeconds,
          ...(context.queryTag === undefined ? {} : { QUERY_TAG: context.queryTag }),
        },
        complete: (error, statement, rows) => {
          settle();
          if (error) reject(statementError(error));
          else resolve([statement, (rows ?? []) as readonly (readonly unknown[])[]]);
        },
      });
      signal?.addEventListener('abort', cancel, { once: true });
    });
  }
}

function columnsOf(statement: DriverStatement): readonly ResultColumn[] {
  return ((statement as RowStatement).getColumns() ?? []).map((column) => ({
    name: columnName(column.getName()),
    type: column.getType(),
  }));
}

function plainRow(columns: readonly ResultColumn[], row: readonly unknown[]): Row {
  return Object.fromEntries(columns.map(({ name, type }, index) => [name, plainValue(row[index], type)]));
}
