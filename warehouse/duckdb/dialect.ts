import type { Dialect } from '../dialect.ts';

/**
 * DuckDB's string functions compare UTF-8 bytes, so an accented letter would cost two edits: every text that reaches
 * them is folded first (see `fold`), which is what makes the comparison one by characters.
 */
export const duckdbDialect: Dialect = Object.freeze({
  name: 'duckdb',
  workTable: 'TABLE',
  functions: Object.freeze({
    jaro_winkler: (a, b) => `(CASE WHEN ${a} = ${b} THEN 1.0 ELSE jaro_winkler_similarity(${a}, ${b}) END)`,
    levenshtein: (a, b) => `levenshtein(${a}, ${b})`,
    damerau_levenshtein: (a, b) => `damerau_levenshtein(${a}, ${b})`,
    days_between: (from, to) => `date_diff('day', ${from}, ${to})`,
    months_between: (from, to) => `date_diff('month', ${from}, ${to})`,
    add_months: (date, months) => `CAST(${date} + to_months(CAST(${months} AS INTEGER)) AS DATE)`,
    sha256_hex: (text) => `sha256(${text})`,
    fold: (text) => `upper(strip_accents(${text}))`,
    percentile: (value, share) => `quantile_cont(CAST(${value} AS DOUBLE), ${share})`,
    greatest_of: (...values) => `greatest(${values.join(', ')})`,
    least_of: (...values) => `least(${values.join(', ')})`,
    count_if: (condition) => `count_if(${condition})`,
    any_of: (value) => `min(${value})`,
    joined: (text, separator, order) => `string_agg(${text}, ${separator} ORDER BY ${order})`,
    split_rows: (text, separator) => `(SELECT unnest(string_split(${text}, ${separator})) AS value)`,
  } satisfies Dialect['functions']),
  typeName: (declared: string) => {
    const name = declared.toUpperCase().replaceAll(' ', '');
    return name === 'TEXT' ? 'VARCHAR' : name;
  },
});
