import { InvariantError } from '../../../../schemas/errors.ts';
import { DIALECT_FUNCTIONS, type Dialect, type DialectFunction } from '../../../../warehouse/dialect.ts';
import { duckdbDialect } from '../../../../warehouse/duckdb/dialect.ts';
import { UNCOMPRESSED } from '../../../../warehouse/migrations/warehouse-object.ts';
import { renderSql } from '../../../../warehouse/render.ts';
import { snowflakeDialect } from '../../../../warehouse/snowflake/dialect.ts';
import { statementText } from '../../../../warehouse/snowflake/statement-text.ts';
import type { Row, Session, SqlParameters, Warehouse } from '../../../../warehouse/warehouse.ts';
import { DATABASES } from '../open-emulated.ts';

/** A DuckDB warehouse, and every statement that ran on it as Snowflake would have got it. */
export interface TwoDialectWarehouse {
  readonly warehouse: Warehouse;
  readonly statements: ReadonlySet<string>;
}

const WORK_TABLE = 'TABLE_FOR_WORK';

/**
 * Leaves every call unrendered, so that a statement can be written out for either engine. Its brackets are its own: those
 * of `{{ }}` would be taken for calls that nobody knew.
 */
const undecided: Dialect = Object.freeze({
  ...duckdbDialect,
  workTable: WORK_TABLE,
  functions: Object.freeze(
    Object.fromEntries(
      DIALECT_FUNCTIONS.map((name) => [name, (...args: readonly string[]) => `⟦${name}(${args.join(', ')})⟧`]),
    ) as Record<DialectFunction, (...args: readonly string[]) => string>,
  ),
});

/**
 * Work on the warehouse that comes back runs on the one given, at DuckDB's speed; what it asks is written down in
 * Snowflake's dialect besides. Work that asks for the engine is told that it is DuckDB.
 */
export function twoDialects(warehouse: Warehouse): TwoDialectWarehouse {
  const statements = new Set<string>();
  const heard = (sql: string, parameters: SqlParameters | undefined): string => {
    // What makes a column for Snowflake leaves the clause out; that it does is tested beside the tables.
    const portable = sql.replaceAll(UNCOMPRESSED, '');
    statements.add(statementText(written(portable, snowflakeDialect), parameters, DATABASES).text);
    return written(sql, duckdbDialect);
  };
  const listening = (session: Session): Session => ({
    query: <T extends Row>(sql: string, parameters?: SqlParameters) =>
      session.query<T>(heard(sql, parameters), parameters),
    stream: <T extends Row>(sql: string, parameters?: SqlParameters) =>
      session.stream<T>(heard(sql, parameters), parameters),
    execute: (sql, parameters) => session.execute(heard(sql, parameters), parameters),
  });
  return {
    statements,
    warehouse: {
      ...listening(warehouse),
      engine: 'duckdb',
      dialect: undecided,
      transaction: (work) => warehouse.transaction((session) => work(listening(session))),
      session: (work) => warehouse.session((session) => work(listening(session))),
      withCancellation: (signal, work) => warehouse.withCancellation(signal, work),
      withQueryTag: (tag, work) => warehouse.withQueryTag(tag, work),
      tableColumns: (schema) => warehouse.tableColumns(schema),
      bulkLoad: () => Promise.reject(new InvariantError('DuckDB reads its own files')),
      close: () => warehouse.close(),
    },
  };
}

function written(sql: string, dialect: Dialect): string {
  return renderSql(
    sql.replaceAll(WORK_TABLE, dialect.workTable).replaceAll('⟦', '{{ ').replaceAll('⟧', ' }}'),
    dialect,
  );
}
