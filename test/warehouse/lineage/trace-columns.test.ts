import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { InvariantError } from '../../../schemas/errors.ts';
import { openQueryParser, type QueryParser } from '../../../warehouse/lineage/parse-query.ts';
import type { ColumnSource } from '../../../warehouse/lineage/sources.ts';
import { traceColumns } from '../../../warehouse/lineage/trace-columns.ts';

let parser: QueryParser;
beforeAll(async () => {
  parser = await openQueryParser();
});
afterAll(() => parser.close());

const KNOWN: Readonly<Record<string, readonly string[]>> = {
  'a.t': ['k', 'x', 'y'],
  'a.u': ['k', 'z'],
  'r.code': ['code', 'label'],
};
const lineage = async (sql: string) =>
  traceColumns(await parser.parse(sql), {
    columnsOf: (table) => KNOWN[table],
    isLookup: (table) => table === 'r.code',
  });
/** `a.t.x` for a copy, `a.t.x*` for what is computed. */
const short = (from: readonly ColumnSource[]) =>
  from.map(({ table, column, how }) => `${table}.${column}${how === 'same' ? '' : '*'}`).join(' ');
const columns = async (sql: string) => {
  const found = await lineage(sql);
  expect(found.unresolved).toEqual([]);
  return Object.fromEntries(found.columns.map(({ name, from }) => [name, short(from)]));
};

describe('the columns of a query', () => {
  test.each<[string, string, Readonly<Record<string, string>>]>([
    ['are copied under another name', 'SELECT t.x AS renamed FROM a.t AS t', { renamed: 'a.t.x' }],
    ['are computed', 'SELECT UPPER(x) || CAST(y AS TEXT) AS w FROM a.t', { w: 'a.t.x* a.t.y*' }],
    ['come from nothing', "SELECT 1 AS one, 'a' AS two FROM a.t", { one: '', two: '' }],
    [
      'come through common table expressions, and those that read others',
      'WITH f AS (SELECT k, x FROM a.t), g AS (SELECT f.k, f.x AS v FROM f) SELECT g.v, g.k FROM g',
      { v: 'a.t.x', k: 'a.t.k' },
    ],
    [
      'come from whichever side of a join has them',
      'SELECT x, z FROM a.t INNER JOIN a.u ON a.u.k = a.t.k',
      { x: 'a.t.x', z: 'a.u.z' },
    ],
    ['come from both sides of USING', 'SELECT k FROM a.t INNER JOIN a.u USING (k)', { k: 'a.t.k a.u.k' }],
    [
      'come from both sides of a union, by place',
      'SELECT x AS v FROM a.t UNION ALL SELECT z FROM a.u UNION SELECT 1',
      { v: 'a.t.x a.u.z' },
    ],
    ['come through a star', 'SELECT * FROM (SELECT k, x FROM a.t) AS s', { k: 'a.t.k', x: 'a.t.x' }],
    [
      'come through a star of one table, without some',
      'SELECT t.* EXCLUDE (x) FROM a.t AS t CROSS JOIN a.u',
      { k: 'a.t.k', y: 'a.t.y' },
    ],
    [
      'are what aggregates and windows read, with their order and groups',
      'SELECT SUM(x) OVER (PARTITION BY k ORDER BY y) AS w, MAX(x) FILTER (WHERE y > 1) AS m FROM a.t',
      { w: 'a.t.k* a.t.x* a.t.y*', m: 'a.t.x* a.t.y*' },
    ],
    [
      'are decided by the conditions of a CASE as well',
      "SELECT CASE WHEN y > 1 THEN x ELSE 'none' END AS c FROM a.t",
      { c: 'a.t.x* a.t.y*' },
    ],
    [
      'come from a subquery that looks outside',
      'SELECT (SELECT MAX(u.z) FROM a.u AS u WHERE u.k = t.k) AS m FROM a.t AS t',
      { m: 'a.u.z*' },
    ],
    [
      'may name an earlier column of the same list',
      'SELECT x + y AS s, s * 2 AS twice FROM a.t',
      { s: 'a.t.x* a.t.y*', twice: 'a.t.x* a.t.y*' },
    ],
    [
      'come from a table whose columns nobody declared',
      'SELECT o.v, o.w + 1 AS n FROM b.o AS o',
      { v: 'b.o.v', n: 'b.o.w*' },
    ],
    [
      'come from a list of codes and from what was looked up in it',
      'SELECT c.label, t.y FROM a.t AS t LEFT JOIN r.code AS c ON c.code = t.x',
      { label: 'a.t.x* r.code.code* r.code.label*', y: 'a.t.y' },
    ],
    [
      'come from lists of values and from functions of rows',
      'SELECT v.p, g.n FROM a.t AS t CROSS JOIN (VALUES (1, 2)) AS v(p, q) CROSS JOIN UNNEST(t.x) AS g(n)',
      { p: '', n: 'a.t.x*' },
    ],
    ['are found whatever their case', 'SELECT T.X FROM A.T AS T', { x: 'a.t.x' }],
  ])('%s', async (_, sql, expected) => {
    expect(await columns(sql)).toEqual(expected);
  });

  test('do not hide what decides which rows there are', async () => {
    const { rowsBy } = await lineage(
      'SELECT t.x FROM a.t AS t INNER JOIN a.u AS u ON u.k = t.k WHERE t.y > 1 GROUP BY t.x HAVING COUNT(u.z) > 2',
    );
    expect(short(rowsBy)).toBe('a.t.k* a.t.x* a.t.y* a.u.k* a.u.z*');
  });

  test('that cannot be told are named, in place of being guessed', async () => {
    const found = await lineage('SELECT v, w.q FROM b.o CROSS JOIN b.p');
    expect(found.unresolved).toEqual(['v', 'w.q']);
    expect((await lineage('SELECT * FROM b.o')).unresolved).toEqual(['o.*']);
  });
});

test.each([['nonsense'], ['SELECT 1; SELECT 2'], ['']])('%j is refused as no single query', async (sql) => {
  await expect(parser.parse(sql)).rejects.toThrow(InvariantError);
});
