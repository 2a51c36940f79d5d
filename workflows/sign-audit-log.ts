import { proxyActivities } from '@temporalio/workflow';
import { STEP_RETRY, STEP_TIMEOUTS } from '../temporal.config.ts';
import type { AuditActivities } from './activity-types.ts';

const activities = proxyActivities<AuditActivities>({ ...STEP_TIMEOUTS, retry: STEP_RETRY });

/** Has the worker, which alone holds the key, sign the audit log. */
export async function signAuditLog(): Promise<string | undefined> {
  return activities.signAuditLog();
}
