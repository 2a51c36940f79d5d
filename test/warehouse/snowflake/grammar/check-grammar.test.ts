import { expect, test } from 'vitest';
import { type RefusedStatement, refusedStatements } from './check-grammar.ts';

/** Statements that are none of Snowflake's, or not the same there, and a part of why. */
const REFUSED: readonly (readonly [sql: string, reason: string])[] = [
  // What does not parse, and what parses only because nobody looks inside.
  ['SELECT FROM WHERE', 'not in the grammar'],
  ['SELECT 1 AS one FROM t WHERE (a = 1', 'not in the grammar'],
  ["ATTACH 'other.db' AS other", 'not in the grammar'],
  ['SELECT 1 AS one; SELECT 2 AS two', '2 statements'],
  ['', '0 statements'],
  ['INSTALL httpfs', 'no statement'],
  ['PRAGMA threads', 'PRAGMA'],
  ['CHECKPOINT', 'no statement'],
  ['CREATE SEQUENCE hub.numbers', 'CREATE SEQUENCE'],
  ['CREATE INDEX by_id ON hub.load (load_id)', 'CREATE INDEX'],
  ['CREATE MACRO double_of(x) AS x * 2', 'does not know'],
  ['CREATE MASKING POLICY hub.mask AS (v VARCHAR) RETURNS VARCHAR -> strip_accents(v)', 'STRIP_ACCENTS'],
  ['REMOVE load_stage', 'does not know'],

  // Functions of DuckDB's, also those the parser translates by itself.
  ['SELECT strip_accents(a) AS b FROM t', 'the function STRIP_ACCENTS'],
  ["SELECT unnest(string_split(a, ',')) AS b FROM t", 'the function STRING_SPLIT'],
  ['SELECT id FROM UNNEST(GENERATE_SERIES(0, 9)) AS given (id)', 'UNNEST'],
  ["SELECT date_diff('day', a, b) AS days FROM t", 'the function DATE_DIFF'],
  ['SELECT quantile_cont(a, 0.5) AS b FROM t', 'the function QUANTILE_CONT'],
  ["SELECT regexp_matches(a, 'b') AS b FROM t", 'the function REGEXP_MATCHES'],
  ["SELECT strftime(a, '%Y') AS b FROM t", 'the function STRFTIME'],
  ['SELECT list_value(1, 2) AS b', 'the function LIST_VALUE'],
  ['SELECT list(a) AS b FROM t', 'the function LIST'],
  ['SELECT jaro_winkler_similarity(a, b) AS c FROM t', 'the function JARO_WINKLER_SIMILARITY'],
  ['SELECT levenshtein(a, b) AS c FROM t', 'the function LEVENSHTEIN'],
  ['SELECT sha256(a) AS b FROM t', 'the function SHA256'],
  ['SELECT arg_max(a, b) AS c FROM t', 'the function ARG_MAX'],
  ['SELECT bool_or(a) AS b FROM t', 'the function BOOL_OR'],
  ['SELECT starts_with(a, b) AS c FROM t', 'the function STARTS_WITH'],
  ['SELECT damerau_levenshtein(a, b) AS c FROM t', 'the function DAMERAU_LEVENSHTEIN'],
  ['SELECT hub.unheard_of(a) AS b FROM t', 'the function HUB.UNHEARD_OF'],
  ["SELECT nextval('numbers') AS n", 'the function NEXTVAL'],
  ['SELECT range FROM range(10)', 'the function RANGE'],
  ["SELECT a FROM read_parquet('x')", 'the function READ_PARQUET'],

  // Functions of both engines that answer differently.
  ['SELECT CONCAT(a, b) AS c FROM t', 'CONCAT, which'],
  ['SELECT GREATEST(a, b) AS c FROM t', 'GREATEST, which'],
  ['SELECT LOG(a) AS b FROM t', 'LOG, which'],
  ['SELECT AVG(a) AS b FROM t', 'AVG, which'],
  ['SELECT ANY_VALUE(a) AS b FROM t', 'ANY_VALUE, which'],
  ["SELECT REGEXP_REPLACE(a, 'b', 'c') AS d FROM t", 'REGEXP_REPLACE, which'],

  // Constructs.
  ['SELECT COUNT(*) FILTER (WHERE a) AS b FROM t', 'FILTER'],
  ['SELECT SUM(a) FILTER (WHERE b) OVER (PARTITION BY c) AS d FROM t', 'FILTER'],
  ['UPDATE hub.load AS load SET state = ? WHERE load.load_id = ?', 'an alias of the table of UPDATE'],
  ['DELETE FROM hub.load AS load WHERE load.load_id = ?', 'an alias of the table of DELETE'],
  ['SELECT DISTINCT ON (a) a, b FROM t', 'DISTINCT ON'],
  ['SELECT a FROM t EXCEPT ALL SELECT a FROM u', 'EXCEPT ALL'],
  ['SELECT a FROM t INTERSECT ALL SELECT a FROM u', 'INTERSECT ALL'],
  ['SELECT a FROM t UNION BY NAME SELECT a FROM u', 'BY NAME'],
  ['SELECT a FROM t USING SAMPLE 10', 'a sample'],
  ['SELECT a FROM t TABLESAMPLE BERNOULLI (10)', 'a sample'],
  ['SELECT [1, 2] AS a', 'a list'],
  ["SELECT {'a': 1} AS b", 'a struct'],
  ['SELECT a[1] AS b FROM t', 'an element of a list'],
  ['SELECT list_transform(a, x -> x + 1) AS b FROM t', 'the function LIST_TRANSFORM'],
  ['INSERT OR REPLACE INTO t (a) VALUES (1)', 'INSERT OR REPLACE'],
  ['INSERT INTO t (a) VALUES (1) ON CONFLICT DO NOTHING', 'ON CONFLICT'],
  ['INSERT INTO t (a) VALUES (1) RETURNING a', 'RETURNING'],
  ['WITH u AS (SELECT 1 AS a) INSERT INTO t SELECT a FROM u', 'WITH before INSERT'],
  ['FROM t', 'FROM first'],
  ['SELECT a FROM (FROM t) AS u', 'FROM first'],
  ['SELECT a, b, FROM t', 'a comma behind the last'],
  ['SELECT 7 // 2 AS a', 'begins a comment'],
  ["SELECT a FROM t WHERE a ~ 'b'", 'not in the grammar'],
  ["SELECT a FROM t WHERE a SIMILAR TO 'b'", 'SIMILAR TO'],
  ["SELECT '\\d' AS pattern", 'a backslash'],
  ['SELECT a FROM t SEMI JOIN u ON t.a = u.a', 'a SEMI join'],
  ['SELECT a FROM t ASOF JOIN u ON t.a >= u.a', 'a ASOF join'],
  ['SELECT SUM(a) OVER w AS b FROM t WINDOW w AS (ORDER BY c)', 'not in the grammar'],
  ['SELECT SUM(a) OVER (ORDER BY b GROUPS BETWEEN 1 PRECEDING AND CURRENT ROW) AS c FROM t', 'GROUPS'],
  ['SELECT COUNT(DISTINCT a) OVER (ORDER BY b) AS c FROM t', 'a DISTINCT aggregate'],
  ['CREATE TABLE t (a INTEGER CHECK (a > 0))', 'a CHECK constraint'],
  ['SELECT MAX(a = 1) AS b FROM t', 'MAX of a BOOLEAN'],
  ['SELECT MIN(known) AS b FROM (SELECT a IS NOT NULL AS known FROM t) AS u', 'MIN of a BOOLEAN'],
  ['SELECT SUM(a > 1) AS b FROM t', 'SUM of a BOOLEAN'],
  ['SELECT MAX(CASE WHEN a = 1 THEN TRUE ELSE NULL END) AS b FROM t', 'MAX of a BOOLEAN'],

  // Types and names.
  ['SELECT CAST(a AS HUGEINT) AS b FROM t', 'the type HUGEINT'],
  ['SELECT a::UBIGINT AS b FROM t', 'not in the grammar'],
  ['CREATE TABLE t (a BLOB)', 'the type BLOB'],
  ['SELECT CAST(a AS INTEGER[]) AS b FROM t', 'the type ARRAY'],
  ['SELECT COUNT(*) AS rows FROM t', 'the reserved word ROWS'],
  ['SELECT start FROM t', 'the reserved word START'],
  ['SELECT a FROM t AS sample', 'the reserved word SAMPLE'],
  ['CREATE TABLE t (increment INTEGER)', 'the reserved word INCREMENT'],
  ['SELECT a FROM t AS lateral', 'the reserved word LATERAL'],

  // What is the same text and another meaning.
  ['SELECT a FROM t ORDER BY a DESC LIMIT 1', 'DESC without NULLS'],
  ['SELECT ROW_NUMBER() OVER (PARTITION BY a ORDER BY b DESC) AS c FROM t', 'DESC without NULLS'],
  ['SELECT a / b AS c FROM t', 'a division without a DOUBLE'],
  ['SELECT COUNT(*) / 2 AS half FROM t', 'a division without a DOUBLE'],

  // Subqueries.
  ['SELECT a, EXISTS (SELECT 1 FROM u WHERE u.a = t.a) AS b FROM t', 'EXISTS outside a WHERE'],
  ['SELECT a FROM t JOIN v ON v.a IN (SELECT a FROM u)', 'IN (SELECT …) outside a WHERE'],
  ['SELECT a FROM t WHERE EXISTS (SELECT 1 FROM u WHERE u.a > t.a)', 'no equality'],
  ['SELECT a FROM t WHERE b = (SELECT MAX(u.b) FROM u WHERE u.a < t.a)', 'more than equalities'],
  ['SELECT a FROM t WHERE b = (SELECT u.b FROM u WHERE u.a = t.a)', 'no aggregate'],
  ['SELECT (SELECT MAX(u.b) FROM u WHERE u.a = t.a) AS b FROM t', 'outside a WHERE'],
  [`INSERT INTO t (a) VALUES ${Array.from({ length: 16_385 }, (_, row) => `(${row})`).join(', ')}`, 'more than 16384'],
];

