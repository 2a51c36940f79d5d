import type { DriftFinding, MigrationResult } from '../schemas/warehouse-drift.ts';
import { driftFindings } from '../warehouse/drift/drift-findings.ts';
import { findDrift } from '../warehouse/drift/find-drift.ts';
import { repairDrift } from '../warehouse/drift/repair-drift.ts';
import type { HubContext } from './hub-context.ts';
import { warehouseObjects } from './warehouse-objects.ts';

type Tended = Pick<HubContext, 'warehouse' | 'graph'>;

/** How the worker's warehouse differs from what this code wants. Changes nothing. */
export async function checkWarehouse({ warehouse, graph }: Tended): Promise<readonly DriftFinding[]> {
  return driftFindings(await findDrift(warehouse, warehouseObjects(graph)));
}

/** Brings the worker's warehouse to what this code wants. */
export function migrateHubWarehouse({ warehouse, graph }: Tended): Promise<MigrationResult> {
  return repairDrift(warehouse, warehouseObjects(graph));
}
