import { afterAll, beforeAll, expect, test } from 'vitest';
import { tableOwners } from '../../activities/table-owners.ts';
import { checkWarehouse, migrateHubWarehouse } from '../../activities/tend-warehouse.ts';
import { standingObjects, warehouseObjects } from '../../activities/warehouse-objects.ts';
import { hubGraph } from '../../assets/hub-assets.ts';
import { openDuckDb } from '../../warehouse/duckdb/duckdb-warehouse.ts';
import { migrateWarehouse } from '../../warehouse/migrations/migrate-warehouse.ts';
import type { Warehouse } from '../../warehouse/warehouse.ts';

let warehouse: Warehouse;
beforeAll(async () => {
  warehouse = await openDuckDb({ path: ':memory:' });
  await warehouse.execute("ATTACH ':memory:' AS vault");
  // As a worker does when it starts.
  await migrateWarehouse(warehouse, standingObjects);
});
afterAll(() => warehouse.close());

test('all that the hub keeps is as it wants it once it is migrated, and stays so', async () => {
  const tended = { warehouse, graph: hubGraph };
  const { repaired } = await migrateHubWarehouse(tended);
  expect(repaired).toEqual([]);
  expect(await checkWarehouse(tended)).toEqual([]);
  expect(await migrateHubWarehouse(tended)).toEqual({ applied: [], repaired: [] });
});

test('a name of a person that was copied out of the vault by hand is told, and its values are not', async () => {
  await warehouse.execute(`CREATE TABLE linkage.by_hand AS SELECT 'Doe' AS last_name`);
  const findings = await checkWarehouse({ warehouse, graph: hubGraph });
  expect(findings.map(({ kind, about }) => [kind, about])).toEqual([['undeclared', 'linkage.by_hand']]);
  expect(JSON.stringify(findings)).not.toContain('Doe');
  await warehouse.execute('DROP TABLE linkage.by_hand');
});

test('the owner of a table is told by its contract, for every table that holds rows of agencies', () => {
  const owners = tableOwners(hubGraph);
  expect(owners.get('vault.dua_wage')).toEqual(['DUA']);
  expect(owners.get('ecids.child')).toEqual(expect.arrayContaining(['EEC', 'DESE']));
  const staged = warehouseObjects(hubGraph).filter(
    ({ kind, name }) => kind === 'table' && /^(staging|ecids|learn_to_earn)\./.test(name),
  );
  expect(staged.filter(({ name }) => owners.get(name) === undefined).map(({ name }) => name)).toEqual([]);
});
