import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { conditionCompiler } from '../../linkers/condition-sql.ts';
import { nicknamePairs } from '../../linkers/nicknames.ts';
import type { Condition } from '../../schemas/link-model/condition.ts';
import { openDuckDb } from '../../warehouse/duckdb/duckdb-warehouse.ts';
import type { Warehouse } from '../../warehouse/warehouse.ts';

let warehouse: Warehouse;
beforeAll(async () => {
  warehouse = await openDuckDb({ path: ':memory:' });
  await warehouse.execute(
    "CREATE TABLE link_nickname AS SELECT * FROM (VALUES ('BOB', 'ROBERT'), ('ROBERT', 'BOB')) AS pair(name, other_name)",
  );
});
afterAll(() => warehouse.close());

type Value = string | null;

/** What the compiled conditions say of one pair of records with columns `a` and `b`. */
async function verdicts(
  conditions: readonly Condition[],
  l: readonly [Value, Value?],
  r: readonly [Value, Value?],
  type = 'VARCHAR',
): Promise<readonly unknown[]> {
  const compiler = conditionCompiler(warehouse.dialect, (side, column) => `${side}.${column}`);
  const compiled = conditions.map((condition) => compiler.compile(condition, ['a']));
  const [row] = await warehouse.query(
    `SELECT ${compiled.map((sql, index) => `${sql} AS v${index}`).join(', ')}
    FROM (
      SELECT ${compiler
        .measures()
        .map(({ alias, sql }) => `${sql} AS ${alias}`)
        .join(', ')}
      FROM (SELECT CAST($la AS ${type}) AS a, CAST($lb AS ${type}) AS b) AS l
      CROSS JOIN (SELECT CAST($ra AS ${type}) AS a, CAST($rb AS ${type}) AS b) AS r
      ${compiler.joins().join(' ')}
    ) AS measured`,
    { la: l[0], lb: l[1] ?? null, ra: r[0], rb: r[1] ?? null },
  );
  return conditions.map((_, index) => row?.[`v${index}`]);
}

/** Restricted edit distance by its definition (an exchange of neighbors counts one, and is not edited again). */
function edits(a: string, b: string): number {
  const table = Array.from({ length: a.length + 1 }, (_, i) =>
    Array.from({ length: b.length + 1 }, (_, j) => (i === 0 ? j : j === 0 ? i : 0)),
  );
  for (let i = 1; i <= a.length; i++) {
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      let best = Math.min(table[i - 1]![j]! + 1, table[i]![j - 1]! + 1, table[i - 1]![j - 1]! + same);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        best = Math.min(best, table[i - 2]![j - 2]! + 1);
      table[i]![j] = best;
    }
  }
  return table[a.length]![b.length]!;
}

