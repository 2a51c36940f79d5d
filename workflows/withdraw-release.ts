import { proxyActivities } from '@temporalio/workflow';
import type { WithdrawRequest } from '../schemas/run.ts';
import { STEP_RETRY, STEP_TIMEOUTS } from '../temporal.config.ts';
import type { WithdrawalActivities } from './activity-types.ts';

const activities = proxyActivities<WithdrawalActivities>({ ...STEP_TIMEOUTS, retry: STEP_RETRY });

/** Takes a published release back, with a notice for the public. */
export async function withdrawRelease(request: WithdrawRequest): Promise<void> {
  await activities.withdrawRelease(request);
}
