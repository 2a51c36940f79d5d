import { randomUUID } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  Client,
  Connection,
  defaultGrpcRetryOptions,
  makeGrpcRetryInterceptor,
  WorkflowExecutionAlreadyStartedError,
  WorkflowFailedError,
  type WorkflowHandle,
  WorkflowNotFoundError,
  WorkflowUpdateFailedError,
} from '@temporalio/client';
import { readFailure } from '../activities/failure.ts';
import type { Reporter, Task } from '../runtime/reporter/reporter.ts';
import type { BackfillProgress, BackfillRequest, BackfillResult } from '../schemas/backfill.ts';
import { ConflictError } from '../schemas/errors.ts';
import type { ComparisonRequest, PromotionRequest, PromotionResult } from '../schemas/link-versions.ts';
import type { DrawnSample, DrawRequest, ExplainRequest, FileAnswer } from '../schemas/linkage-requests.ts';
import type {
  Action,
  EvaluationRequest,
  EvaluationResult,
  QuarantineExport,
  QuarantineRequest,
  ReleaseDecision,
  ReleaseRequest,
  ReleaseResult,
  RetractRequest,
  RunProgress,
  RunRequest,
  RunResult,
  WithdrawRequest,
} from '../schemas/run.ts';
import type { DriftFinding, MigrationResult } from '../schemas/warehouse-drift.ts';
import { NAMESPACE, RUN_WORKFLOW_PREFIX, TASK_QUEUE } from '../temporal.config.ts';
import { counted } from './counted.ts';
import { type HubSchedules, hubSchedules } from './hub-schedules.ts';
import type { HubStack } from './hub-stack.ts';

/** The hub's workflows, as commands call them. */
export interface HubClient {
  /** Starts a run, shows its progress and waits for its end. */
  run(request: RunRequest, reporter: Reporter): Promise<RunResult>;
  /** Starts a run and leaves it. False when there was one of that id already. */
  begin(request: RunRequest): Promise<boolean>;
  /** Shows the progress of a run that somebody started, and waits for its end. Undefined when Temporal knows of none. */
  attachRun(runId: string, reporter: Reporter): Promise<RunResult | undefined>;
  /** Starts a backfill. */
  startBackfill(request: BackfillRequest): Promise<void>;
  /** Shows the progress of a backfill and waits for its end. Undefined when Temporal knows of none. */
  followBackfill(runId: string, reporter: Reporter): Promise<BackfillResult | undefined>;
  /** @throws ConflictError when it has ended, or is paused already, or is not */
  pauseBackfill(runId: string, what: 'pause' | 'resume', action: Action): Promise<void>;
  /** Asks a run to stop. False when no such run is under way. */
  cancelRun(runId: string): Promise<boolean>;
  /** Waits until a run has ended, however. False when Temporal knows of no such run. */
  awaitRun(runId: string): Promise<boolean>;
  /** Starts a release and waits until it is staged. */
  stageRelease(request: ReleaseRequest): Promise<string>;
  /** @param runId of the run that staged it. @throws ConflictError when it does not wait for a decision */
  decideRelease(runId: string, decision: ReleaseDecision): Promise<ReleaseResult>;
  withdrawRelease(request: WithdrawRequest): Promise<void>;
  retractLoad(request: RetractRequest): Promise<void>;
  /** @param id of the asking, which names nothing else */
  exportQuarantine(request: QuarantineRequest, id: string): Promise<QuarantineExport>;
  evaluateLinkage(request: EvaluationRequest, runId: string): Promise<EvaluationResult>;
  /** @param id of the asking, which names nothing else */
  promoteLinkVersion(request: PromotionRequest, id: string): Promise<PromotionResult>;
  /** @param id of the asking, which names nothing else */
  compareLinkVersions(request: ComparisonRequest, id: string): Promise<FileAnswer>;
  /** @param id of the asking, which names nothing else */
  explainPairs(request: ExplainRequest, id: string): Promise<FileAnswer>;
  drawReviewSample(request: DrawRequest): Promise<DrawnSample>;
  /** @param id of the asking, which names nothing else */
  exportReviewCards(request: ExplainRequest, id: string): Promise<FileAnswer>;
  /** How the worker's warehouse differs from what its code wants. */
  checkWarehouse(): Promise<readonly DriftFinding[]>;
  migrateWarehouse(): Promise<MigrationResult>;
  /** Has the audit log signed as it is. The checkpoint's text; undefined while the log is empty. */
  signAuditLog(): Promise<string | undefined>;
  readonly schedules: HubSchedules;
  close(): Promise<void>;
}