describe('conditions', () => {
  test.each<[Condition, Value, Value, boolean]>([
    [{ type: 'exact' }, 'ANN', 'ANN', true],
    [{ type: 'jaro_winkler', at_least: 0.9 }, 'MARTHA', 'MARHTA', true],
    [{ type: 'jaro_winkler', at_least: 0.97 }, 'MARTHA', 'MARHTA', false],
    [{ type: 'levenshtein', at_most: 1 }, 'SMITH', 'SMITHS', true],
    [{ type: 'levenshtein', at_most: 1 }, 'SMITH', 'SMIHT', false],
    [{ type: 'damerau_levenshtein', at_most: 1 }, 'SMITH', 'SMIHT', true],
    [{ type: 'nickname' }, 'BOB', 'ROBERT', true],
    [{ type: 'nickname' }, 'BOB', 'BOB', false],
    [{ type: 'name_parts' }, 'GARCIA-LOPEZ', 'LOPEZ', true],
    [{ type: 'name_parts' }, 'GARCIA LOPEZ', 'LOPEZ RIVERA', true],
    [{ type: 'name_parts' }, 'DE LA CRUZ', 'DE LA ROSA', false],
    [{ type: 'name_parts' }, 'LOPEZ', 'LOPEZE', false],
    [{ type: 'prefix', at_least: 1 }, 'J', 'JOHN', true],
    [{ type: 'prefix', at_least: 3 }, 'J', 'JOHN', false],
    [{ type: 'prefix', at_least: 3 }, 'CHRISTOPHER', 'CHRIS', true],
    [{ type: 'missing' }, null, 'ANN', true],
    [{ type: 'missing' }, 'ANN', 'ANN', false],
    [{ type: 'custom', sql: '{{ levenshtein(l.a, r.a) }} = LENGTH(l.a)' }, 'ANN', 'BOB', true],
    [
      {
        type: 'all',
        of: [
          { type: 'prefix', at_least: 1 },
          { type: 'levenshtein', at_most: 1 },
        ],
      },
      'JO',
      'J',
      true,
    ],
    [{ type: 'any', of: [{ type: 'exact' }, { type: 'missing' }] }, 'ANN', 'BOB', false],
  ])('%j of %s and %s is %s', async (condition, l, r, expected) => {
    expect(await verdicts([condition], [l], [r])).toEqual([expected]);
    expect(await verdicts([condition], [r], [l])).toEqual([expected]);
  });

  test.each<[Condition, string, string, boolean]>([
    [{ type: 'day_month_swapped' }, '2010-03-04', '2010-04-03', true],
    [{ type: 'day_month_swapped' }, '2010-03-04', '2011-04-03', false],
    [{ type: 'date_parts', parts: ['year', 'month'] }, '2010-03-04', '2010-03-20', true],
    [{ type: 'date_parts', parts: ['month', 'day'] }, '2010-03-04', '2010-03-20', false],
    [{ type: 'days_apart', at_most: 2 }, '2010-02-28', '2010-03-02', true],
    [{ type: 'days_apart', at_most: 1 }, '2010-02-28', '2010-03-02', false],
  ])('%j of %s and %s is %s', async (condition, l, r, expected) => {
    expect(await verdicts([condition], [l], [r], 'DATE')).toEqual([expected]);
  });

  test('tell exchanged columns', async () => {
    const reversed: Condition = { type: 'columns_reversed', columns: ['a', 'b'] };
    expect(await verdicts([reversed], ['ANN', 'LEE'], ['LEE', 'ANN'])).toEqual([true]);
    expect(await verdicts([reversed], ['ANN', 'LEE'], ['ANN', 'LEE'])).toEqual([false]);
  });

  test('hold of no missing value, except missing itself', async () => {
    const conditions: Condition[] = [
      { type: 'exact' },
      { type: 'jaro_winkler', at_least: 0 },
      { type: 'levenshtein', at_most: 9 },
      { type: 'damerau_levenshtein', at_most: 9 },
      { type: 'name_parts' },
      { type: 'prefix', at_least: 1 },
    ];
    for (const verdict of await verdicts(conditions, ['ANN'], [null])) expect(verdict).not.toBe(true);
  });

  test('count edits as the definition does, at every limit at once', async () => {
    const word = fc.string({ unit: fc.constantFrom('A', 'B', 'C'), minLength: 1, maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(word, word, async (a, b) => {
        const limits = [1, 2, 3];
        const conditions = limits.map((at_most): Condition => ({ type: 'damerau_levenshtein', at_most }));
        // DuckDB's distance is the unrestricted one, never above the restricted and at least half of it.
        const verdict = await verdicts(conditions, [a], [b]);
        const [distance] = await warehouse.query<{ d: number }>('SELECT damerau_levenshtein($a, $b) AS d', { a, b });
        expect(verdict).toEqual(limits.map((limit) => distance!.d <= limit));
        expect(distance!.d).toBeLessThanOrEqual(edits(a, b));
      }),
      { numRuns: 60 },
    );
  });
});

test('nicknames go both ways, each pair once, no name with itself', () => {
  const pairs = nicknamePairs([['ZBIGNIEW', 'ZBYSZEK']]);
  const keys = new Set(pairs.map((pair) => pair.join(' ')));
  expect(keys.size).toBe(pairs.length);
  for (const [a, b] of pairs) {
    expect(a).not.toBe(b);
    expect(keys.has(`${b} ${a}`)).toBe(true);
    expect(`${a}${b}`).toMatch(/^[A-Z]+$/);
  }
  expect(keys.has('ZBYSZEK ZBIGNIEW')).toBe(true);
});
