import {
  ActivityCancellationType,
  allHandlersFinished,
  CancellationScope,
  condition,
  defineQuery,
  defineUpdate,
  isCancellation,
  patched,
  proxyActivities,
  setHandler,
} from '@temporalio/workflow';
import type { ReleaseDecision, ReleaseRequest, ReleaseResult } from '../schemas/run.ts';
import { BOOKKEEPING_TIMEOUTS, STEP_RETRY, STEP_TIMEOUTS } from '../temporal.config.ts';
import type { ReleaseActivities, RunActivities } from './activity-types.ts';
import { sentenceOf } from './sentence-of.ts';

const { closeRun } = proxyActivities<Pick<RunActivities, 'closeRun'>>({ ...BOOKKEEPING_TIMEOUTS, retry: STEP_RETRY });

const { stageRelease, settleRelease } = proxyActivities<ReleaseActivities>({
  ...STEP_TIMEOUTS,
  retry: STEP_RETRY,
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
});

/** A person's answer to the staged release; returns the release's id. */
export const decideRelease = defineUpdate<string, [ReleaseDecision]>('decideRelease');
/** The id of the staged release, once there is one to decide about. */
export const stagedRelease = defineQuery<string | undefined>('stagedRelease');

/** Stages a release, waits for a person to approve or reject it, and makes it visible in whole or not at all. */
export async function release(request: ReleaseRequest): Promise<ReleaseResult> {
  let releaseId: string | undefined;
  let decision: ReleaseDecision | undefined;
  setHandler(stagedRelease, () => releaseId);
  setHandler(
    decideRelease,
    (given) => {
      decision = given;
      return releaseId as string;
    },
    {
      validator: (given) => {
        if (releaseId === undefined) throw new Error('The release is not staged yet: decide once it is.');
        if (decision !== undefined) throw new Error('The release has been decided already.');
        if (isBlank(given?.reason)) throw new Error('A decision needs a reason.');
        if (isBlank(given.actor)) throw new Error('A decision needs somebody who takes it.');
        if (typeof given.approve !== 'boolean') throw new Error('A decision approves or rejects.');
      },
    },
  );
  try {
    releaseId = await stageRelease(request);
    await condition(() => decision !== undefined);
    const settled = decision as unknown as ReleaseDecision;
    await settleRelease(releaseId, request.runId, settled);
    await condition(allHandlersFinished);
    return { releaseId, state: settled.approve ? 'published' : 'rejected' };
  } catch (error) {
    // Its own failure is the one to tell, whether or not it can be recorded.
    if (patched('a-failed-release-ends-its-run')) await close(request.runId, error).catch(() => undefined);
    throw error;
  }
}

function close(runId: string, error: unknown): Promise<void> {
  const state = isCancellation(error) ? 'canceled' : 'failed';
  return CancellationScope.nonCancellable(() => closeRun(runId, state, sentenceOf(error)));
}

/** Whoever sends an update may send anything. */
function isBlank(text: unknown): boolean {
  return typeof text !== 'string' || text.trim() === '';
}
