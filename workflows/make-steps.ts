import {
  ActivityCancellationType,
  ActivityFailure,
  ApplicationFailure,
  isCancellation,
  proxyActivities,
  proxyLocalActivities,
  sleep,
} from '@temporalio/workflow';
import type { PlannedStep, RunRequest, StepResult } from '../schemas/run.ts';
import { LIGHT_SECONDS, LIGHT_SECONDS_AT_ONCE, LIGHT_TIMEOUT, STEP_RETRY, STEP_TIMEOUTS } from '../temporal.config.ts';
import type { RunActivities } from './activity-types.ts';

// A run is not canceled while SQL still writes.
const cancellationType = ActivityCancellationType.WAIT_CANCELLATION_COMPLETED;

const stepping = proxyActivities<Pick<RunActivities, 'materializeAsset'>>({
  ...STEP_TIMEOUTS,
  retry: STEP_RETRY,
  cancellationType,
});

const light = proxyLocalActivities<Pick<RunActivities, 'materializeAsset'>>({
  startToCloseTimeout: LIGHT_TIMEOUT,
  retry: { maximumAttempts: 1 },
  cancellationType,
});

/** How the steps of a run are made: those that take no time without the server in between. */
export interface StepMaker {
  make(step: PlannedStep): Promise<StepResult>;
  /** Whether the workflow has been at light steps for so long that it should hear who asks for it. */
  breathless(): boolean;
  /** Lets what was asked in. To be called while no step is under way. */
  breathe(): Promise<void>;
}

/** @param mayBeLight whether any step may run within the workflow's own task */
export function stepMaker(request: RunRequest, mayBeLight: boolean): StepMaker {
  const seconds = new Map<string, number>();
  /** When the first light step since the last breath began, and the last one ended; milliseconds of the epoch. */
  let since: number | undefined;
  let until = 0;
  const isLight = ({ weight, assetKey }: PlannedStep) =>
    mayBeLight && weight !== undefined && (seconds.get(assetKey) ?? (weight === 'light' ? 0 : 1)) < LIGHT_SECONDS;
  const guarded = async (step: PlannedStep) => {
    since = undefined;
    return stepping.materializeAsset(request, step);
  };
  // One at a time: of several under way, a replay may hear of the ends in another order than they came in.
  let turn: Promise<unknown> = Promise.resolve();
  const inTurn = (step: PlannedStep): Promise<StepResult> => {
    const made = turn.then(() => light.materializeAsset(request, step));
    turn = made.catch(() => undefined);
    return made;
  };
  const lightly = async (step: PlannedStep) => {
    try {
      const result = await inTurn(step);
      since ??= result.startedAt;
      until = result.startedAt + result.seconds * 1_000;
      return result;
    } catch (error) {
      if (isCancellation(error) || isFinal(error)) throw error;
      return guarded({ ...step, attemptsBefore: 1 });
    }
  };
  return {
    make: async (step) => {
      const result = await (isLight(step) ? lightly(step) : guarded(step));
      seconds.set(step.assetKey, result.seconds);
      return result;
    },
    breathless: () => since !== undefined && until - since > LIGHT_SECONDS_AT_ONCE * 1_000,
    breathe: async () => {
      since = undefined;
      await sleep(1);
    },
  };
}

const FINAL = new Set(STEP_RETRY.nonRetryableErrorTypes);

/** Whether trying again cannot help. */
function isFinal(error: unknown): boolean {
  const cause = error instanceof ActivityFailure ? error.cause : error;
  return cause instanceof ApplicationFailure && (cause.nonRetryable === true || FINAL.has(cause.type ?? ''));
}
