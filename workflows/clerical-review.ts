import { proxyActivities } from '@temporalio/workflow';
import type { DrawnSample, DrawRequest, ExplainRequest, FileAnswer } from '../schemas/linkage-requests.ts';
import { STEP_RETRY, STEP_TIMEOUTS } from '../temporal.config.ts';
import type { LinkageActivities } from './activity-types.ts';

const activities = proxyActivities<LinkageActivities>({ ...STEP_TIMEOUTS, retry: STEP_RETRY });

/** Draws pairs of a link version for people to judge. */
export async function drawReviewSample(request: DrawRequest): Promise<DrawnSample> {
  return activities.drawReviewSample(request);
}

/** Lets a reviewer see pairs side by side, whose values the worker alone can read. */
export async function exportReviewCards(request: ExplainRequest): Promise<FileAnswer> {
  return activities.exportReviewCards(request);
}
