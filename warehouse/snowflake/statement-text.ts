import { InvariantError } from '../../schemas/errors.ts';
import type { SqlParameters, SqlValue } from '../warehouse.ts';
import { WAREHOUSE_SCHEMAS, type WarehouseDatabase, type WarehouseSchema } from '../warehouse-schemas.ts';

/** The names of the databases. */
export type SnowflakeDatabases = Readonly<Record<WarehouseDatabase, string>>;

export type Bind = string | number | boolean | null;

export interface StatementText {
  readonly text: string;
  readonly binds: readonly Bind[];
}

const SCHEMA = Object.keys(WAREHOUSE_SCHEMAS).join('|');
/**
 * Texts, quoted names and remarks stay as they are; parameters and schemas are found between them. A schema stands
 * before the name of something in it, or is the object of DDL itself.
 */
const TOKEN = new RegExp(
  [
    /('(?:[^']|'')*'|"(?:[^"]|"")*"|--[^\n]*|\/\*[\s\S]*?\*\/|\$\$[\s\S]*?\$\$)/.source,
    /\$([a-z_][a-z0-9_]*)/.source,
    `(?<![\\w.$])(${SCHEMA})(?=\\.[a-z_"{])`,
    `(\\bSCHEMA\\s+(?:IF\\s+(?:NOT\\s+)?EXISTS\\s+)?)(${SCHEMA})\\b(?!\\.)`,
  ].join('|'),
  'gi',
);

/**
 * A statement as Snowflake takes it: `$name` becomes a placeholder, its value a bind of the same place, and every schema
 * of the warehouse names its database, so that no statement depends on what the session uses.
 * @throws InvariantError when a parameter is missing, or is of a kind that only DuckDB takes
 */
export function statementText(
  sql: string,
  parameters: SqlParameters | undefined,
  databases: SnowflakeDatabases,
): StatementText {
  const binds: Bind[] = [];
  const text = sql.replaceAll(TOKEN, (token: string, ...groups: readonly (string | undefined)[]) => {
    const [kept, name, schema, ddl, ddlSchema] = groups;
    if (kept !== undefined) return token;
    const qualified = schema ?? ddlSchema;
    if (qualified !== undefined) {
      const database = databases[WAREHOUSE_SCHEMAS[qualified.toLowerCase() as WarehouseSchema]];
      return `${ddl ?? ''}${database}.${qualified}`;
    }
    const value = parameters?.[name ?? ''];
    if (value === undefined) throw new InvariantError(`A statement names $${name}, which it was not given`);
    const [placeholder, bind] = bound(value);
    binds.push(bind);
    return placeholder;
  });
  return { text, binds };
}

/** The driver sends whole numbers of 53 bits; others travel as text and are cast. */
function bound(value: SqlValue): readonly [placeholder: string, bind: Bind] {
  if (value instanceof Uint8Array) throw new InvariantError('Bytes are bound to DuckDB only, where the edge step runs');
  if (typeof value === 'bigint') return ['CAST(? AS NUMBER(38, 0))', String(value)];
  if (typeof value === 'number' && !Number.isInteger(value)) return ['CAST(? AS DOUBLE)', String(value)];
  return ['?', value];
}
