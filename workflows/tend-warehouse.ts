import { proxyActivities } from '@temporalio/workflow';
import type { DriftFinding, MigrationResult } from '../schemas/warehouse-drift.ts';
import { STEP_RETRY, STEP_TIMEOUTS } from '../temporal.config.ts';
import type { WarehouseActivities } from './activity-types.ts';

const activities = proxyActivities<WarehouseActivities>({ ...STEP_TIMEOUTS, retry: STEP_RETRY });

/** Compares the worker's warehouse with what the code wants. */
export async function checkWarehouse(): Promise<readonly DriftFinding[]> {
  return activities.checkWarehouse();
}

/** Brings the worker's warehouse to what the code wants. */
export async function migrateWarehouse(): Promise<MigrationResult> {
  return activities.migrateWarehouse();
}
