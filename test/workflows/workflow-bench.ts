import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { bundleWorkflowCode, DefaultLogger, Runtime, Worker } from '@temporalio/worker';
import { silentReporter } from '../../runtime/reporter/silent.ts';
import { findTemporal } from '../../runtime/temporal-binary.ts';
import { projectRoot } from '../../schemas/project-root.ts';

/** The hub's workflows on a real server, with activities that a test makes up. */
export interface WorkflowBench {
  readonly client: TestWorkflowEnvironment['client'];
  /** Runs `work` while a worker offers the activities; `work` gets the queue to start workflows on. */
  with<T>(activities: object, work: (start: Start) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** Starts a workflow of the hub and returns its handle. */
export type Start = (
  workflow: string,
  ...args: readonly unknown[]
) => ReturnType<TestWorkflowEnvironment['client']['workflow']['start']>;

export async function openWorkflowBench(): Promise<WorkflowBench> {
  Runtime.install({ logger: new DefaultLogger('ERROR'), shutdownSignals: [] });
  const source = await findTemporal({ environment: { PATH: process.env.PATH }, reporter: silentReporter });
  if (source.kind !== 'binary') throw new TypeError('The tests run their own server');
  const server = {
    executable: { type: 'existing-path' as const, path: source.path },
    log: { level: 'error', format: 'json' },
  };
  const [environment, workflowBundle] = await Promise.all([
    TestWorkflowEnvironment.createLocal({ server }),
    bundleWorkflowCode({
      workflowsPath: join(projectRoot, 'workflows', 'index.ts'),
      logger: new DefaultLogger('ERROR'),
    }),
  ]);
  return {
    client: environment.client,
    with: async (activities, work) => {
      const taskQueue = randomUUID();
      const worker = await Worker.create({
        connection: environment.nativeConnection,
        taskQueue,
        workflowBundle,
        activities,
        maxHeartbeatThrottleInterval: '100ms',
        shutdownGraceTime: '5s',
      });
      return worker.runUntil(() =>
        work((workflow, ...args) =>
          environment.client.workflow.start(workflow, { taskQueue, workflowId: randomUUID(), args: [...args] }),
        ),
      );
    },
    close: () => environment.teardown(),
  };
}
