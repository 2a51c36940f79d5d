import { proxyActivities } from '@temporalio/workflow';
import type { EvaluationRequest, EvaluationResult } from '../schemas/run.ts';
import { STEP_RETRY, STEP_TIMEOUTS } from '../temporal.config.ts';
import type { LinkageActivities } from './activity-types.ts';

const activities = proxyActivities<LinkageActivities>({ ...STEP_TIMEOUTS, retry: STEP_RETRY });

/** Compares the promoted link version with the truth, where the truth is known: invented people. */
export async function evaluateLinkage(request: EvaluationRequest): Promise<EvaluationResult> {
  return activities.evaluateLinkage(request);
}
