import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openDuckDb } from '../../../warehouse/duckdb/duckdb-warehouse.ts';
import { accentedLetters } from '../../../warehouse/snowflake/accented-letters.ts';
import type { Warehouse } from '../../../warehouse/warehouse.ts';

describe('letters that Snowflake is told to fold', () => {
  let duckdb: Warehouse;
  beforeAll(async () => {
    duckdb = await openDuckDb({ path: ':memory:' });
  });
  afterAll(() => duckdb.close());

  test('fold on DuckDB to the same ones, and marks to nothing', async () => {
    const [accented, plain] = accentedLetters();
    const letters = [...accented].map((letter, index) => ({ letter, folded: plain[index] ?? '' }));
    expect(letters.length).toBeGreaterThan(500);
    const fold = duckdb.dialect.functions.fold('part');
    const rows = await duckdb.query<{ part: string; folded: string }>(
      `SELECT part, ${fold} AS folded FROM (SELECT unnest(string_split($letters, '|')) AS part)`,
      { letters: [...accented].join('|') },
    );
    expect(rows.map(({ folded }) => folded)).toEqual(letters.map(({ folded }) => folded.toUpperCase()));
  });
});
