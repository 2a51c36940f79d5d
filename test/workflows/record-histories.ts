import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client, Connection } from '@temporalio/client';
import proto from '@temporalio/proto';
import type { HubClient } from '../../cli/hub-client.ts';
import { showRun } from '../../control/runs.ts';
import { silentReporter } from '../../runtime/reporter/silent.ts';
import { projectRoot } from '../../schemas/project-root.ts';
import type { RunRequest } from '../../schemas/run.ts';
import { NAMESPACE } from '../../temporal.config.ts';
import { bringUp, makeScratch, type RunningHub } from '../end-to-end/hub-under-test.ts';

// Run after a deliberate change of a workflow's order, on a built tree: node --import tsx test/workflows/record-histories.ts
const { History } = proto.temporal.api.history.v1;
const ACTION = { actor: 'ada', reason: 'a recorded run' };
const request = (runId: string, more: Partial<RunRequest>): RunRequest => ({
  ...{ runId, selection: ['*'], action: ACTION, approveRowCount: true },
  ...more,
});

const scratch = makeScratch();
try {
  cpSync(join(projectRoot, 'fixtures', 'sample'), join(scratch.data, 'inbox', 'sample'), { recursive: true });
  const hub = await bringUp(scratch);
  try {
    await makeHistories(hub);
    await writeHistories(hub, [
      ...['run-whole', 'run-failed', 'run-canceled', 'release-whole', 'release-second'],
      ...['retract-load-1', 'evaluate-linkage-whole'],
    ]);
  } finally {
    await hub.close();
  }
} finally {
  scratch.remove();
}

async function makeHistories({ client, control }: RunningHub): Promise<void> {
  const manifest = 'inbox/sample/extracts/manifest.json';
  await client.run(request('whole', { manifest }), silentReporter);
  await ignoringFailure(client.run(request('failed', { selection: ['nosuch'] }), silentReporter));
  const canceled = ignoringFailure(client.run(request('canceled', { selection: ['public.tables'] }), silentReporter));
  while ((await showRun(control, 'canceled').catch(() => ({ steps: [] }))).steps.length === 0) await sleep(50);
  await client.cancelRun('canceled');
  await canceled;
  await release(client, 'whole', true);
  await release(client, 'second', false);
  await client.evaluateLinkage({ truth: 'inbox/sample/truth' }, 'whole');
  await client.retractLoad({ loadId: 1, action: ACTION });
}

async function release(client: HubClient, runId: string, approve: boolean): Promise<void> {
  await client.stageRelease({ runId, action: ACTION, synthetic: true });
  await client.decideRelease(runId, { ...ACTION, approve });
}

/** A run that is meant to fail. */
async function ignoringFailure(work: Promise<unknown>): Promise<void> {
  await work.catch((error: unknown) => process.stderr.write(`as meant: ${String(error)}\n`));
}

async function writeHistories({ stack }: RunningHub, workflowIds: readonly string[]): Promise<void> {
  const folder = join(projectRoot, 'test', 'histories');
  mkdirSync(folder, { recursive: true });
  const connection = await Connection.connect({ address: stack.temporalAddress });
  try {
    const client = new Client({ connection, namespace: NAMESPACE });
    for (const workflowId of workflowIds) {
      const history = await client.workflow.getHandle(workflowId).fetchHistory();
      const plain = History.toObject(History.fromObject(history), { longs: String, enums: String, bytes: String });
      // Which process in which folder of which machine recorded it is nobody's business.
      const text = JSON.stringify(plain)
        .replaceAll(/"\d+@[^"]+"/g, '"worker@hub"')
        .replaceAll(projectRoot, '/hub');
      writeFileSync(join(folder, `${workflowId}.json`), `${text}\n`);
    }
  } finally {
    await connection.close();
  }
}
