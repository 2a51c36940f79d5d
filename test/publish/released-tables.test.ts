import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { publicTableObject } from '../../publish/protect-public-tables.ts';
import { holdReleasedRows, releasedObjects, showReleasedRows } from '../../publish/released-tables.ts';
import { publicColumns } from '../../schemas/releases/columns.ts';
import { innovationPathwaysParticipation } from '../../schemas/releases/tables/early-college.ts';
import { openDuckDb } from '../../warehouse/duckdb/duckdb-warehouse.ts';
import { insertRows } from '../../warehouse/insert-rows.ts';
import { migrateWarehouse } from '../../warehouse/migrations/migrate-warehouse.ts';
import type { Warehouse } from '../../warehouse/warehouse.ts';
import { openEmulated } from '../warehouse/snowflake/open-emulated.ts';

const { table } = innovationPathwaysParticipation;
const held = publicTableObject(table);

describe.each<[string, () => Promise<Warehouse>]>([
  ['DuckDB', () => openDuckDb({ path: ':memory:' })],
  ['Snowflake', openEmulated],
])('what dashboards read on %s', (_, open) => {
  let warehouse: Warehouse;
  beforeAll(async () => {
    warehouse = await open();
    await migrateWarehouse(warehouse, [held, ...releasedObjects([table])]);
  });
  afterAll(() => warehouse.close());

  /** Holds rows ready that differ in their count alone. */
  const holdReady = async (...counts: readonly number[]) => {
    await warehouse.execute(`DELETE FROM ${held.name}`);
    const rows = counts.map((count, index) =>
      held.columns.map(({ name, type }) => {
        if (name === 'all_cnt') return count;
        return type === 'TEXT' ? `${name}-${index}` : index;
      }),
    );
    await warehouse.transaction((session) => insertRows(session, warehouse.dialect, held.name, held.columns, rows));
  };
  const shown = async () => {
    const rows = await warehouse.query<{ all_cnt: number }>(
      `SELECT all_cnt FROM dashboard.${table.name} ORDER BY all_cnt`,
    );
    return rows.map(({ all_cnt }) => all_cnt);
  };

  test('is nothing while a release is only staged', async () => {
    await holdReady(10, 20);
    expect(await holdReleasedRows(warehouse, 'first', [table])).toBe(2);
    expect(await shown()).toEqual([]);
  });

  test('is the release once it is out, whatever is held ready after it', async () => {
    await showReleasedRows(warehouse, 'first', new Date('2026-01-01T00:00:00Z'));
    await holdReady(11);
    expect(await shown()).toEqual([10, 20]);
  });

  test('has the columns of the published table and no other', async () => {
    const columns = (await warehouse.tableColumns('dashboard')).get(table.name) ?? [];
    expect(columns.map(({ name }) => name)).toEqual(publicColumns(table).map(({ name }) => name));
  });

  test('is the newest release, and the one before stays as it went out', async () => {
    await holdReleasedRows(warehouse, 'second', [table]);
    await holdReady(12, 13);
    await holdReleasedRows(warehouse, 'second', [table]);
    expect(await shown()).toEqual([10, 20]);
    await showReleasedRows(warehouse, 'second', new Date('2026-02-01T00:00:00Z'));
    await showReleasedRows(warehouse, 'second', new Date('2026-03-01T00:00:00Z'));
    expect(await shown()).toEqual([12, 13]);
    expect(await warehouse.query('SELECT release_id FROM released.release ORDER BY release_id')).toEqual([
      { release_id: 'first' },
      { release_id: 'second' },
    ]);
    const kept = await warehouse.query(
      `SELECT release_id, COUNT(*) AS n FROM released.${table.name} GROUP BY release_id ORDER BY release_id`,
    );
    expect(kept).toEqual([
      { release_id: 'first', n: 2 },
      { release_id: 'second', n: 2 },
    ]);
  });

  test('is never a release that was not let out', async () => {
    await holdReady(99);
    await holdReleasedRows(warehouse, 'rejected', [table]);
    expect(await shown()).toEqual([12, 13]);
  });
});
