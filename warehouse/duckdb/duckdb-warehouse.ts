import { AsyncLocalStorage } from 'node:async_hooks';
import { blobValue, type DuckDBConnection, DuckDBInstance, type DuckDBValue } from '@duckdb/node-api';
import { InvariantError } from '../../schemas/errors.ts';
import { textLiteral } from '../identifier.ts';
import { TransactionSession } from '../transaction-session.ts';
import type { QueryTag, Row, Session, SqlParameters, TableColumn, Warehouse } from '../warehouse.ts';
import type { WarehouseSchema } from '../warehouse-schemas.ts';
import { duckdbDialect } from './dialect.ts';
import { appendNumbers, readIntegers } from './number-columns.ts';
import { statementError } from './statement-error.ts';
import { plainValue } from './value.ts';

export interface DuckDbOptions {
  /** Path of the warehouse file, or `:memory:`. */
  readonly path: string;
  /** The encrypted database of identities, attached as `vault`. Absent for file commands that need none. */
  readonly vault?: { readonly path: string; readonly key: string };
  /** Path of the httpfs module, whose OpenSSL encrypts the vault. Required when a vault with a key is given. */
  readonly cryptoModule?: string;
  /** Folder for spill files. */
  readonly spillDirectory?: string;
  /** @default 2 */
  readonly threads?: number;
  /** In DuckDB's notation. @default '3GB' */
  readonly memoryLimit?: string;
}

/** An interrupt that reaches a connection before its statement has begun is lost, so it is repeated. */
const INTERRUPT_EVERY_MILLISECONDS = 50;

const THREADS = 2;

/** Opens the embedded warehouse. The caller is the only process that may hold its files. */
export async function openDuckDb(options: DuckDbOptions): Promise<Warehouse> {
  const instance = await DuckDBInstance.create(options.path, {
    threads: String(options.threads ?? THREADS),
    memory_limit: options.memoryLimit ?? '3GB',
    autoinstall_known_extensions: 'false',
    ...(options.spillDirectory === undefined ? {} : { temp_directory: options.spillDirectory }),
  });
  const main = await instance.connect();
  if (options.cryptoModule !== undefined) {
    await main.run(`LOAD ${textLiteral(options.cryptoModule)}`);
    // Off by default, even with an encrypted database attached: what spills would lie on disk in the clear.
    await main.run('SET temp_file_encryption = true');
  }
  if (options.vault !== undefined) {
    await main.run(
      `ATTACH ${textLiteral(options.vault.path)} AS vault (ENCRYPTION_KEY ${textLiteral(options.vault.key)})`,
    );
  }
  return new DuckDbWarehouse(instance, main, options.threads ?? THREADS);
}

class DuckDbWarehouse implements Warehouse {
  readonly engine = 'duckdb';
  readonly dialect = duckdbDialect;
  readonly #instance: DuckDBInstance;
  readonly #main: DuckDBConnection;
  readonly #threads: number;
  /** Works under way whose statements run side by side. */
  #sideBySide = 0;
  readonly #open = new Set<DuckDBConnection>();
  /** The sessions of the work under way, so that cancelling it leaves the others alone. */
  readonly #cancellable = new AsyncLocalStorage<Cancellable>();

  /** @param main kept open for as long as the warehouse is, since the attached vault goes with the last connection. */
  constructor(instance: DuckDBInstance, main: DuckDBConnection, threads: number) {
    this.#instance = instance;
    this.#main = main;
    this.#threads = threads;
    this.#open.add(main);
  }

  query<T extends Row>(sql: string, parameters?: SqlParameters): Promise<T[]> {
    return this.session((session) => session.query<T>(sql, parameters));
  }

