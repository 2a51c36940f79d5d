import type { Dialect } from './dialect.ts';
import type { WarehouseSchema } from './warehouse-schemas.ts';

/** Bytes are bound as a BLOB; only DuckDB, where the edge step runs, takes them. */
export type SqlValue = string | number | bigint | boolean | Uint8Array | null;
/** Bound parameters, by name: `$load_id` in the text. */
export type SqlParameters = Readonly<Record<string, SqlValue>>;
export type Row = Readonly<Record<string, unknown>>;

/** Statements that run one after another on one session. */
export interface Session {
  /** Runs a query and returns all rows; for results known to be small. Integers within 2^53 and decimals arrive as numbers, dates as `yyyy-MM-dd`. */
  query<T extends Row = Row>(sql: string, parameters?: SqlParameters): Promise<T[]>;
  /** Runs a query and yields rows as they come, for results that may be large. */
  stream<T extends Row = Row>(sql: string, parameters?: SqlParameters): AsyncIterable<T>;
  /** Runs a statement and returns the number of rows it changed. */
  execute(sql: string, parameters?: SqlParameters): Promise<number>;
  /**
   * Reads a query of INTEGER columns whole, as one array a column, −1 where a value is missing: a hundred times cheaper
   * than rows. Absent on an engine whose results travel as text.
   */
  readIntegers?(sql: string): Promise<readonly Int32Array[]>;
  /**
   * Adds rows to a table of this session, given as one array for each of its columns: INTEGER as Int32Array, DOUBLE as
   * Float64Array. Absent where rows travel as text.
   */
  appendNumbers?(table: string, columns: readonly (Int32Array | Float64Array)[]): Promise<void>;
}

/** A column as a schema's catalog has it. */
export interface TableColumn {
  /** In lower case. */
  readonly name: string;
  /** As the engine names it; see `Dialect.typeName`. */
  readonly type: string;
}

/** What the statements of some work are for; written beside each in the engine's history, where it keeps one. */
export interface QueryTag {
  readonly run?: string | undefined;
  readonly asset?: string | undefined;
}

/** What statements have cost, as far as it is known while they run. */
export interface Spent {
  readonly statements: number;
  readonly seconds: number;
  /** Estimated. */
  readonly credits: number;
}

/**
 * A warehouse. Two engines implement it, and one contract suite holds them to the same behavior.
 * Schemas of the warehouse are `staging`, `quarantine`, `linkage`, `ecids`, `learn_to_earn`, `reference`,
 * `public_stage`, `public` and `hub` (commit rows); `vault` is a database of its own, attached beside it.
 */
export interface Warehouse extends Session {
  readonly engine: 'duckdb' | 'snowflake';
  readonly dialect: Dialect;
  /**
   * Runs `work` in one transaction on a session of its own: committed when it resolves, rolled back when it rejects.
   * Writes only one database (DuckDB's rule), and no DDL (Snowflake would commit at it): DDL inside throws.
   */
  transaction<T>(work: (session: Session) => Promise<T>): Promise<T>;
  /** Runs `work` on a session of its own, outside a transaction; temporary tables live as long as it does. */
  session<T>(work: (session: Session) => Promise<T>): Promise<T>;
  /** Cancels every statement under way when the signal fires, so that nothing writes after a run is cancelled. */
  withCancellation<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T>;
  /** Says what the statements of `work` are for, so that what they cost can be told by run and asset. */
  withQueryTag<T>(tag: QueryTag, work: () => Promise<T>): Promise<T>;
  /**
   * The columns of every table and view of a schema, in their order, by the table's name in lower case. One look-up a
   * schema, since each costs Snowflake about a second.
   */
  tableColumns(schema: WarehouseSchema): Promise<ReadonlyMap<string, readonly TableColumn[]>>;
  /**
   * Adds the rows of Parquet files, whose columns have the names of the table's, in a transaction of its own; absent on
   * an engine that reads its own files. All of the rows or none: a row that cannot be loaded fails the load.
   * @param files paths on this machine. Their columns are `columns`, in that order
   * @param options.loadKey of this load alone (letters, digits, `_` and `-`). Files that were loaded before under
   * another key are loaded again; a repetition under the same key, as after a lost answer, adds nothing
   * @param options.isNew whether the key was never used before, which saves a question. @default false
   * @returns rows loaded
   */
  bulkLoad?(
    table: string,
    columns: readonly string[],
    files: readonly string[],
    options: { readonly loadKey: string; readonly isNew?: boolean },
  ): Promise<number>;
  /** Removes files that uploads of processes that are gone left on the way. Call while no load is under way. */
  discardUploads?(): Promise<void>;
  /**
   * Runs `work`, whose statements run beside one another and each on one thread, as those over bound bytes do. DuckDB's
   * own thread only takes their work from them then, while the thread that asked waits for it at full speed. Absent on
   * an engine that runs elsewhere.
   */
  sideBySide?<T>(work: () => Promise<T>): Promise<T>;
  /** What the statements of a run, or of an asset in it, have cost so far; absent where nobody is billed. */
  spent?(tag: QueryTag): Promise<Spent>;
  /**
   * Wakes compute that is suspended; absent where there is none of its own.
   * @returns puts it to sleep again unless others use it by then; undefined when it was awake
   */
  wake?(): Promise<(() => Promise<void>) | undefined>;
  close(): Promise<void>;
}
