import { Context } from '@temporalio/activity';
import { ApplicationFailure, CancelledFailure } from '@temporalio/common';
import type { PlannedStep, RunRequest, RunState, StepResult } from '../../schemas/run.ts';
import type { RunActivities } from '../../workflows/activity-types.ts';

const STEP_MILLISECONDS = 30;

/** What a made-up run did, in the order in which it happened. */
export interface StepDiary {
  readonly events: string[];
  /** The most steps that were under way at once. */
  readonly mostAtOnce: () => number;
  readonly closed: { runId: string; state: RunState; sentence: string | undefined; unbegun: readonly string[] }[];
  /** Steps that ran within the workflow's own task, in the order in which they began. */
  readonly light: string[];
  readonly activities: RunActivities;
}

export interface MadeUpSteps {
  readonly plan: readonly PlannedStep[];
  /** Steps that fail for good, by asset. */
  readonly failing?: ReadonlySet<string>;
  /** Steps that fail at their first attempt and succeed at the next. */
  readonly flaky?: ReadonlySet<string>;
  /** Steps that take so many milliseconds. */
  readonly slow?: Readonly<Record<string, number>>;
  /** Steps that end only when they are canceled, and then take a while to stop. */
  readonly untilCanceled?: ReadonlySet<string>;
  readonly failingToOpen?: boolean;
  /** How often another run is found in the way before the run can open. */
  readonly heldFor?: number;
  /** What the steps say they took. @default 0 */
  readonly seconds?: number;
}

export const REQUEST: RunRequest = {
  runId: 'r1',
  selection: ['*'],
  action: { actor: 'ada', reason: 'a test of order' },
};

export function madeUpSteps(made: MadeUpSteps): StepDiary {
  const events: string[] = [];
  const closed: StepDiary['closed'] = [];
  const light: string[] = [];
  let running = 0;
  let most = 0;
  return {
    events,
    closed,
    light,
    mostAtOnce: () => most,
    activities: {
      openRun: async ({ runId }) => {
        if (Context.current().info.attempt <= (made.heldFor ?? 0)) {
          events.push('held');
          throw ApplicationFailure.retryable('Run r0 is writing a (all)', 'PartitionsHeldError');
        }
        if (made.failingToOpen === true)
          throw ApplicationFailure.nonRetryable('Another run is under way', 'ConflictError');
        return { runId, steps: made.plan };
      },
      materializeAsset: async (_, { assetKey }) => {
        events.push(`start ${assetKey}`);
        if (Context.current().info.isLocal) light.push(assetKey);
        running += 1;
        most = Math.max(most, running);
        try {
          return await makeOne(made, assetKey);
        } finally {
          running -= 1;
          events.push(`end ${assetKey}`);
        }
      },
      closeRun: async (runId, state, sentence, unbegun = []) => {
        events.push(`close ${state}`);
        closed.push({ runId, state, sentence, unbegun });
      },
    },
  };
}

async function makeOne(made: MadeUpSteps, assetKey: string): Promise<StepResult> {
  const context = Context.current();
  if (made.untilCanceled?.has(assetKey)) {
    const timer = setInterval(() => context.heartbeat(), 50);
    await context.cancelled.catch(() => undefined);
    clearInterval(timer);
    await rest(150);
    throw new CancelledFailure('stopped');
  }
  const startedAt = Date.now();
  await rest(made.slow?.[assetKey] ?? STEP_MILLISECONDS);
  if (made.failing?.has(assetKey)) throw ApplicationFailure.nonRetryable(`${assetKey} cannot be made`, 'UsageError');
  if (made.flaky?.has(assetKey) && context.info.attempt === 1) throw new Error('not now');
  return { assetKey, rowsIn: 1, rowsOut: 1, rowsRejected: 0, startedAt, seconds: made.seconds ?? 0, metadata: {} };
}

/** Not `Context.sleep`, which a cancellation would end. */
function rest(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