const POLL_MILLISECONDS = 400;
/** A call that is tried again after this time, at most, ends no later when the command is over. */
const LONGEST_RETRY_MILLISECONDS = 1_000;

export async function connectHub(stack: HubStack): Promise<HubClient> {
  const codec = await stack.payloadCodec();
  const closing = new AbortController();
  let lastRetry = 0;
  const retry = defaultGrpcRetryOptions({ maxIntervalMs: () => LONGEST_RETRY_MILLISECONDS });
  const connection = await Connection.connect({
    address: stack.temporalAddress,
    interceptors: [
      makeGrpcRetryInterceptor({
        ...retry,
        retryableDecider: (attempt, status) => !closing.signal.aborted && retry.retryableDecider(attempt, status),
        delayFunction: (attempt, status) => {
          const delay = retry.delayFunction(attempt, status);
          lastRetry = Math.max(lastRetry, performance.now() + delay);
          return delay;
        },
      }),
    ],
  });
  const dataConverter = { payloadCodecs: [codec] };
  const client = new Client({ connection, namespace: NAMESPACE, dataConverter });
  const { workflow } = client;
  const underWay = new Set<Promise<unknown>>();
  const call = <T>(work: () => Promise<T>, ended: AbortSignal): Promise<T> => {
    const called = abortable(connection, ended, work);
    const settled = called.catch(() => undefined).finally(() => underWay.delete(settled));
    underWay.add(settled);
    return called;
  };
  /** Shows how a workflow goes until it ends, as one of its queries tells. */
  const followed = async <Now, Result>(
    handle: WorkflowHandle,
    task: Task,
    { query, progress, sentence }: Followed<Now, Result>,
  ): Promise<Result> => {
    const ended = new AbortController();
    const ask = async () => progress(await call(() => handle.query<Now>(query), ended.signal));
    const shown = showProgress(ask, task, ended.signal);
    try {
      const result = await orFailed(() => handle.result() as Promise<Result>);
      task.done(sentence(result));
      return result;
    } catch (error) {
      task.failed();
      throw error;
    } finally {
      ended.abort();
      await shown;
    }
  };
  const follow = (handle: WorkflowHandle, task: Task): Promise<RunResult> =>
    followed<RunProgress, RunResult>(handle, task, {
      query: 'runProgress',
      progress: ({ total, done, running }) => ({ total, count: done.length, note: running.join(', ') }),
      sentence: ({ steps }) => counted(steps.length, 'asset'),
    });
  const execute = <T>(type: string, workflowId: string, request: unknown): Promise<T> =>
    orFailed(() => workflow.execute(type, { taskQueue: TASK_QUEUE, workflowId, args: [request] }) as Promise<T>);
  const orFailed = <T>(work: () => Promise<T>): Promise<T> => Promise.race([call(work, closing.signal), stack.failed]);

  return {
    schedules: hubSchedules(client, orFailed),
    async run(request, reporter) {
      const handle = await workflow.start('materializeRun', {
        taskQueue: TASK_QUEUE,
        workflowId: runWorkflow(request.runId),
        args: [request],
      });
      return follow(handle, reporter.task('Running the pipeline'));
    },
    async begin(request) {
      try {
        await orFailed(() =>
          workflow.start('materializeRun', {
            taskQueue: TASK_QUEUE,
            workflowId: runWorkflow(request.runId),
            workflowIdReusePolicy: 'REJECT_DUPLICATE',
            args: [request],
          }),
        );
        return true;
      } catch (error) {
        if (error instanceof WorkflowExecutionAlreadyStartedError) return false;
        throw error;
      }
    },
    async attachRun(runId, reporter) {
      const handle = workflow.getHandle(runWorkflow(runId));
      if (!(await found(orFailed(() => handle.describe())))) return undefined;
      return follow(handle, reporter.task(`Following run ${runId}`));
    },
    async startBackfill(request) {
      await orFailed(() =>
        workflow.start('backfill', {
          taskQueue: TASK_QUEUE,
          workflowId: runWorkflow(request.runId),
          args: [request],
        }),
      );
    },
    async followBackfill(runId, reporter) {
      const handle = workflow.getHandle(runWorkflow(runId));
      if (!(await found(orFailed(() => handle.describe())))) return undefined;
      return followed<BackfillProgress, BackfillResult>(handle, reporter.task(`Backfill ${runId}`), {
        query: 'backfillProgress',
        progress: (now) => ({ total: now.total, count: now.done + now.failed + now.blocked, note: backfillNote(now) }),
        sentence: ({ done, total }) => `${done} of ${total} partitions`,
      });
    },
    async pauseBackfill(runId, what, action) {
      const handle = workflow.getHandle(runWorkflow(runId));
      await orFailed(() => handle.executeUpdate(`${what}Backfill`, { args: [action] })).catch((error: unknown) => {
        if (error instanceof WorkflowNotFoundError) throw new ConflictError(`Backfill ${runId} is not under way`);
        if (error instanceof WorkflowUpdateFailedError) throw new ConflictError(readFailure(error).sentence);
        throw error;
      });
    },
    cancelRun: (runId) => found(orFailed(() => workflow.getHandle(runWorkflow(runId)).cancel())),
    awaitRun(runId) {
      const ended = orFailed(() => workflow.getHandle(runWorkflow(runId)).result());
      return found(
        ended.catch((error: unknown) => {
          if (!(error instanceof WorkflowFailedError)) throw error;
        }),
      );
    },
    async stageRelease(request) {
      const handle = await workflow.start('release', {
        taskQueue: TASK_QUEUE,
        workflowId: releaseWorkflow(request.runId),
        args: [request],
      });
      for (;;) {
        const staged = await orFailed(() => handle.query<string | undefined>('stagedRelease'));
        if (staged !== undefined) return staged;
        const { status } = await orFailed(() => handle.describe());
        // A release that failed to stage has ended, and its failure is the answer.
        if (status.name !== 'RUNNING') await orFailed(() => handle.result());
        await sleep(POLL_MILLISECONDS);
      }
    },
    async decideRelease(runId, decision) {
      const handle = workflow.getHandle(releaseWorkflow(runId));
      await orFailed(() => handle.executeUpdate('decideRelease', { args: [decision] })).catch(refuseDecision);
      return await orFailed(() => handle.result() as Promise<ReleaseResult>);
    },
    async withdrawRelease(request) {
      await orFailed(() =>
        workflow.execute('withdrawRelease', {
          taskQueue: TASK_QUEUE,
          workflowId: `withdraw-release-${request.releaseId}`,
          args: [request],
        }),
      );
    },
    async retractLoad(request) {
      await orFailed(() =>
        workflow.execute('retractLoad', {
          taskQueue: TASK_QUEUE,
          workflowId: `retract-load-${request.loadId}`,
          args: [request],
        }),
      );
    },
    exportQuarantine: (request, id) =>
      orFailed(
        () =>
          workflow.execute('exportQuarantine', {
            taskQueue: TASK_QUEUE,
            workflowId: `export-quarantine-${id}`,
            args: [request],
          }) as Promise<QuarantineExport>,
      ),
    evaluateLinkage: (request, runId) =>
      orFailed(
        () =>
          workflow.execute('evaluateLinkage', {
            taskQueue: TASK_QUEUE,
            workflowId: `evaluate-linkage-${runId}`,
            args: [request],
          }) as Promise<EvaluationResult>,
      ),
    promoteLinkVersion: (request, id) => execute('promoteLinkVersion', `promote-link-version-${id}`, request),
    compareLinkVersions: (request, id) => execute('compareLinkVersions', `compare-link-versions-${id}`, request),
    explainPairs: (request, id) => execute<FileAnswer>('explainPairs', `explain-pairs-${id}`, request),
    drawReviewSample: (request) => execute<DrawnSample>('drawReviewSample', `draw-review-${request.sampleId}`, request),
    exportReviewCards: (request, id) => execute<FileAnswer>('exportReviewCards', `review-cards-${id}`, request),
    checkWarehouse: () =>
      orFailed(
        () =>
          workflow.execute('checkWarehouse', {
            taskQueue: TASK_QUEUE,
            workflowId: `check-warehouse-${randomUUID()}`,
          }) as Promise<readonly DriftFinding[]>,
      ),
    migrateWarehouse: () =>
      orFailed(
        () =>
          workflow.execute('migrateWarehouse', {
            taskQueue: TASK_QUEUE,
            workflowId: 'migrate-warehouse',
          }) as Promise<MigrationResult>,
      ),
    signAuditLog: () =>
      orFailed(
        () =>
          workflow.execute('signAuditLog', {
            taskQueue: TASK_QUEUE,
            workflowId: `sign-audit-log-${randomUUID()}`,
          }) as Promise<string | undefined>,
      ),
    // A call that outlived its connection, or was tried again after it, would end the process.
    close: async () => {
      closing.abort();
      await Promise.all(underWay);
      await sleep(Math.max(0, lastRetry - performance.now()));
      await connection.close();
    },
  };
}

