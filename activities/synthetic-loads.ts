import type { Session } from '../warehouse/warehouse.ts';

/**
 * Whether people are invented in any load that counts, or in any that the entities in force were made from: tables may
 * still hold what a retraction has taken away since.
 */
export async function hasSyntheticLoads(warehouse: Session): Promise<boolean> {
  const [row] = await warehouse.query<{ loads: number }>(
    `SELECT COUNT(*) AS loads FROM hub.load AS load
     WHERE load.synthetic AND (load.state = 'current' OR load.load_id IN (SELECT load_id FROM linkage.entity_load))`,
  );
  return Number(row?.loads ?? 0) > 0;
}
