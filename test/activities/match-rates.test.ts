import { afterEach, beforeEach, expect, test } from 'vitest';
import { matchRates } from '../../activities/match-rates.ts';
import { publicTables } from '../../schemas/releases/tables/index.ts';
import { openDuckDb } from '../../warehouse/duckdb/duckdb-warehouse.ts';
import type { Warehouse } from '../../warehouse/warehouse.ts';

let warehouse: Warehouse;
beforeEach(async () => {
  warehouse = await openDuckDb({ path: ':memory:' });
  for (const statement of [
    'CREATE SCHEMA IF NOT EXISTS linkage',
    'CREATE SCHEMA IF NOT EXISTS vault',
    'CREATE SCHEMA IF NOT EXISTS learn_to_earn',
    'CREATE TABLE linkage.version (link_version INTEGER, state TEXT)',
    'CREATE TABLE linkage.crosswalk (link_version INTEGER, source TEXT, entity_id TEXT, person_key TEXT)',
    'CREATE TABLE vault.entity_variant (entity_id TEXT, source TEXT, ssn_token TEXT)',
    'CREATE TABLE learn_to_earn.high_school_completion (person_key TEXT)',
    "INSERT INTO linkage.version VALUES (1, 'promoted')",
    "INSERT INTO linkage.crosswalk VALUES (1, 'dese', 'd1', 'p1'), (1, 'dese', 'd2', 'p2'), (1, 'dese', 'd3', 'p3')",
    "INSERT INTO linkage.crosswalk VALUES (1, 'dhe', 'c1', 'p1'), (1, 'dua', 'w1', 'p1')",
    "INSERT INTO vault.entity_variant VALUES ('c1', 'dhe', 'token')",
    "INSERT INTO learn_to_earn.high_school_completion VALUES ('p1'), ('p2')",
  ]) {
    await warehouse.execute(statement);
  }
});
afterEach(async () => warehouse.close());

const ratesOf = async (name: string) => (await matchRates(warehouse, publicTables))[name]!;

test('without a roster no match with one is told', async () => {
  const pairs = (await ratesOf('earnings_by_group')).map(({ pair }) => pair);
  expect(pairs).toEqual(['dhe-dese', 'dhe-dua']);
});

test('with a roster it is told how many graduates are on it, of those alone', async () => {
  await warehouse.execute("INSERT INTO linkage.crosswalk VALUES (1, 'roster', 'r1', 'p1'), (1, 'roster', 'r3', 'p3')");
  expect(await ratesOf('college_career_outcomes')).toContainEqual({
    pair: 'dese-roster',
    eligible: 2,
    linked: 1,
    rate: 0.5,
  });
  expect((await ratesOf('third_grade_reading')).map(({ pair }) => pair)).not.toContain('dese-roster');
});
