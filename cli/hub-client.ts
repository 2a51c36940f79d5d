import { setTimeout as sleep } from 'node:timers/promises';
import { Client, Connection, type WorkflowHandle } from '@temporalio/client';
import type { Reporter } from '../runtime/reporter/reporter.ts';
import type {
  EvaluationRequest,
  EvaluationResult,
  ReleaseDecision,
  ReleaseRequest,
  ReleaseResult,
  RetractRequest,
  RunProgress,
  RunRequest,
  RunResult,
} from '../schemas/run.ts';
import { NAMESPACE, TASK_QUEUE } from '../temporal.config.ts';
import type { HubStack } from './hub-stack.ts';

/** The hub's workflows, as commands call them. */
export interface HubClient {
  /** Starts a run, shows its progress and waits for its end. */
  run(request: RunRequest, reporter: Reporter): Promise<RunResult>;
  cancelRun(runId: string): Promise<void>;
  /** Starts a release and waits until it is staged. */
  stageRelease(request: ReleaseRequest): Promise<string>;
  decideRelease(runId: string, decision: ReleaseDecision): Promise<ReleaseResult>;
  retractLoad(request: RetractRequest): Promise<void>;
  evaluateLinkage(request: EvaluationRequest, runId: string): Promise<EvaluationResult>;
  close(): Promise<void>;
}

const POLL_MILLISECONDS = 400;

export async function connectHub(stack: HubStack): Promise<HubClient> {
  const connection = await Connection.connect({ address: stack.temporalAddress });
  const { workflow } = new Client({ connection, namespace: NAMESPACE });
  const orFailed = <T>(work: Promise<T>): Promise<T> => Promise.race([work, stack.failed]);

  return {
    async run(request, reporter) {
      const handle = await workflow.start('materializeRun', {
        taskQueue: TASK_QUEUE,
        workflowId: runWorkflow(request.runId),
        args: [request],
      });
      const ended = new AbortController();
      const shown = showProgress(handle, reporter, ended.signal);
      try {
        return await orFailed(handle.result() as Promise<RunResult>);
      } finally {
        ended.abort();
        await shown;
      }
    },
    async cancelRun(runId) {
      await workflow.getHandle(runWorkflow(runId)).cancel();
    },
    async stageRelease(request) {
      const handle = await workflow.start('release', {
        taskQueue: TASK_QUEUE,
        workflowId: releaseWorkflow(request.runId),
        args: [request],
      });
      const failed = handle.result().then(() => undefined);
      for (;;) {
        const staged = await orFailed(handle.query<string | undefined>('stagedRelease'));
        if (staged !== undefined) {
          failed.catch(() => undefined);
          return staged;
        }
        // A release that failed to stage has ended, and its failure is the answer.
        await orFailed(Promise.race([failed, sleep(POLL_MILLISECONDS)]));
      }
    },
    async decideRelease(runId, decision) {
      const handle = workflow.getHandle(releaseWorkflow(runId));
      await handle.executeUpdate('decideRelease', { args: [decision] });
      return await orFailed(handle.result() as Promise<ReleaseResult>);
    },
    async retractLoad(request) {
      await orFailed(
        workflow.execute('retractLoad', {
          taskQueue: TASK_QUEUE,
          workflowId: `retract-load-${request.loadId}`,
          args: [request],
        }),
      );
    },
    evaluateLinkage: (request, runId) =>
      orFailed(
        workflow.execute('evaluateLinkage', {
          taskQueue: TASK_QUEUE,
          workflowId: `evaluate-linkage-${runId}`,
          args: [request],
        }) as Promise<EvaluationResult>,
      ),
    close: () => connection.close(),
  };
}

function runWorkflow(runId: string): string {
  return `run-${runId}`;
}

function releaseWorkflow(runId: string): string {
  return `release-${runId}`;
}

async function showProgress(handle: WorkflowHandle, reporter: Reporter, ended: AbortSignal): Promise<void> {
  const task = reporter.task('Running the pipeline');
  let last: RunProgress | undefined;
  while (!ended.aborted) {
    await sleep(POLL_MILLISECONDS, undefined, { signal: ended }).catch(() => undefined);
    // A query that fails says nothing of the run: its result does.
    last = (await handle.query<RunProgress>('runProgress').catch(() => undefined)) ?? last;
    if (last !== undefined) task.update({ done: last.done.length, total: last.total, note: last.running.join(', ') });
  }
  task.done(last === undefined ? undefined : `${last.done.length} of ${last.total} assets`);
}
