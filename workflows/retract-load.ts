import { proxyActivities } from '@temporalio/workflow';
import type { RetractRequest } from '../schemas/run.ts';
import { STEP_RETRY, STEP_TIMEOUTS } from '../temporal.config.ts';
import type { LoadActivities } from './activity-types.ts';

const activities = proxyActivities<LoadActivities>({ ...STEP_TIMEOUTS, retry: STEP_RETRY });

/** Takes a load back: its rows stop being visible, its history stays. */
export async function retractLoad(request: RetractRequest): Promise<void> {
  await activities.retractLoad(request);
}
