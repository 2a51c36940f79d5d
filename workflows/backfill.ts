import {
  allHandlersFinished,
  CancellationScope,
  ContinueAsNew,
  condition,
  continueAsNew,
  defineQuery,
  defineUpdate,
  isCancellation,
  log,
  proxyActivities,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import type { BackfillPart, BackfillProgress, BackfillRequest, BackfillResult } from '../schemas/backfill.ts';
import type { Action, RunState } from '../schemas/run.ts';
import { BOOKKEEPING_TIMEOUTS, STEP_RETRY, WAITING_RETRY, WAITING_TIMEOUTS } from '../temporal.config.ts';
import type { BackfillActivities, RunActivities } from './activity-types.ts';
import { stepMaker } from './make-steps.ts';
import { sentenceOf } from './sentence-of.ts';
import { stepName } from './step-name.ts';

type Keeping = BackfillActivities & Pick<RunActivities, 'closeRun'>;

/** Opening one reads how everything stands, and may take its time where partitions are many. */
const opening = proxyActivities<Keeping>({
  ...BOOKKEEPING_TIMEOUTS,
  startToCloseTimeout: '4 minutes',
  retry: STEP_RETRY,
});
const waiting = proxyActivities<Keeping>({ ...WAITING_TIMEOUTS, retry: WAITING_RETRY });
/** Through the server: steps without it may be under way, and a replay keeps the order only of what the server has seen. */
const bookkeeping = proxyActivities<Keeping>({ ...BOOKKEEPING_TIMEOUTS, retry: STEP_RETRY });

export const backfillProgress = defineQuery<BackfillProgress>('backfillProgress');
export const pauseBackfill = defineUpdate<void, [Action]>('pauseBackfill');
export const resumeBackfill = defineUpdate<void, [Action]>('resumeBackfill');

/** What one piece of a backfill hands to the next. */
export interface BackfillState {
  readonly total: number;
  readonly done: number;
  readonly failed: number;
  readonly blocked: number;
  /** Where the next page begins; undefined when there is none. */
  readonly next: number | undefined;
  readonly paused: boolean;
  /** The first failure. */
  readonly sentence: string | undefined;
}

/** Steps after which the workflow goes on in a history of its own. */
const MOST_STEPS = 500;

/**
 * Makes many partitions in steps of some each, a bounded number at once, in a window that slides over them. What fails is
 * counted and passed over, with all that reads it; it can be retried on its own.
 */
export async function backfill(request: BackfillRequest, before?: BackfillState): Promise<BackfillResult> {
  const state = {
    ...(before ?? { total: 0, done: 0, failed: 0, blocked: 0, next: 0, paused: false, sentence: undefined }),
  };
  const underWay = new Map<string, Promise<void>>();
  setHandler(backfillProgress, () => progressOf(state, [...underWay.keys()]));
  let open = before !== undefined;
  handlePauses(request.runId, state, () => open);
  const maker = stepMaker(runRequestOf(request), true);
  let begun = 0;
  let canceled: { readonly error: unknown } | undefined;

  const drain = async () => {
    await Promise.all(underWay.values());
    if (maker.breathless()) await maker.breathe();
  };
  const begin = (part: BackfillPart) => {
    const name = stepName(part);
    begun += 1;
    const settled = maker.make(part).then(
      () => {
        state.done += part.partitions;
      },
      (error: unknown) => {
        if (isCancellation(error)) canceled ??= { error };
        state.failed += part.partitions;
        state.sentence ??= sentenceOf(error);
      },
    );
    underWay.set(
      name,
      settled.then(() => void underWay.delete(name)),
    );
  };
  const room = async () => {
    while (underWay.size >= request.concurrency) await Promise.race(underWay.values());
    if (maker.breathless()) await drain();
    if (state.paused) {
      await drain();
      await condition(() => !state.paused);
    }
    if (canceled !== undefined) throw canceled.error;
  };

  try {
    if (before === undefined) {
      state.total = (await (request.onConflict === 'wait' ? waiting : opening).openBackfill(request)).partitions;
      open = true;
    }
    while (state.next !== undefined) {
      if (begun >= MOST_STEPS || workflowInfo().continueAsNewSuggested) {
        await drain();
        if (canceled !== undefined) throw (canceled as { readonly error: unknown }).error;
        await condition(allHandlersFinished);
        await continueAsNew<typeof backfill>(request, state);
      }
      const page = await bookkeeping.backfillPage(request.runId, state.next);
      state.blocked += page.blocked;
      for (const part of page.parts) {
        await room();
        begin(part);
      }
      // What follows reads what is under way, and is passed over where that fails.
      if (page.endsLevel) await drain();
      state.next = page.next;
    }
    await drain();
    if (canceled !== undefined) throw (canceled as { readonly error: unknown }).error;
  } catch (error) {
    if (error instanceof ContinueAsNew) throw error;
    if (isCancellation(error)) await CancellationScope.nonCancellable(drain);
    // Whoever wants to pause it hears that it has ended.
    open = true;
    // When the end cannot be recorded either, as of one that was refused before it was on record, the backfill's own
    // failure is still the one to tell.
    await close(request.runId, isCancellation(error) ? 'canceled' : 'failed', sentenceOf(error)).catch(
      (unrecorded: unknown) =>
        log.error('The end of a backfill could not be recorded', {
          runId: request.runId,
          sentence: sentenceOf(unrecorded),
        }),
    );
    throw error;
  }
  const { total, done, failed, blocked } = state;
  const sentence = failed === 0 ? undefined : failedSentence(state);
  await close(request.runId, failed === 0 ? 'succeeded' : 'failed', sentence);
  await condition(allHandlersFinished);
  return { runId: request.runId, total, done, failed, blocked };
}

function failedSentence({ failed, blocked, total, sentence }: BackfillState): string {
  const passed = blocked === 0 ? '' : ` and ${blocked} that read them were not begun`;
  return `${failed} of ${total} partitions failed${passed}: ${sentence ?? ''}`;
}

/** @param opened whether the backfill is on record, where its pauses are, too */
function handlePauses(runId: string, state: { paused: boolean }, opened: () => boolean): void {
  setHandler(
    pauseBackfill,
    async (action) => {
      await condition(opened);
      await bookkeeping.notePause(runId, action);
      state.paused = true;
    },
    { validator: (action) => refuse(action, state.paused ? 'The backfill is paused already.' : undefined) },
  );
  setHandler(
    resumeBackfill,
    async (action) => {
      await bookkeeping.notePause(runId, undefined, action);
      state.paused = false;
    },
    { validator: (action) => refuse(action, state.paused ? undefined : 'The backfill is not paused.') },
  );
}

/** Whoever sends an update may send anything. */
function refuse(action: Action | undefined, sentence: string | undefined): void {
  if (sentence !== undefined) throw new Error(sentence);
  if ((action?.reason ?? '').trim() === '' || (action?.actor ?? '').trim() === '') {
    throw new Error('It needs somebody who asks for it, and a reason.');
  }
}

function progressOf(state: BackfillState, running: readonly string[]): BackfillProgress {
  const { total, done, failed, blocked, paused } = state;
  return { total, done, failed, blocked, paused, running };
}

/** What the steps are told of the run they are in. */
function runRequestOf({ runId, selection, action }: BackfillRequest) {
  return { runId, selection, action };
}

/** The end is recorded even when the backfill was canceled. */
function close(runId: string, state: RunState, sentence: string | undefined): Promise<void> {
  return CancellationScope.nonCancellable(() => bookkeeping.closeRun(runId, state, sentence));
}
