import { proxyActivities } from '@temporalio/workflow';
import type { QuarantineExport, QuarantineRequest } from '../schemas/run.ts';
import { STEP_RETRY, STEP_TIMEOUTS } from '../temporal.config.ts';
import type { LoadActivities } from './activity-types.ts';

const activities = proxyActivities<LoadActivities>({ ...STEP_TIMEOUTS, retry: STEP_RETRY });

/** Lets somebody see a load's refused rows, which the worker alone can read. */
export async function exportQuarantine(request: QuarantineRequest): Promise<QuarantineExport> {
  return activities.exportQuarantine(request);
}
