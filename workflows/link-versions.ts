import { proxyActivities } from '@temporalio/workflow';
import type { ComparisonRequest, PromotionRequest, PromotionResult } from '../schemas/link-versions.ts';
import type { FileAnswer } from '../schemas/linkage-requests.ts';
import { STEP_RETRY, STEP_TIMEOUTS } from '../temporal.config.ts';
import type { LinkageActivities } from './activity-types.ts';

const activities = proxyActivities<LinkageActivities>({ ...STEP_TIMEOUTS, retry: STEP_RETRY });

/** Puts a link version in force. Tables stay as they are until they are built again. */
export async function promoteLinkVersion(request: PromotionRequest): Promise<PromotionResult> {
  return activities.promoteLinkVersion(request);
}

/** Compares two link versions, by people and by what tables would come to. */
export async function compareLinkVersions(request: ComparisonRequest): Promise<FileAnswer> {
  return activities.compareLinkVersions(request);
}
