import {
  CancellationScope,
  defineQuery,
  isCancellation,
  log,
  patched,
  proxyActivities,
  proxyLocalActivities,
  setHandler,
} from '@temporalio/workflow';
import type { PlannedStep, RunProgress, RunRequest, RunResult, RunState, StepResult } from '../schemas/run.ts';
import {
  BOOKKEEPING_TIMEOUTS,
  MAX_CONCURRENT_STEPS,
  STEP_RETRY,
  WAITING_RETRY,
  WAITING_TIMEOUTS,
} from '../temporal.config.ts';
import type { RunActivities } from './activity-types.ts';
import { type StepMaker, stepMaker } from './make-steps.ts';
import { sentenceOf } from './sentence-of.ts';
import { stepName } from './step-name.ts';

type Bookkeeping = Pick<RunActivities, 'openRun' | 'closeRun'>;

const bookkeeping = proxyActivities<Bookkeeping>({ ...BOOKKEEPING_TIMEOUTS, retry: STEP_RETRY });

/** The same without the server in between. */
const quickBookkeeping = proxyLocalActivities<Bookkeeping>({ ...BOOKKEEPING_TIMEOUTS, retry: STEP_RETRY });

/** For runs that begin when others have ended. */
const waiting = proxyActivities<Pick<RunActivities, 'openRun'>>({ ...WAITING_TIMEOUTS, retry: WAITING_RETRY });

export const runProgress = defineQuery<RunProgress>('runProgress');

/**
 * Materializes a selection of assets, each as soon as all it reads has been made, a bounded number at once. What does
 * not read a failed asset is made nevertheless; the run then fails with the first failure.
 */
export async function materializeRun(request: RunRequest): Promise<RunResult> {
  // Asked once: a run that began under earlier code keeps to it.
  const quick = patched('light-steps-in-the-workflow');
  const keeping = quick ? quickBookkeeping : bookkeeping;
  const progress = { total: 0, done: [] as string[], running: [] as string[] };
  setHandler(runProgress, () => progress);
  const results: StepResult[] = [];
  const unbegun = new Set<string>();
  try {
    const plan = await (request.onConflict === 'wait' ? waiting : keeping).openRun(request);
    progress.total = plan.steps.length;
    for (const step of plan.steps) unbegun.add(stepName(step));
    const maker = stepMaker(request, quick);
    await walk(plan.steps, maker, async (step) => {
      const name = stepName(step);
      unbegun.delete(name);
      progress.running.push(name);
      try {
        results.push(await maker.make(step));
        progress.done.push(name);
      } finally {
        progress.running.splice(progress.running.indexOf(name), 1);
      }
    });
  } catch (error) {
    const state = isCancellation(error) ? 'canceled' : 'failed';
    // When the end cannot be recorded either, the run's own failure is still the one to tell.
    await close(keeping, request.runId, state, sentenceOf(error), [...unbegun]).catch((unrecorded: unknown) =>
      log.error('The end of a run could not be recorded', { runId: request.runId, sentence: sentenceOf(unrecorded) }),
    );
    throw error;
  }
  await close(keeping, request.runId, 'succeeded', undefined);
  return { runId: request.runId, state: 'succeeded', steps: results };
}

/** The end of a run is recorded even when the run was canceled. */
function close(
  keeping: Bookkeeping,
  runId: string,
  state: RunState,
  sentence: string | undefined,
  unbegun: readonly string[] = [],
): Promise<void> {
  return CancellationScope.nonCancellable(() => keeping.closeRun(runId, state, sentence, unbegun));
}

async function walk(
  steps: readonly PlannedStep[],
  maker: StepMaker,
  make: (step: PlannedStep) => Promise<void>,
): Promise<void> {
  const waiting = new Map(steps.map((step) => [stepName(step), step]));
  const unfinished = stepsByAsset(steps);
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
      if (running.size >= MAX_CONCURRENT_STEPS || stopped || maker.breathless()) return;
      if (!step.after.every((upstream) => (unfinished.get(upstream) ?? 0) === 0)) continue;
      waiting.delete(key);
      const settled = make(step).then(
        () => void unfinished.set(step.assetKey, (unfinished.get(step.assetKey) ?? 0) - 1),
        fail,
      );
      running.set(
        key,
        settled.then(() => void running.delete(key)),
      );
    }
  };

  startReady();
  while (running.size > 0) {
    await Promise.race(running.values());
    if (running.size === 0 && maker.breathless()) await maker.breathe().catch(fail);
    startReady();
  }
  // What was under way has ended: nothing of a failed run is still writing when it reports its failure.
  if (failure !== undefined) throw failure.error;
}

function stepsByAsset(steps: readonly PlannedStep[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { assetKey } of steps) counts.set(assetKey, (counts.get(assetKey) ?? 0) + 1);
  return counts;
}
