import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openDuckDb } from '../../../warehouse/duckdb/duckdb-warehouse.ts';
import { DAMERAU_LEVENSHTEIN } from '../../../warehouse/snowflake/damerau-levenshtein.ts';
import type { Warehouse } from '../../../warehouse/warehouse.ts';

/** As Snowflake runs it: the text between the dollar signs, with its arguments in upper case. */
const distance = new Function('A', 'B', DAMERAU_LEVENSHTEIN) as (a: string, b: string) => number;

describe('the function that Snowflake is given for Damerau–Levenshtein', () => {
  let duckdb: Warehouse;
  beforeAll(async () => {
    duckdb = await openDuckDb({ path: ':memory:' });
  });
  afterAll(() => duckdb.close());

  test.each([
    ['CA', 'AC', 1],
    ['CA', 'ABC', 2],
    ['SMITH', 'SIMTH', 1],
    ['', '', 0],
    ['', 'abc', 3],
    ['josé', 'jose', 1],
    ['👩‍🎓', '', 3],
  ])('%j and %j are %i apart', (a, b, expected) => {
    expect(distance(a, b)).toBe(expected);
    expect(distance(b, a)).toBe(expected);
  });

  test('is DuckDB’s on any text of plain letters', async () => {
    const text = fc.string({ unit: fc.constantFrom('A', 'B', 'C', 'D'), maxLength: 12 });
    const pairs = fc.sample(fc.tuple(text, text), 500);
    const answers = await Promise.all(
      pairs.map(async ([a, b]) => {
        const [row] = await duckdb.query<{ n: number }>('SELECT damerau_levenshtein($a, $b) AS n', { a, b });
        return row?.n;
      }),
    );
    expect(pairs.map(([a, b]) => distance(a, b))).toEqual(answers);
  });
});
