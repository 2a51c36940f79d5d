import type { ExtractContract } from '../../schemas/contract/extract-contract.ts';
import type { Warehouse } from '../../warehouse/warehouse.ts';
import { loadTables } from './load-tables.ts';

/**
 * Deletes vault rows whose load has no commit row: what a stop between the two databases leaves behind. Run at start,
 * before any load.
 * @returns rows deleted, by vault table; tables with none are left out
 */
export async function repairLoads(
  warehouse: Warehouse,
  contracts: Iterable<ExtractContract>,
): Promise<Readonly<Record<string, number>>> {
  const deleted: Record<string, number> = {};
  for (const contract of contracts) {
    const { vault } = loadTables(contract);
    if (vault === undefined) continue;
    const rows = await warehouse.execute(`DELETE FROM ${vault} WHERE load_id NOT IN (SELECT load_id FROM hub.load)`);
    if (rows > 0) deleted[vault] = rows;
  }
  return Object.freeze(deleted);
}
