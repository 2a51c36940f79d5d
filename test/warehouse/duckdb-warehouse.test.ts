import { describe, expect, it } from 'vitest';
import { openDuckDb } from '../../warehouse/duckdb/duckdb-warehouse.ts';
import { createTable } from '../../warehouse/migrations/migrate-warehouse.ts';
import type { TableObject } from '../../warehouse/migrations/warehouse-object.ts';
import type { Warehouse } from '../../warehouse/warehouse.ts';
import { warehouseSuite } from './warehouse-suite.ts';

warehouseSuite('DuckDB', () => openDuckDb({ path: ':memory:', memoryLimit: '512MB' }));

describe('statements side by side', () => {
  const externalThreads = async (warehouse: Warehouse): Promise<number> => {
    const [row] = await warehouse.query<{ threads: number }>(
      "SELECT CAST(current_setting('external_threads') AS INTEGER) AS threads",
    );
    return row!.threads;
  };
  const opened = async (work: (warehouse: Warehouse) => Promise<void>): Promise<void> => {
    const warehouse = await openDuckDb({ path: ':memory:', threads: 2 });
    try {
      await work(warehouse);
    } finally {
      await warehouse.close();
    }
  };

  it('run on the threads of those who asked, until the last of the works has ended', () =>
    opened(async (warehouse) => {
      const outer = warehouse.sideBySide!(async () => {
        await warehouse.sideBySide!(async () => expect(await externalThreads(warehouse)).toBe(2));
        return externalThreads(warehouse);
      });
      expect(await outer).toBe(2);
      expect(await externalThreads(warehouse)).toBe(1);
      await expect(warehouse.sideBySide!(() => Promise.reject(new Error('stop')))).rejects.toThrow('stop');
      expect(await externalThreads(warehouse)).toBe(1);
    }));

  it('leave DuckDB its thread while another session may have work on it', () =>
    opened((warehouse) =>
      warehouse.session(async () => {
        expect(await warehouse.sideBySide!(() => externalThreads(warehouse))).toBe(1);
      }),
    ));
});

it('keeps random text as it is, where the engine can be told', () => {
  const table: TableObject = {
    kind: 'table',
    name: 'vault.person',
    columns: [{ name: 'token', type: 'TEXT', random: true }],
  };
  expect(createTable(table, 'duckdb')).toContain('token TEXT USING COMPRESSION uncompressed');
  expect(createTable(table, 'snowflake')).toContain('token TEXT\n');
});
