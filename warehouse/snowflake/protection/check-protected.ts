import type { DriftFinding } from '../../../schemas/warehouse-drift.ts';
import { driftFindings } from '../../drift/drift-findings.ts';
import { findDrift } from '../../drift/find-drift.ts';
import type { Warehouse } from '../../warehouse.ts';
import { observeProtection } from './observe-protection.ts';
import { protectionFindings } from './protection-findings.ts';
import type { ProtectionPlan } from './protection-plan.ts';

/** How Snowflake differs from what this code wants: its tables and views, and who may read them. */
export async function checkProtected(warehouse: Warehouse, plan: ProtectionPlan): Promise<readonly DriftFinding[]> {
  const drift = await findDrift(warehouse, plan.objects, plan.databases);
  return [...driftFindings(drift), ...protectionFindings(plan, await observeProtection(warehouse, plan))];
}