  async *stream<T extends Row>(sql: string, parameters?: SqlParameters): AsyncIterable<T> {
    const session = await this.#connect();
    try {
      yield* session.stream<T>(sql, parameters);
    } finally {
      this.#disconnect(session);
    }
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
        await session.rollBack();
        throw error;
      }
      // A commit that fails has rolled back by itself.
      await session.execute('COMMIT');
      return result;
    });
  }

  async withCancellation<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    signal.throwIfAborted();
    const sessions = new Set<DuckDbSession>();
    const interrupt = () => {
      for (const session of sessions) session.interrupt();
    };
    let repeating: NodeJS.Timeout | undefined;
    const cancel = () => {
      interrupt();
      repeating = setInterval(interrupt, INTERRUPT_EVERY_MILLISECONDS);
    };
    signal.addEventListener('abort', cancel);
    try {
      return await this.#cancellable.run({ sessions, signal }, work);
    } finally {
      signal.removeEventListener('abort', cancel);
      clearInterval(repeating);
    }
  }

  withQueryTag<T>(_tag: QueryTag, work: () => Promise<T>): Promise<T> {
    return work();
  }

  async sideBySide<T>(work: () => Promise<T>): Promise<T> {
    // DuckDB takes a thread away only when its task is done, and lets no statement begin before.
    const isShared = this.#sideBySide === 0 && this.#open.size > 1;
    if (this.#threads === 1 || isShared) return work();
    this.#sideBySide += 1;
    try {
      if (this.#sideBySide === 1) await this.#setExternalThreads(this.#threads);
      return await work();
    } finally {
      this.#sideBySide -= 1;
      if (this.#sideBySide === 0) await this.#setExternalThreads(1);
    }
  }

  async tableColumns(schema: WarehouseSchema): Promise<ReadonlyMap<string, readonly TableColumn[]>> {
    // The vault is a database of its own, attached under its schema's name.
    const rows = await this.query<{ table_name: string; column_name: string; data_type: string }>(
      `SELECT lower(table_name) AS table_name, lower(column_name) AS column_name, data_type
       FROM duckdb_columns()
       WHERE (database_name = current_database() AND schema_name = $schema)
         OR (database_name = $schema AND schema_name = 'main')
       ORDER BY table_name, column_index`,
      { schema },
    );
    const tables = new Map<string, TableColumn[]>();
    for (const { table_name, column_name, data_type } of rows) {
      const columns = tables.get(table_name) ?? [];
      tables.set(table_name, columns);
      columns.push({ name: column_name, type: this.dialect.typeName(data_type) });
    }
    return tables;
  }

  async close(): Promise<void> {
    for (const connection of this.#open) connection.closeSync();
    this.#open.clear();
    this.#instance.closeSync();
  }

  async #withSession<T>(work: (session: DuckDbSession) => Promise<T>): Promise<T> {
    const session = await this.#connect();
    try {
      return await work(session);
    } finally {
      this.#disconnect(session);
    }
  }

  /** How many of its threads DuckDB expects callers to be; the others are its own. */
  async #setExternalThreads(count: number): Promise<void> {
    try {
      await this.#main.run(`SET external_threads = ${count}`);
    } catch (error) {
      throw statementError(error);
    }
  }

  async #connect(): Promise<DuckDbSession> {
    const connection = await this.#instance.connect();
    this.#open.add(connection);
    const cancellable = this.#cancellable.getStore();
    const session = new DuckDbSession(connection, cancellable?.signal);
    cancellable?.sessions.add(session);
    return session;
  }

  #disconnect(session: DuckDbSession): void {
    this.#open.delete(session.connection);
    this.#cancellable.getStore()?.sessions.delete(session);
    session.connection.closeSync();
  }
}

interface Cancellable {
  readonly sessions: Set<DuckDbSession>;
  readonly signal: AbortSignal;
}

class DuckDbSession implements Session {
  readonly connection: DuckDBConnection;
  readonly #signal: AbortSignal | undefined;
  #rollingBack = false;

  /** @param signal once it has fired, no further statement starts */
  constructor(connection: DuckDBConnection, signal: AbortSignal | undefined) {
    this.connection = connection;
    this.#signal = signal;
  }

  async query<T extends Row>(sql: string, parameters?: SqlParameters): Promise<T[]> {
    this.#signal?.throwIfAborted();
    try {
      const reader = await this.connection.runAndReadAll(sql, bound(parameters));
      const names = reader.deduplicatedColumnNames();
      return reader.getRows().map((row) => plainRow(names, row) as T);
    } catch (error) {
      throw statementError(error);
    }
  }

  async *stream<T extends Row>(sql: string, parameters?: SqlParameters): AsyncIterable<T> {
    this.#signal?.throwIfAborted();
    const chunks = this.#chunks(sql, parameters);
    for await (const { names, rows } of chunks) {
      for (const row of rows) yield plainRow(names, row) as T;
    }
  }

  async execute(sql: string, parameters?: SqlParameters): Promise<number> {
    this.#signal?.throwIfAborted();
    try {
      const result = await this.connection.run(sql, bound(parameters));
      return result.rowsChanged;
    } catch (error) {
      throw statementError(error);
    }
  }

  async readIntegers(sql: string): Promise<readonly Int32Array[]> {
    this.#signal?.throwIfAborted();
    try {
      return await readIntegers(this.connection, sql);
    } catch (error) {
      throw error instanceof InvariantError ? error : statementError(error);
    }
  }

  async appendNumbers(table: string, columns: readonly (Int32Array | Float64Array)[]): Promise<void> {
    this.#signal?.throwIfAborted();
    try {
      await appendNumbers(this.connection, table, columns);
    } catch (error) {
      throw statementError(error);
    }
  }

  /** Ends a transaction, also one that was canceled. */
  async rollBack(): Promise<void> {
    this.#rollingBack = true;
    try {
      await this.connection.run('ROLLBACK');
    } catch (error) {
      throw statementError(error);
    } finally {
      this.#rollingBack = false;
    }
  }

  interrupt(): void {
    if (!this.#rollingBack) this.connection.interrupt();
  }

  async *#chunks(sql: string, parameters: SqlParameters | undefined) {
    try {
      const result = await this.connection.stream(sql, bound(parameters));
      const names = result.deduplicatedColumnNames();
      for await (const rows of result.yieldRows()) yield { names, rows };
    } catch (error) {
      throw statementError(error);
    }
  }
}

function bound(parameters: SqlParameters | undefined): Record<string, DuckDBValue> | undefined {
  if (parameters === undefined) return undefined;
  return Object.fromEntries(
    Object.entries(parameters).map(([name, value]) => [name, value instanceof Uint8Array ? blobValue(value) : value]),
  );
}

function plainRow(names: readonly string[], row: readonly DuckDBValue[]): Row {
  return Object.fromEntries(names.map((name, index) => [name, plainValue(row[index] ?? null)]));
}
