import type { RetryPolicy } from '@temporalio/common';
import { NON_RETRYABLE_ERROR_TYPES } from './schemas/errors.ts';

/** Namespace of the hub's workflows, on the embedded server and on a cluster alike. */
export const NAMESPACE = 'default';

/** The one queue of the hub's worker, which is the sole owner of the embedded warehouse. */
export const TASK_QUEUE = 'hub';

/** What the ids of workflows that are runs begin with, before the id of the run. */
export const RUN_WORKFLOW_PREFIX = 'run-';

/** Steps of a run that may be under way at once. DuckDB has one write slot, so more would only wait. */
export const MAX_CONCURRENT_STEPS = 2;

/** Retries what can succeed later; an error that names what somebody must change is final at once. */
export const STEP_RETRY: RetryPolicy = {
  initialInterval: '1 second',
  backoffCoefficient: 2,
  maximumInterval: '30 seconds',
  maximumAttempts: 4,
  nonRetryableErrorTypes: [...NON_RETRYABLE_ERROR_TYPES],
};

/** A step's limits. The total is always set: without it an oversized result would be retried without end. */
export const STEP_TIMEOUTS = {
  startToCloseTimeout: '3 hours',
  scheduleToCloseTimeout: '6 hours',
  heartbeatTimeout: '10 seconds',
} as const;

/** Up to so many seconds when last made, a step is light: it runs within the workflow's own task, without a heartbeat. */
export const LIGHT_SECONDS = 0.5;

/** What is light takes no longer; one that does is begun again as a long one. */
export const LIGHT_TIMEOUT = '3 seconds';

/** Seconds of light steps after which a workflow looks whether somebody asked it something, such as to stop. */
export const LIGHT_SECONDS_AT_ONCE = 1;

/** How often a step heartbeats; a cancel is seen no sooner. */
export const HEARTBEAT_MILLISECONDS = 1_000;

/** Bookkeeping in the control store: short, and safe to repeat. */
export const BOOKKEEPING_TIMEOUTS = {
  startToCloseTimeout: '30 seconds',
  scheduleToCloseTimeout: '5 minutes',
} as const;

/** How long a run waits for another that writes what it is to write, looking again every few seconds. */
export const WAITING_TIMEOUTS = {
  startToCloseTimeout: '30 seconds',
  scheduleToCloseTimeout: '12 hours',
} as const;

/** Without a bound on the attempts: the time limit is the bound, and an attempt leaves nothing in the history. */
export const WAITING_RETRY: RetryPolicy = {
  initialInterval: '1 second',
  backoffCoefficient: 1.3,
  maximumInterval: '5 seconds',
  nonRetryableErrorTypes: [...NON_RETRYABLE_ERROR_TYPES],
};

/** How long a worker waits for the steps under way before it stops. */
export const SHUTDOWN_GRACE = '20 seconds';

/** Cached workflows of a worker; each holds an isolate's memory. */
export const MAX_CACHED_WORKFLOWS = 100;
