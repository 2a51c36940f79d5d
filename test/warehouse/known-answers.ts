import type { DialectFunction } from '../../warehouse/dialect.ts';

/** One call of a dialect function on literals, and what its definition says it answers. */
export interface KnownAnswer {
  readonly call: readonly string[];
  readonly answer: number | string | boolean | null;
  /** Rows the call is made over, for an aggregate: a table expression whose columns the arguments name. */
  readonly over?: string;
}

const values = (...rows: readonly string[]) => `(VALUES ${rows.map((row) => `(${row})`).join(', ')}) AS given (value)`;

/**
 * Similarities are those of Winkler's published examples (prefix scale 0.1, at most four letters); distances those of
 * Levenshtein's and Damerau's definitions; hashes those of FIPS 180-4; dates and percentiles are worked out by hand.
 */
export const KNOWN_ANSWERS: Readonly<Record<DialectFunction, readonly KnownAnswer[]>> = {
  jaro_winkler: [
    { call: ["'MARTHA'", "'MARHTA'"], answer: 0.961111 },
    { call: ["'DIXON'", "'DICKSONX'"], answer: 0.813333 },
    { call: ["'DWAYNE'", "'DUANE'"], answer: 0.84 },
    { call: ["'ABC'", "'ABC'"], answer: 1 },
    { call: ["''", "''"], answer: 1 },
    { call: ["''", "'ABC'"], answer: 0 },
    { call: ["'ABC'", "'XYZ'"], answer: 0 },
    { call: ['CAST(NULL AS TEXT)', "'ABC'"], answer: null },
  ],
  levenshtein: [
    { call: ["'kitten'", "'sitting'"], answer: 3 },
    { call: ["'CA'", "'AC'"], answer: 2 },
    { call: ["''", "'abc'"], answer: 3 },
    { call: ["'same'", "'same'"], answer: 0 },
    { call: ['CAST(NULL AS TEXT)', "'a'"], answer: null },
  ],
  damerau_levenshtein: [
    { call: ["'CA'", "'AC'"], answer: 1 },
    { call: ["'CA'", "'ABC'"], answer: 2 },
    { call: ["'SMITH'", "'SIMTH'"], answer: 1 },
    { call: ["''", "''"], answer: 0 },
    { call: ['CAST(NULL AS TEXT)', "'a'"], answer: null },
  ],
  days_between: [
    { call: ["DATE '2024-02-28'", "DATE '2024-03-01'"], answer: 2 },
    { call: ["DATE '2023-02-28'", "DATE '2023-03-01'"], answer: 1 },
    { call: ["DATE '2024-03-01'", "DATE '2024-02-28'"], answer: -2 },
    { call: ["DATE '2024-01-01'", 'CAST(NULL AS DATE)'], answer: null },
  ],
  months_between: [
    { call: ["DATE '2024-01-31'", "DATE '2024-02-01'"], answer: 1 },
    { call: ["DATE '2024-02-01'", "DATE '2024-02-29'"], answer: 0 },
    { call: ["DATE '2023-11-15'", "DATE '2024-01-01'"], answer: 2 },
    { call: ["DATE '2024-01-01'", "DATE '2023-12-31'"], answer: -1 },
  ],
  add_months: [
    { call: ["DATE '2024-01-31'", '1'], answer: '2024-02-29' },
    { call: ["DATE '2023-01-31'", '1'], answer: '2023-02-28' },
    { call: ["DATE '2024-03-15'", '-3'], answer: '2023-12-15' },
    { call: ["DATE '2024-03-15'", '0'], answer: '2024-03-15' },
  ],
  sha256_hex: [
    { call: ["'abc'"], answer: 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad' },
    { call: ["''"], answer: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855' },
    { call: ["'é'"], answer: '4a99557e4033c3539de2eb65472017cad5f9557f7a0625a09f1c3f6e2ba69c4c' },
  ],
  fold: [
    { call: ["'Núñez-Ávila'"], answer: 'NUNEZ-AVILA' },
    { call: ["'o’brien'"], answer: 'O’BRIEN' },
    { call: ["''"], answer: '' },
    { call: ['CAST(NULL AS TEXT)'], answer: null },
  ],
  percentile: [
    { call: ['value', '0.5'], over: values('1', '2', '3', '4'), answer: 2.5 },
    { call: ['value', '0.25'], over: values('1', '2', '3', '4'), answer: 1.75 },
    { call: ['value', '0.75'], over: values('10', 'NULL', '20'), answer: 17.5 },
    { call: ['value', '0.5'], over: values('7'), answer: 7 },
    // Neither engine may cut it to the two decimals of its values.
    {
      call: ['value', '0.25'],
      over: values('CAST(0.01 AS DECIMAL(4, 2))', 'CAST(0.02 AS DECIMAL(4, 2))'),
      answer: 0.0125,
    },
  ],
  greatest_of: [
    { call: ['1', '3', '2'], answer: 3 },
    { call: ['CAST(NULL AS INTEGER)', '3'], answer: 3 },
    { call: ['CAST(NULL AS INTEGER)', 'CAST(NULL AS INTEGER)'], answer: null },
    { call: ["DATE '2024-01-01'", "DATE '2024-06-01'"], answer: '2024-06-01' },
  ],
  least_of: [
    { call: ['1', '3', '2'], answer: 1 },
    { call: ['CAST(NULL AS INTEGER)', '3'], answer: 3 },
    { call: ['CAST(NULL AS INTEGER)', 'CAST(NULL AS INTEGER)'], answer: null },
  ],
  count_if: [
    { call: ['value > 1'], over: values('1', '2', '3', 'NULL'), answer: 2 },
    { call: ['value > 9'], over: values('1', '2'), answer: 0 },
  ],
  any_of: [
    { call: ['value'], over: values("'b'", "'a'", 'NULL'), answer: 'a' },
    { call: ['value'], over: values('CAST(NULL AS TEXT)'), answer: null },
  ],
  joined: [
    { call: ['value', "','", 'value'], over: values("'b'", "'a'", "'c'"), answer: 'a,b,c' },
    { call: ['CAST(value AS TEXT)', "' '", '-value'], over: values('1', '3', '2'), answer: '3 2 1' },
    { call: ['value', "','", 'value'], over: values("'b'", 'NULL', "'a'"), answer: 'a,b' },
    { call: ['value', "','", 'value'], over: values('CAST(NULL AS TEXT)'), answer: null },
  ],
  // The rows have no order of their own: sorted and joined.
  split_rows: [
    { call: ["'a,b,,c'", "','"], answer: '|a|b|c' },
    { call: ["'alone'", "','"], answer: 'alone' },
    { call: ["'a--b'", "'--'"], answer: 'a|b' },
  ],
};
