import {
  ActivityCancellationType,
  CancellationScope,
  defineQuery,
  isCancellation,
  log,
  patched,
  proxyActivities,
  setHandler,
} from '@temporalio/workflow';
import type { PlannedStep, RunProgress, RunRequest, RunResult, RunState, StepResult } from '../schemas/run.ts';
import {
  BOOKKEEPING_TIMEOUTS,
  MAX_CONCURRENT_STEPS,
  STEP_RETRY,
  STEP_TIMEOUTS,
  WAITING_RETRY,
  WAITING_TIMEOUTS,
} from '../temporal.config.ts';
import type { RunActivities } from './activity-types.ts';
import { sentenceOf } from './sentence-of.ts';

const bookkeeping = proxyActivities<Pick<RunActivities, 'openRun' | 'closeRun'>>({
  ...BOOKKEEPING_TIMEOUTS,
  retry: STEP_RETRY,
});

/** For runs that begin when others have ended. */
const waiting = proxyActivities<Pick<RunActivities, 'openRun'>>({ ...WAITING_TIMEOUTS, retry: WAITING_RETRY });

const stepping = proxyActivities<Pick<RunActivities, 'materializeAsset'>>({
  ...STEP_TIMEOUTS,
  retry: STEP_RETRY,
  // A run is not canceled while SQL still writes.
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
});

export const runProgress = defineQuery<RunProgress>('runProgress');

/**
 * Materializes a selection of assets, each as soon as all it reads has been made, a bounded number at once. What does
 * not read a failed asset is made nevertheless; the run then fails with the first failure.
 */
export async function materializeRun(request: RunRequest): Promise<RunResult> {
  const progress = { total: 0, done: [] as string[], running: [] as string[] };
  setHandler(runProgress, () => progress);
  const results: StepResult[] = [];
  const unbegun = new Set<string>();
  try {
    const plan = await (request.onConflict === 'wait' ? waiting : bookkeeping).openRun(request);
    progress.total = plan.steps.length;
    for (const { assetKey } of plan.steps) unbegun.add(assetKey);
    await walk(plan.steps, async (step) => {
      unbegun.delete(step.assetKey);
      progress.running.push(step.assetKey);
      try {
        results.push(await stepping.materializeAsset(request, step));
        progress.done.push(step.assetKey);
      } finally {
        progress.running.splice(progress.running.indexOf(step.assetKey), 1);
      }
    });
  } catch (error) {
    const state = isCancellation(error) ? 'canceled' : 'failed';
    // When the end cannot be recorded either, the run's own failure is still the one to tell.
    await close(request.runId, state, sentenceOf(error), [...unbegun]).catch((unrecorded: unknown) =>
      log.error('The end of a run could not be recorded', { runId: request.runId, sentence: sentenceOf(unrecorded) }),
    );
    throw error;
  }
  await close(request.runId, 'succeeded', undefined);
  return { runId: request.runId, state: 'succeeded', steps: results };
}

/** The end of a run is recorded even when the run was canceled. */
function close(
  runId: string,
  state: RunState,
  sentence: string | undefined,
  unbegun: readonly string[] = [],
): Promise<void> {
  return CancellationScope.nonCancellable(() => bookkeeping.closeRun(runId, state, sentence, unbegun));
}

async function walk(steps: readonly PlannedStep[], make: (step: PlannedStep) => Promise<void>): Promise<void> {
  const waiting = new Map(steps.map((step) => [step.assetKey, step]));
  const finished = new Set<string>();
  const running = new Map<string, Promise<void>>();
  let failure: { error: unknown } | undefined;
  let stopped = false;

  const fail = (error: unknown) => {
    failure ??= { error };
    // A run that is canceled begins nothing more; and one that began under code that stopped at a failure still does.
    if (isCancellation(error) || !patched('go-on-past-a-failure')) stopped = true;
  };
  const startReady = () => {
    for (const [key, step] of waiting) {
      if (running.size >= MAX_CONCURRENT_STEPS || stopped) return;
      if (!step.after.every((upstream) => finished.has(upstream))) continue;
      waiting.delete(key);
      const settled = make(step).then(() => void finished.add(key), fail);
      running.set(
        key,
        settled.then(() => void running.delete(key)),
      );
    }
  };

  startReady();
  while (running.size > 0) {
    await Promise.race(running.values());
    startReady();
  }
  // What was under way has ended: nothing of a failed run is still writing when it reports its failure.
  if (failure !== undefined) throw failure.error;
}
