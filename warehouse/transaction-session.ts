import { refuseDdl } from './refuse-ddl.ts';
import type { Row, Session, SqlParameters } from './warehouse.ts';

/** A session inside a transaction: the same statements, without DDL, which Snowflake would commit at. */
export class TransactionSession implements Session {
  readonly #session: Session;

  constructor(session: Session) {
    this.#session = session;
  }

  async query<T extends Row>(sql: string, parameters?: SqlParameters): Promise<T[]> {
    refuseDdl(sql);
    return this.#session.query<T>(sql, parameters);
  }

  async *stream<T extends Row>(sql: string, parameters?: SqlParameters): AsyncIterable<T> {
    refuseDdl(sql);
    yield* this.#session.stream<T>(sql, parameters);
  }

  async execute(sql: string, parameters?: SqlParameters): Promise<number> {
    refuseDdl(sql);
    return this.#session.execute(sql, parameters);
  }
}
