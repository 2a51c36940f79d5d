import { AsyncLocalStorage } from 'node:async_hooks';
import { TransactionSession } from '../transaction-session.ts';
import type { QueryTag, Row, Session, Spent, SqlParameters, TableColumn, Warehouse } from '../warehouse.ts';
import { WarehouseError } from '../warehouse-error.ts';
import { WAREHOUSE_SCHEMAS, type WarehouseSchema } from '../warehouse-schemas.ts';
import {
  type BulkLoadOptions,
  bulkLoad,
  type CheckedColumns,
  isStagedForNothing,
  STAGED,
  stagedUnder,
} from './bulk-load.ts';
import { connectionOptions, type SnowflakeAddress, type SnowflakeSignIn } from './connection-options.ts';
import { ConnectionPool } from './connection-pool.ts';
import { type CostMeter, costMeter } from './cost-meter.ts';
import { snowflakeDialect } from './dialect.ts';
import { type Connection, connect, disconnect, loadDriver } from './driver.ts';
import { openedLater } from './row-stream.ts';
import { SnowflakeSession, type StatementContext } from './snowflake-session.ts';
import { isOutcomeUnknown, statementError } from './statement-error.ts';
import type { SnowflakeDatabases } from './statement-text.ts';
import { readVirtualWarehouse, wakeVirtualWarehouse } from './virtual-warehouse.ts';

export interface SnowflakeOptions {
  readonly address: SnowflakeAddress;
  /** Asked for every session that is opened, since tokens end sooner than the work that they are for. */
  readonly signIn: () => Promise<SnowflakeSignIn>;
  readonly databases: SnowflakeDatabases;
  /** Sessions at once. A step holds up to three. @default 16 */
  readonly sessions?: number;
  /** After which Snowflake ends a statement. @default 3600 */
  readonly statementTimeoutSeconds?: number;
  /** Credits after which a run sends no further statement. @default no limit */
  readonly runCreditLimit?: number | undefined;
  /** Hears every statement as it is sent, without its values. */
  readonly onStatement?: (text: string) => void;
}

const IDLE_MILLISECONDS = 60_000;

/** Opens a pool of sessions to Snowflake. Nothing is sent before the first statement. */
export async function openSnowflake(options: SnowflakeOptions): Promise<Warehouse> {
  const driver = await loadDriver();
  const open = async () =>
    connect(driver, connectionOptions(options.address, await options.signIn(), options.databases));
  const pool = new ConnectionPool(open, { max: options.sessions ?? 16, idleMilliseconds: IDLE_MILLISECONDS });
  return new SnowflakeWarehouse(pool, open, options);
}

class SnowflakeWarehouse implements Warehouse {
  readonly engine = 'snowflake';
  readonly dialect = snowflakeDialect;
  readonly #pool: ConnectionPool;
  readonly #open: () => Promise<Connection>;
  readonly #options: SnowflakeOptions;
  readonly #context = new AsyncLocalStorage<StatementContext>();
  readonly #meter: CostMeter;
  readonly #checkedColumns: CheckedColumns = new Set();
  #price: Promise<number> | undefined;

  constructor(pool: ConnectionPool, open: () => Promise<Connection>, options: SnowflakeOptions) {
    this.#pool = pool;
    this.#open = open;
    this.#options = options;
    this.#meter = costMeter({ runCreditLimit: options.runCreditLimit, creditsAnHour: () => this.#creditsAnHour() });
  }

  query<T extends Row>(sql: string, parameters?: SqlParameters): Promise<T[]> {
    return this.session((session) => session.query<T>(sql, parameters));
  }

