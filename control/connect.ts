import createKnex, { type Knex } from 'knex';
import pg from 'pg';

/** A connection pool, or a transaction within one: what every function of the control store takes first. */
export type Control = Knex;

/** PostgreSQL types that leave the driver as something else than the hub keeps: int8, numeric, timestamptz. */
const INT8 = 20;
const NUMERIC = 1700;
const TIMESTAMPTZ = 1184;

function typeParser(oid: number, format?: 'text' | 'binary'): (value: string) => unknown {
  if (oid === INT8 || oid === NUMERIC) return Number;
  const parse = pg.types.getTypeParser(oid, format as 'text') as (value: string) => unknown;
  return oid === TIMESTAMPTZ ? (value) => (parse(value) as Date).toISOString() : parse;
}

const nothing = (): void => undefined;

export interface ConnectControlOptions {
  /** Connections at most. The embedded store answers one at a time, however many there are. @default 4 */
  readonly maxConnections?: number;
}

/**
 * Connects to the control store, lazily. Integers and numerics arrive as numbers, times as ISO 8601 text in UTC.
 * The caller ends it with `destroy()`.
 *
 * @param url PostgreSQL's connection address, such as `postgresql://hub@db.example/hub` or that of the embedded store
 */
export function connectControl(url: string, options: ConnectControlOptions = {}): Control {
  return createKnex({
    client: 'pg',
    connection: {
      connectionString: url,
      application_name: 'hub',
      types: { getTypeParser: typeParser },
    } as Knex.PgConnectionConfig,
    pool: { min: 0, max: options.maxConnections ?? 4, idleTimeoutMillis: 5_000 },
    acquireConnectionTimeout: 15_000,
    // What knex would print is also in the error it rejects with, and stdout belongs to a command's data.
    log: { warn: nothing, error: nothing, deprecate: nothing, debug: nothing },
  });
}
