import type { ExtractContract } from '../../schemas/contract/extract-contract.ts';
import type { Warehouse } from '../../warehouse/warehouse.ts';
import { loadTables } from './load-tables.ts';

/**
 * Deletes rows whose load has no commit row: what a stop between the two databases, or amid an upload, leaves behind.
 * Run at start, before any load.
 * @returns rows deleted, by table; tables with none are left out
 */
export async function repairLoads(
  warehouse: Warehouse,
  contracts: Iterable<ExtractContract>,
): Promise<Readonly<Record<string, number>>> {
  const deleted: Record<string, number> = {};
  await warehouse.discardUploads?.();
  for (const table of tablesLeftBehind(warehouse, contracts)) {
    const rows = await warehouse.execute(`DELETE FROM ${table} WHERE load_id NOT IN (SELECT load_id FROM hub.load)`);
    if (rows > 0) deleted[table] = rows;
  }
  return Object.freeze(deleted);
}

/** On DuckDB staging and quarantine are written in the transaction of the commit row. */
function tablesLeftBehind(warehouse: Warehouse, contracts: Iterable<ExtractContract>): readonly string[] {
  const tables = [...contracts].map(loadTables);
  const vaults = tables.flatMap(({ vault }) => (vault === undefined ? [] : [vault]));
  if (warehouse.engine === 'duckdb') return vaults;
  return [...vaults, ...tables.map(({ staging }) => staging), 'quarantine.record'];
}