  stream<T extends Row>(sql: string, parameters?: SqlParameters): AsyncIterable<T> {
    return openedLater(async () => {
      const session = await this.#acquire();
      try {
        return await session.openStream<T>(sql, parameters, (failed) => this.#release(session, failed));
      } catch (error) {
        await this.#release(session, true);
        throw error;
      }
    });
  }

  execute(sql: string, parameters?: SqlParameters): Promise<number> {
    return this.session((session) => session.execute(sql, parameters));
  }

  session<T>(work: (session: Session) => Promise<T>): Promise<T> {
    return this.#withSession(work);
  }

  transaction<T>(work: (session: Session) => Promise<T>): Promise<T> {
    return this.#withSession(async (session) => {
      await session.execute('BEGIN TRANSACTION');
      let result: T;
      try {
        result = await work(new TransactionSession(session));
      } catch (error) {
        // Where it cannot be said, the end of the session, which serves nobody else, rolls back.
        await session.rollBack().catch(() => undefined);
        throw error;
      }
      await session.execute('COMMIT').catch(refuseToGuess);
      return result;
    });
  }

  async withCancellation<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    signal.throwIfAborted();
    return this.#context.run({ ...this.#context.getStore(), signal }, work);
  }

  withQueryTag<T>(tag: QueryTag, work: () => Promise<T>): Promise<T> {
    return this.#context.run({ ...this.#context.getStore(), tag }, work);
  }

  async tableColumns(schema: WarehouseSchema): Promise<ReadonlyMap<string, readonly TableColumn[]>> {
    const database = this.#options.databases[WAREHOUSE_SCHEMAS[schema]];
    const rows = await this.query<{
      table_name: string;
      column_name: string;
      data_type: string;
      digits: number | null;
      scale: number | null;
    }>(
      `SELECT table_name, column_name, data_type, numeric_precision AS digits, numeric_scale AS scale
       FROM ${database}.information_schema.columns
       WHERE UPPER(table_schema) = UPPER($schema)
       ORDER BY table_name, ordinal_position`,
      { schema },
    );
    const tables = new Map<string, TableColumn[]>();
    for (const { table_name, column_name, data_type, digits, scale } of rows) {
      const table = table_name.toLowerCase();
      const columns = tables.get(table) ?? [];
      tables.set(table, columns);
      const declared = data_type === 'NUMBER' ? `NUMBER(${digits},${scale})` : data_type;
      columns.push({ name: column_name.toLowerCase(), type: this.dialect.typeName(declared) });
    }
    return tables;
  }

  async bulkLoad(
    table: string,
    columns: readonly string[],
    files: readonly string[],
    options: BulkLoadOptions,
  ): Promise<number> {
    const staged = stagedUnder(options.loadKey);
    try {
      return await bulkLoad(this, this.#options.databases, table, columns, files, options, this.#checkedColumns);
    } catch (error) {
      if (isStagedForNothing(error)) await this.#tidy(`REMOVE ${staged}`);
      throw error;
    }
  }

  spent(tag: QueryTag): Promise<Spent> {
    return this.#meter.spent(tag);
  }

  wake(): Promise<(() => Promise<void>) | undefined> {
    return wakeVirtualWarehouse(this, this.#options.address.warehouse);
  }

  async discardUploads(): Promise<void> {
    await this.execute(`REMOVE ${STAGED}`);
  }

  async close(): Promise<void> {
    await this.#pool.close();
  }

  /** Asked for once. A question that failed is asked again. */
  #creditsAnHour(): Promise<number> {
    this.#price ??= this.#askPrice();
    this.#price.catch(() => {
      this.#price = undefined;
    });
    return this.#price;
  }

  /** On a connection beside the pool: whoever asks may hold the last of its sessions. */
  async #askPrice(): Promise<number> {
    const connection = await this.#open();
    try {
      const session = this.#sessionOn(connection, {});
      return (await readVirtualWarehouse(session, this.#options.address.warehouse)).creditsAnHour;
    } finally {
      await disconnect(connection);
    }
  }

  /** Tidies after work that failed or was canceled, as far as that goes: the work's own error is the one to tell. */
  async #tidy(sql: string): Promise<void> {
    // Of no run: one that may spend no more must still be tidied up after.
    await this.#context.run({}, () => this.execute(sql)).catch(() => undefined);
  }

  async #withSession<T>(work: (session: SnowflakeSession) => Promise<T>): Promise<T> {
    const session = await this.#acquire();
    let failed = true;
    try {
      const result = await work(session);
      failed = false;
      return result;
    } finally {
      await this.#release(session, failed);
    }
  }

  async #acquire(): Promise<SnowflakeSession> {
    let connection: Connection;
    try {
      connection = await this.#pool.acquire(this.#context.getStore()?.signal);
    } catch (error) {
      throw connectionError(error);
    }
    return this.#sessionOn(connection, this.#context.getStore() ?? {});
  }

  #sessionOn(connection: Connection, context: StatementContext): SnowflakeSession {
    return new SnowflakeSession(connection, {
      databases: this.#options.databases,
      statementTimeoutSeconds: this.#options.statementTimeoutSeconds ?? 3_600,
      context,
      meter: this.#meter,
      onStatement: this.#options.onStatement,
    });
  }

  /** A connection that the session has altered, or whose state is in doubt, serves nobody else. */
  #release(session: SnowflakeSession, failed: boolean): Promise<void> {
    return this.#pool.release(session.connection, failed || session.isAltered);
  }
}

/** Of an answer that never came, nobody can say which it was. */
function refuseToGuess(error: unknown): never {
  if (!isOutcomeUnknown(error)) throw error;
  const sentence = 'Snowflake did not say whether it committed a transaction; look what is there before trying again';
  throw new WarehouseError(sentence, { retryable: true, cause: (error as WarehouseError).cause });
}

function connectionError(cause: unknown): WarehouseError {
  const error = statementError(cause);
  return new WarehouseError(`No session with Snowflake could be opened: ${error.cause}`, {
    retryable: error.retryable,
    cause: error.cause,
  });
}
