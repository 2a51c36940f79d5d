import type { FileAndStageBindStatement, RowStatement } from 'snowflake-sdk';
import type { QueryTag, Row, Session, SqlParameters } from '../warehouse.ts';
import type { CostMeter } from './cost-meter.ts';
import { type Connection, disconnect } from './driver.ts';
import { openedLater, streamedRows } from './row-stream.ts';
import { CANCELED, statementError } from './statement-error.ts';
import { type SnowflakeDatabases, type StatementText, statementText } from './statement-text.ts';
import { columnName, type ResultColumn, rowReader } from './value.ts';

type DriverStatement = RowStatement | FileAndStageBindStatement;

/** What every statement of some work has in common. */
export interface StatementContext {
  readonly signal?: AbortSignal | undefined;
  /** Written beside each statement in Snowflake's query history. */
  readonly tag?: QueryTag | undefined;
}

export interface SnowflakeSessionOptions {
  readonly databases: SnowflakeDatabases;
  readonly statementTimeoutSeconds: number;
  readonly context: StatementContext;
  readonly meter: CostMeter;
  /** Hears every statement as it is sent, without its values. */
  readonly onStatement?: ((text: string) => void) | undefined;
}

/** Temporary tables, and what changes the schema that a session uses: Snowflake uses a schema that it has just made. */
const STAYS_ON_SESSION =
  /\bcreate\s+(or\s+replace\s+)?((local|global)\s+)?(temp|temporary|schema|database)\s|^\s*use\s/i;

/** What an account may have set otherwise, and would give statements another meaning. */
const MEANINGS = {
  TIMESTAMP_TYPE_MAPPING: 'TIMESTAMP_NTZ',
  TIMEZONE: 'UTC',
  DATE_INPUT_FORMAT: 'AUTO',
  TIMESTAMP_INPUT_FORMAT: 'AUTO',
  // A session that is gone may hold its locks for some minutes yet.
  LOCK_TIMEOUT: 600,
};

/** How Snowflake writes what it sends as text, whatever the account prefers: by default it cuts times to milliseconds. */
export const FORMATS = { DATE_OUTPUT_FORMAT: 'YYYY-MM-DD', TIMESTAMP_NTZ_OUTPUT_FORMAT: 'YYYY-MM-DD HH24:MI:SS.FF6' };

/** Statements that run one after another on one connection. */
export class SnowflakeSession implements Session {
  readonly connection: Connection;
  readonly #options: SnowflakeSessionOptions;
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
    return rows.map(rowReader(columnsOf(statement))) as T[];
  }

  stream<T extends Row>(sql: string, parameters?: SqlParameters): AsyncIterable<T> {
    return openedLater(() => this.openStream<T>(sql, parameters));
  }

  /** Runs a query whose rows are then taken as they come. @param onEnd called once no more are taken, with whether that is because of an error */
  async openStream<T extends Row>(
    sql: string,
    parameters?: SqlParameters,
    onEnd: (failed: boolean) => Promise<void> = async () => undefined,
  ): Promise<AsyncIterable<T>> {
    const [statement] = await this.#run(sql, parameters, { streamResult: true });
    const read = rowReader(columnsOf(statement)) as (row: readonly unknown[]) => T;
    return streamedRows((statement as RowStatement).streamRows(), read, this.#options.context.signal, onEnd);
  }

  async execute(sql: string, parameters?: SqlParameters): Promise<number> {
    const [statement] = await this.#run(sql, parameters);
    return Math.max(0, (statement as RowStatement).getNumUpdatedRows() ?? 0);
  }

  /** Ends a transaction, also one that was canceled. */
  async rollBack(): Promise<void> {
    await this.#send({ text: 'ROLLBACK', binds: [] }, {});
  }

  async #run(
    sql: string,
    parameters: SqlParameters | undefined,
    options: { readonly streamResult?: boolean } = {},
  ): Promise<readonly [DriverStatement, readonly (readonly unknown[])[]]> {
    const { context, meter } = this.#options;
    context.signal?.throwIfAborted();
    await meter.admit(context.tag);
    const statement = statementText(sql, parameters, this.#options.databases);
    if (STAYS_ON_SESSION.test(statement.text)) this.#altered = true;
    const started = performance.now();
    try {
      return await this.#send(statement, { ...options, signal: context.signal });
    } finally {
      meter.charge(context.tag, (performance.now() - started) / 1000);
    }
  }

  #send(
    { text, binds }: StatementText,
    { streamResult = false, signal }: { readonly streamResult?: boolean; readonly signal?: AbortSignal | undefined },
  ): Promise<readonly [DriverStatement, readonly (readonly unknown[])[]]> {
    const { statementTimeoutSeconds, context, onStatement } = this.#options;
    onStatement?.(text);
    return new Promise((resolve, reject) => {
      let statement: DriverStatement | undefined;
      const cancel = () => {
        statement?.cancel(async () => {
          // Between two tries of the driver there is nothing that Snowflake could cancel, and the next one would write:
          // not without a session.
          await disconnect(this.connection);
          reject(statementError({ code: CANCELED }));
        });
      };
      const settle = () => signal?.removeEventListener('abort', cancel);
      statement = this.connection.execute({
        sqlText: text,
        binds,
        streamResult,
        parameters: {
          ...MEANINGS,
          ...FORMATS,
          STATEMENT_TIMEOUT_IN_SECONDS: statementTimeoutSeconds,
          ...(context.tag === undefined ? {} : { QUERY_TAG: JSON.stringify(context.tag) }),
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