/** Says in the hub's words why a decision was not taken. */
function refuseDecision(error: unknown): never {
  if (error instanceof WorkflowNotFoundError) {
    throw new ConflictError('The release no longer waits for a decision', {
      hint: '`hub release list` shows its state. Stage it again to decide anew.',
    });
  }
  if (error instanceof WorkflowUpdateFailedError) {
    throw new ConflictError(readFailure(error).sentence, { hint: '`hub release list` shows its state.' });
  }
  throw error;
}

/** Whether the workflow that was asked for is there. */
async function found(work: Promise<unknown>): Promise<boolean> {
  try {
    await work;
    return true;
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return false;
    throw error;
  }
}

/** Runs calls that end with the signal. The client never takes its listeners off, so each call gets a signal of its own. */
async function abortable<T>(connection: Connection, ended: AbortSignal, work: () => Promise<T>): Promise<T> {
  ended.throwIfAborted();
  const own = new AbortController();
  setMaxListeners(0, own.signal);
  const abort = () => own.abort();
  ended.addEventListener('abort', abort);
  try {
    return await connection.withAbortSignal(own.signal, work);
  } finally {
    ended.removeEventListener('abort', abort);
  }
}

function runWorkflow(runId: string): string {
  return `${RUN_WORKFLOW_PREFIX}${runId}`;
}

function releaseWorkflow(runId: string): string {
  return `release-${runId}`;
}

/** How a workflow is followed. */
interface Followed<Now, Result> {
  /** Name of the query that tells how it goes. */
  readonly query: string;
  readonly progress: (now: Now) => ShownProgress;
  /** What is said of its end. */
  readonly sentence: (result: Result) => string;
}

interface ShownProgress {
  readonly total: number;
  readonly count: number;
  readonly note: string;
}

function backfillNote({ failed, paused, running }: BackfillProgress): string {
  return [...(paused ? ['paused'] : []), ...(failed > 0 ? [`${failed} failed`] : []), ...running.slice(0, 2)].join(
    ', ',
  );
}

async function showProgress(ask: () => Promise<ShownProgress>, task: Task, ended: AbortSignal): Promise<void> {
  for (;;) {
    // A query that fails says nothing of the run: its result does.
    const now = await ask().catch(() => undefined);
    if (ended.aborted) return;
    if (now !== undefined) task.update({ done: now.count, total: now.total, note: now.note });
    await sleep(POLL_MILLISECONDS, undefined, { signal: ended }).catch(() => undefined);
  }
}
