import type { Dialect } from '../dialect.ts';
import { textLiteral } from '../identifier.ts';
import { accentedLetters } from './accented-letters.ts';

const [ACCENTED, PLAIN] = accentedLetters().map(textLiteral);

/**
 * Snowflake's string functions compare characters. Its `JAROWINKLER_SIMILARITY` is a whole number from 0 to 100 and
 * takes no account of case; thresholds are kept on whole hundredths, so that both engines decide alike but for pairs
 * within its rounding. It has no Damerau–Levenshtein distance: `hub.damerau_levenshtein` is a function that the
 * warehouse's migrations create.
 */
export const snowflakeDialect: Dialect = Object.freeze({
  name: 'snowflake',
  workTable: 'TRANSIENT TABLE',
  functions: Object.freeze({
    jaro_winkler: (a, b) =>
      `(CASE WHEN ${a} = ${b} THEN 1.0 ELSE CAST(JAROWINKLER_SIMILARITY(${a}, ${b}) AS DOUBLE) / 100 END)`,
    levenshtein: (a, b) => `EDITDISTANCE(${a}, ${b})`,
    damerau_levenshtein: (a, b) => `hub.damerau_levenshtein(${a}, ${b})`,
    days_between: (from, to) => `DATEDIFF('day', ${from}, ${to})`,
    months_between: (from, to) => `DATEDIFF('month', ${from}, ${to})`,
    // ADD_MONTHS would take the last day of a month to the last day of the other.
    add_months: (date, months) => `CAST(DATEADD('month', CAST(${months} AS INTEGER), ${date}) AS DATE)`,
    sha256_hex: (text) => `SHA2(${text}, 256)`,
    fold: (text) => `UPPER(TRANSLATE(${text}, ${ACCENTED}, ${PLAIN}))`,
    percentile: (value, share) => `PERCENTILE_CONT(${share}) WITHIN GROUP (ORDER BY CAST(${value} AS DOUBLE))`,
    greatest_of: (...values) => `GREATEST_IGNORE_NULLS(${values.join(', ')})`,
    least_of: (...values) => `LEAST_IGNORE_NULLS(${values.join(', ')})`,
    // COUNT_IF is documented to be null where no row satisfies the condition.
    count_if: (condition) => `COUNT(CASE WHEN ${condition} THEN 1 END)`,
    any_of: (value) => `MIN(${value})`,
    // LISTAGG of nothing is documented to be the empty text.
    joined: (text, separator, order) => `NULLIF(LISTAGG(${text}, ${separator}) WITHIN GROUP (ORDER BY ${order}), '')`,
    split_rows: (text, separator) =>
      `(SELECT CAST(part.value AS VARCHAR) AS value FROM (SELECT ${text} AS whole) AS given, LATERAL FLATTEN(INPUT => SPLIT(given.whole, ${separator})) AS part)`,
  } satisfies Dialect['functions']),
  typeName,
});

const SYNONYMS: Readonly<Record<string, string>> = {
  VARCHAR: 'TEXT',
  STRING: 'TEXT',
  INTEGER: 'NUMBER(38,0)',
  INT: 'NUMBER(38,0)',
  BIGINT: 'NUMBER(38,0)',
  SMALLINT: 'NUMBER(38,0)',
  NUMBER: 'NUMBER(38,0)',
  DOUBLE: 'FLOAT',
  TIMESTAMP: 'TIMESTAMP_NTZ',
};

function typeName(declared: string): string {
  const name = declared.toUpperCase().replaceAll(' ', '');
  const [base = name] = name.split('(');
  if (base === 'DECIMAL' || base === 'NUMERIC') return name.replace(base, 'NUMBER');
  // Texts are as long as they may be, and times as exact, whatever was declared.
  if (base === 'VARCHAR' || base === 'TEXT') return 'TEXT';
  return name.includes('(') ? name : (SYNONYMS[name] ?? name);
}
