import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { migrateEntities } from '../../activities/entities/entity-tables.ts';
import { hasSyntheticLoads } from '../../activities/synthetic-loads.ts';
import { migrateStaging } from '../../extracts/loads/migrate-staging.ts';
import { openDuckDb } from '../../warehouse/duckdb/duckdb-warehouse.ts';
import type { Warehouse } from '../../warehouse/warehouse.ts';

let warehouse: Warehouse;
beforeAll(async () => {
  warehouse = await openDuckDb({ path: ':memory:' });
  await warehouse.execute("ATTACH ':memory:' AS vault");
  await migrateStaging(warehouse, []);
  await migrateEntities(warehouse);
});
afterAll(() => warehouse.close());
beforeEach(async () => {
  await warehouse.execute('DELETE FROM hub.load');
  await warehouse.execute('DELETE FROM linkage.entity_load');
});

async function load(loadId: number, state: string, synthetic: boolean | null): Promise<void> {
  await warehouse.execute(
    `INSERT INTO hub.load (load_id, extract, submitter, period, content_hash, contract_version, token_key_id, state,
       rows_read, rows_loaded, rows_quarantined, loaded_at, source_name, actor, run_id, file_bytes, synthetic)
     VALUES ($load_id, 'dese.sims', '00350000', '2024-10', 'h', 1, 'k', $state, 1, 1, 0, TIMESTAMP '2026-01-01', 'a', 'ada',
       'r', 1, CAST($synthetic AS BOOLEAN))`,
    { load_id: loadId, state, synthetic },
  );
}

it('there are none where nothing is loaded, and none among loads of earlier code, which did not say', async () => {
  expect(await hasSyntheticLoads(warehouse)).toBe(false);
  await load(1, 'current', null);
  await load(2, 'current', false);
  expect(await hasSyntheticLoads(warehouse)).toBe(false);
});

it('one that counts is enough', async () => {
  await load(1, 'current', false);
  await load(2, 'current', true);
  expect(await hasSyntheticLoads(warehouse)).toBe(true);
});

it('one that was taken back counts for as long as the entities in force were made from it', async () => {
  await load(1, 'retracted', true);
  expect(await hasSyntheticLoads(warehouse)).toBe(false);
  await warehouse.execute("INSERT INTO linkage.entity_load VALUES (1, 'dese.sims', 'k', 'c', 'done')");
  expect(await hasSyntheticLoads(warehouse)).toBe(true);
});
