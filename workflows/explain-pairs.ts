import { proxyActivities } from '@temporalio/workflow';
import type { ExplainRequest, FileAnswer } from '../schemas/linkage-requests.ts';
import { STEP_RETRY, STEP_TIMEOUTS } from '../temporal.config.ts';
import type { LinkageActivities } from './activity-types.ts';

const activities = proxyActivities<LinkageActivities>({ ...STEP_TIMEOUTS, retry: STEP_RETRY });

/** Explains pairs of source entities, whose values the worker alone can read. */
export async function explainPairs(request: ExplainRequest): Promise<FileAnswer> {
  return activities.explainPairs(request);
}
