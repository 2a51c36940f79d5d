import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { Context } from '@temporalio/activity';
import { NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { createActivities } from '../activities/create-activities.ts';
import { createAuditActivities } from '../activities/sign-audit-log.ts';
import { projectRoot } from '../schemas/project-root.ts';
import { readSettings } from '../schemas/settings.ts';
import {
  MAX_CACHED_WORKFLOWS,
  MAX_CONCURRENT_STEPS,
  NAMESPACE,
  SHUTDOWN_GRACE,
  TASK_QUEUE,
} from '../temporal.config.ts';
import { auditCheckpoints, keepAuditSigned } from './audit-checkpoints.ts';
import { openAuditKey } from './audit-key.ts';
import { dataLayout } from './data-layout.ts';
import { entryPath } from './entry-path.ts';
import { type Making, openHubContext } from './hub-context.ts';
import { openLog } from './log.ts';
import { openLineage } from './open-lineage/open-emitter.ts';
import { tellingRuns } from './open-lineage/tell-runs.ts';
import { withRunLogs } from './run-logs.ts';
import type { Service } from './serve-as-child.ts';
import { openPayloadCodec } from './temporal-data.ts';
import { temporalLogger } from './temporal-logger.ts';

/**
 * The worker: sole owner of the embedded warehouse and of the keys.
 * @param making what it makes in place of the hub's own assets
 */
export async function startWorker(making?: Making): Promise<Service> {
  const settings = readSettings(process.env);
  const layout = dataLayout(settings.data);
  const logging = { folder: layout.logs, level: settings.logLevel };
  const log = withRunLogs(openLog({ ...logging, name: 'worker' }), logging);
  Runtime.install({ logger: temporalLogger(log), shutdownSignals: [] });
  const hub = await openHubContext({ settings, layout, log, ...(making ?? {}) });
  try {
    const { control, now } = hub.context;
    const checkpoints = auditCheckpoints({
      control,
      folder: layout.audit,
      openKey: (mayMake) =>
        openAuditKey({ folder: layout.keys, randomBytes, mayMake, secretCommand: settings.secretCommand }),
      now,
    });
    const plain = createActivities(hub.context);
    const lineage = openLineage(settings, hub.context.graph, log);
    const told =
      lineage === undefined
        ? plain
        : tellingRuns(plain, {
            ...lineage,
            graph: hub.context.graph,
            attempt: () => Context.current().info.attempt,
            now,
            engine: { name: hub.context.warehouse.engine, version: hub.context.codeVersion },
          });
    const connection = await NativeConnection.connect({ address: settings.temporalAddress ?? '' });
    const worker = await Worker.create({
      connection,
      namespace: NAMESPACE,
      taskQueue: TASK_QUEUE,
      ...workflowCode(),
      dataConverter: {
        payloadCodecs: [await openPayloadCodec({ folder: layout.keys, secretCommand: settings.secretCommand })],
        failureConverterPath: entryPath('workflows/failure-converter').file,
      },
      activities: { ...told, ...createAuditActivities(checkpoints) },
      // One slot beyond the steps, so that bookkeeping never waits behind them.
      maxConcurrentActivityTaskExecutions: MAX_CONCURRENT_STEPS + 2,
      maxCachedWorkflows: MAX_CACHED_WORKFLOWS,
      maxHeartbeatThrottleInterval: '1 second',
      shutdownGraceTime: SHUTDOWN_GRACE,
    });
    const running = worker.run();
    const leaveUnsigned = keepAuditSigned(checkpoints, log);
    return {
      ended: running.then(() => 'The worker ended by itself'),
      close: async () => {
        if (worker.getState() === 'RUNNING') worker.shutdown();
        await running;
        await leaveUnsigned();
        await lineage?.close();
        await connection.close();
        await hub.close();
        log.close();
      },
    };
  } catch (error) {
    await hub.close();
    throw error;
  }
}

/**
 * The bundle that the build made. From sources, which may be newer, it is made anew, and runs in the main thread: others
 * would be started with this process's loader, which they cannot use.
 */
function workflowCode() {
  if (import.meta.url.endsWith('.ts')) {
    return { workflowsPath: join(projectRoot, 'workflows', 'index.ts'), debugMode: true };
  }
  return { workflowBundle: { codePath: join(projectRoot, 'dist', 'workflows', 'bundle.cjs') } };
}
