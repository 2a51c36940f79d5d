/**
 * What differs between engines, as named functions that return SQL text from SQL text. `sql/` files call them as
 * `{{ jaro_winkler(a.last_name, b.last_name) }}`; generated SQL calls them directly. Arguments are SQL expressions,
 * never values: values are bound.
 */
export interface Dialect {
  readonly name: 'duckdb' | 'snowflake';
  readonly functions: Readonly<Record<DialectFunction, (...args: readonly string[]) => string>>;
  /**
   * What `CREATE` makes for work between two statements of different sessions: a table whose rows, some of which name
   * people, leave no history behind when it is dropped.
   */
  readonly workTable: string;
  /** The engine's catalog's name of a type that SQL declares: `DECIMAL(11, 2)` is `NUMBER(11,2)` to Snowflake. */
  typeName(declared: string): string;
}

export const DIALECT_FUNCTIONS = [
  /** (a, b) → similarity 0–1 by characters; the empty string is like nothing but itself. */
  'jaro_winkler',
  /** (a, b) → edits by characters, no transposition. */
  'levenshtein',
  /** (a, b) → edits by characters, transposition counts one. */
  'damerau_levenshtein',
  /** (from, to) → whole days from → to. */
  'days_between',
  /** (from, to) → calendar months from → to. */
  'months_between',
  /** (date, months) → date. */
  'add_months',
  /** (text) → lower-case hex SHA-256 of the UTF-8 bytes. */
  'sha256_hex',
  /** (text) → upper case, accents stripped. */
  'fold',
  /** (value, percentile as a literal 0–1) → aggregate, linear interpolation of the values as DOUBLE. */
  'percentile',
  /** (list of values…) → the greatest that is not null; null when all are. */
  'greatest_of',
  'least_of',
  /** (condition) → aggregate: rows for which it holds. */
  'count_if',
  /** (value) → aggregate: any one value, the least, so that reruns agree. */
  'any_of',
  /** (text, separator, order) → aggregate: texts, none of them empty, one behind the other in ascending order; null when there is none. */
  'joined',
  /** (text, separator) → a table of one text column `value`, a row for each part, in no order. */
  'split_rows',
] as const;
export type DialectFunction = (typeof DIALECT_FUNCTIONS)[number];
