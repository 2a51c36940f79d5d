import { InvariantError } from '../../schemas/errors.ts';
import type { SqlParameters, SqlValue } from '../warehouse.ts';

/** Databases that schemas live in, beside the working one. */
export interface SnowflakeDatabases {
  /** The one a session uses: staging, quarantine, linkage, tables and aggregates. */
  readonly work: string;
  /** Of the schema `vault`. */
  readonly vault: string;
  /** Of the schema `public`. */
  readonly public: string;
}

export type Bind = string | number | boolean | null;

export interface StatementText {
  readonly text: string;
  readonly binds: readonly Bind[];
}

/** Texts, quoted names and remarks stay as they are; parameters and schemas of other databases are found between them. */
const TOKEN =
  /('(?:[^']|'')*'|"(?:[^"]|"")*"|--[^\n]*|\/\*[\s\S]*?\*\/|\$\$[\s\S]*?\$\$)|\$([a-z_][a-z0-9_]*)|(?<![\w.$])(vault|public)\.(?=[a-z_"{])/gi;

/**
 * A statement as Snowflake takes it: `$name` becomes a placeholder, its value a bind of the same place, and `vault.` and
 * `public.` name their databases, too.
 * @throws InvariantError when a parameter is missing, or is of a kind that only DuckDB takes
 */
export function statementText(
  sql: string,
  parameters: SqlParameters | undefined,
  databases: SnowflakeDatabases,
): StatementText {
  const binds: Bind[] = [];
  const text = sql.replaceAll(TOKEN, (token, kept?: string, name?: string, schema?: string) => {
    if (kept !== undefined) return token;
    if (schema !== undefined) {
      const home = schema.toLowerCase() === 'vault' ? databases.vault : databases.public;
      return `${home}.${schema}.`;
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