const ACCEPTED: readonly string[] = [
  'SELECT a, b AS "left" FROM t AS u WHERE u.a = ? ORDER BY a, b DESC NULLS LAST LIMIT 10',
  'SELECT * EXCLUDE (a) FROM t',
  'SELECT a::NUMBER(38, 0) AS b, CAST(c AS DECIMAL(11, 2)) AS d, CAST(? AS TEXT) AS e FROM t',
  'SELECT a FROM t WHERE a IS DISTINCT FROM b AND MOD(a, 2) = 0 AND a % 3 = 1',
  'SELECT a, COUNT(*) AS n FROM t GROUP BY ALL HAVING COUNT(*) > 1',
  'SELECT a FROM t QUALIFY ROW_NUMBER() OVER (PARTITION BY a ORDER BY b) = 1',
  'SELECT a, MIN(b) AS b FROM t GROUP BY GROUPING SETS ((a), (a, c))',
  'WITH RECURSIVE r AS (SELECT 1 AS a UNION ALL SELECT a + 1 FROM r WHERE a < 9) SELECT a FROM r',
  'SELECT CAST(part.value AS VARCHAR) AS value FROM LATERAL FLATTEN(INPUT => SPLIT(?, CHR(30))) AS part',
  'SELECT a FROM (VALUES (1), (2)) AS given (a)',
  "SELECT EXTRACT(YEAR FROM a) AS b, POSITION(('x' || c) IN d) AS e, SUBSTR(f, 1, 2) AS g FROM t",
  'SELECT hub.damerau_levenshtein(a, b) AS c FROM t',
  'SELECT CAST(a AS DOUBLE) / b AS c FROM t',
  'SELECT mean / 2 AS half FROM (SELECT CAST(SUM(a) AS DOUBLE) / COUNT(*) AS mean FROM t) AS u',
  'SELECT PERCENTILE_CONT(0.25) WITHIN GROUP (ORDER BY a) AS b FROM t',
  'SELECT a FROM t WHERE NOT EXISTS (SELECT 1 FROM u WHERE u.a = t.a AND u.b > t.b) AND a IN (SELECT a FROM v)',
  'SELECT a FROM t WHERE b = (SELECT MAX(u.b) FROM u WHERE u.a = t.a)',
  'SELECT a + (SELECT COALESCE(MAX(u.a), 0) FROM u) AS b FROM t',
  'SELECT MAX(flag) = 1 AS flag FROM (SELECT CASE WHEN a THEN 1 ELSE 0 END AS flag FROM t) AS u',
  "SELECT 'a // b' AS c -- half // whole\nFROM t",
  'UPDATE hub.load SET state = ? FROM (SELECT load_id FROM u) AS newer WHERE load.load_id = newer.load_id',
  'DELETE FROM hub_vault.vault.entity WHERE entity_id NOT IN (SELECT entity_id FROM linkage.entity_record)',
  'INSERT INTO t (a) WITH u AS (SELECT 1 AS a) SELECT a FROM u',
  'CREATE OR REPLACE TEMPORARY TABLE t AS SELECT 1 AS a',
  'CREATE OR REPLACE TRANSIENT TABLE hub_vault.vault.work (a BIGINT NOT NULL, b DOUBLE, c TIMESTAMP)',
  'CREATE SCHEMA IF NOT EXISTS linkage',
  'ALTER TABLE t ADD COLUMN IF NOT EXISTS a DOUBLE',
  'CREATE OR REPLACE SECURE VIEW v AS SELECT 1 AS a',
  'CREATE OR REPLACE FUNCTION hub.f(A VARCHAR) RETURNS INTEGER LANGUAGE JAVASCRIPT AS $$ return A[0] // 2 $$',
  'CREATE STAGE IF NOT EXISTS hub.load_stage',
  "PUT 'file:///data/a%20b.parquet' @hub.load_stage/k AUTO_COMPRESS = FALSE OVERWRITE = FALSE",
  "COPY INTO t (a, b) FROM @hub.load_stage/k FILES = ('a.parquet') FILE_FORMAT = (TYPE = PARQUET) MATCH_BY_COLUMN_NAME = CASE_INSENSITIVE ON_ERROR = ABORT_STATEMENT",
  'REMOVE @hub.load_stage/k',
  'BEGIN TRANSACTION',
  'COMMIT',
  'ROLLBACK',
  'CREATE MASKING POLICY IF NOT EXISTS hub.mask AS (v VARCHAR(40)) RETURNS VARCHAR -> CASE WHEN IS_ROLE_IN_SESSION(?) THEN v END',
  'CREATE OR REPLACE ROW ACCESS POLICY hub.own AS (v NUMBER) RETURNS BOOLEAN -> v = 1',
  'ALTER TABLE vault.entity MODIFY COLUMN natural_key SET MASKING POLICY hub.mask',
  'GRANT SELECT ON FUTURE TABLES IN SCHEMA hub_work.ecids TO ROLE hub_analyst',
  'GRANT ROLE hub_analyst TO ROLE hub_engineer',
  'CREATE ROLE IF NOT EXISTS hub_auditor',
  'ALTER WAREHOUSE hub_wh SUSPEND',
];

let refused: ReadonlyMap<string, string> | undefined;

async function reasonOf(sql: string): Promise<string | undefined> {
  const found: readonly RefusedStatement[] =
    refused === undefined ? await refusedStatements([...REFUSED.map(([each]) => each), ...ACCEPTED]) : [];
  refused ??= new Map(found.map((each) => [each.sql, each.reason]));
  return refused.get(sql);
}

test.each(REFUSED.map(([sql, reason]) => ({ sql, shown: sql.slice(0, 80), reason })))(
  'refuses $shown',
  async ({ sql, reason }) => {
    expect(await reasonOf(sql)).toContain(reason);
  },
);

test.each(ACCEPTED)('accepts %s', async (sql) => {
  expect(await reasonOf(sql)).toBeUndefined();
});

test('a grammar that broke off accepts nothing', async () => {
  await expect(refusedStatements([`SELECT ${'('.repeat(20_000)}`])).rejects.toThrow('broke off');
});
