import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client, Connection } from '@temporalio/client';
import type { Payload, PayloadCodec } from '@temporalio/common';
import proto from '@temporalio/proto';
import type { HubClient } from '../../cli/hub-client.ts';
import { showRun } from '../../control/runs.ts';
import { silentReporter } from '../../runtime/reporter/silent.ts';
import { ingestManifestSchema } from '../../schemas/ingest-manifest.ts';
import { projectRoot } from '../../schemas/project-root.ts';
import type { RunRequest } from '../../schemas/run.ts';
import { NAMESPACE, RUN_WORKFLOW_PREFIX } from '../../temporal.config.ts';
import { bringUp, makeScratch, type RunningHub } from '../end-to-end/hub-under-test.ts';

// Run after a deliberate change of a workflow's order, on a built tree: node --import tsx test/workflows/record-histories.ts
// All but `run-light`, `run-backfill` and `run-scheduled` are of code that this is not, `run-halted` and `release-whole` of
// older still: keep what you do not mean to replace, since runs may go on that began under it.
const { History } = proto.temporal.api.history.v1;
const ACTION = { actor: 'ada', reason: 'a recorded run' };
const request = (runId: string, more: Partial<RunRequest>): RunRequest => ({
  ...{ runId, selection: ['*'], action: ACTION, approveRowCount: true },
  ...more,
});

const scratch = makeScratch();
try {
  const sample = join(scratch.data, 'inbox', 'sample');
  cpSync(join(projectRoot, 'fixtures', 'sample'), sample, { recursive: true });
  misdescribeOne(join(sample, 'extracts'));
  const hub = await bringUp(scratch);
  try {
    const scheduled = await makeHistories(hub);
    await writeHistories(hub, [
      ...['run-whole', 'run-failed', 'run-partial', 'run-canceled', 'run-waited'],
      ...['release-first', 'release-second', 'release-failed'],
      ...['retract-load-1', 'export-quarantine-whole', 'evaluate-linkage-whole', 'run-light', 'run-backfill'],
    ]);
    await writeHistories(hub, [scheduled], 'run-scheduled');
  } finally {
    await hub.close();
  }
} finally {
  scratch.remove();
}

/** @returns id of the workflow that a schedule began, which the server made up */
async function makeHistories({ client, control }: RunningHub): Promise<string> {
  const manifest = 'inbox/sample/extracts/manifest.json';
  const oneWrong = 'inbox/sample/extracts/one-wrong.json';
  await client.run(request('whole', { manifest }), silentReporter);
  await ignoringFailure(client.run(request('failed', { selection: ['nosuch'] }), silentReporter));
  const canceled = ignoringFailure(client.run(request('canceled', { selection: ['public.tables'] }), silentReporter));
  while ((await showRun(control, 'canceled').catch(() => ({ steps: [] }))).steps.length === 0) await sleep(50);
  await client.cancelRun('canceled');
  await canceled;
  await ignoringFailure(
    client.run(request('partial', { selection: ['group:ingest'], manifest: oneWrong }), silentReporter),
  );
  const inTheWay = client.run(request('first-of-two', { selection: ['public.tables'] }), silentReporter);
  while ((await showRun(control, 'first-of-two').catch(() => ({ steps: [] }))).steps.length === 0) await sleep(50);
  await client.run(request('waited', { selection: ['public.tables'], onConflict: 'wait' }), silentReporter);
  await inTheWay;
  await client.run(request('light', { selection: ['reference.* or learn_to_earn.graduate_outcome'] }), silentReporter);
  const scheduled = await client.schedules.trigger('eec-monthly');
  await client.awaitRun(scheduled);
  await release(client, 'first', true);
  await release(client, 'second', false);
  // A run that has ended cannot stage anything.
  await ignoringFailure(release(client, 'failed', true));
  await client.evaluateLinkage({ truth: 'inbox/sample/truth' }, 'whole');
  await client.exportQuarantine({ loadId: 1, limit: 20, file: 'inbox/quarantine.json' }, 'whole');
  await client.retractLoad({ loadId: 1, action: ACTION });
  await backfill(client);
  return `${RUN_WORKFLOW_PREFIX}${scheduled}`;
}

/** One that is paused and goes on. */
async function backfill(client: HubClient): Promise<void> {
  // The first takes long enough to be paused in.
  const selection = ['linkage.entities or learn_to_earn.annual_earnings or learn_to_earn.graduate_outcome'];
  await client.startBackfill({ runId: 'backfill', selection, action: ACTION, concurrency: 2, atOnce: 2 });
  await client.pauseBackfill('backfill', 'pause', ACTION);
  await client.pauseBackfill('backfill', 'resume', ACTION);
  await client.followBackfill('backfill', silentReporter);
}

async function release(client: HubClient, runId: string, approve: boolean): Promise<void> {
  await client.stageRelease({ runId, action: ACTION });
  await client.decideRelease(runId, { ...ACTION, approve });
}

/** A run that is meant to fail. */
async function ignoringFailure(work: Promise<unknown>): Promise<void> {
  await work.catch((error: unknown) => process.stderr.write(`as meant: ${String(error)}\n`));
}

/** A second manifest, which says of one file of several extracts what is not true. */
function misdescribeOne(folder: string): void {
  const manifest = ingestManifestSchema.parse(JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')));
  const wrong = manifest.files.findIndex(({ extract }) => extract === 'dese.mcas');
  const files = manifest.files.map((file, index) => (index === wrong ? { ...file, sha256: '0'.repeat(64) } : file));
  writeFileSync(join(folder, 'one-wrong.json'), JSON.stringify({ ...manifest, files }));
}

/** @param name of the file. @default the workflow's id */
async function writeHistories({ stack }: RunningHub, workflowIds: readonly string[], name?: string): Promise<void> {
  const folder = join(projectRoot, 'test', 'histories');
  mkdirSync(folder, { recursive: true });
  const connection = await Connection.connect({ address: stack.temporalAddress });
  try {
    const client = new Client({ connection, namespace: NAMESPACE });
    const codec = await stack.payloadCodec();
    for (const workflowId of workflowIds) {
      const history = await client.workflow.getHandle(workflowId).fetchHistory();
      const plain = History.toObject(History.fromObject(await inTheClear(history, codec)), {
        longs: String,
        enums: String,
        bytes: String,
      });
      // Which process in which folder of which machine recorded it is nobody's business.
      const text = JSON.stringify(plain)
        .replaceAll(/"\d+@[^"]+"/g, '"worker@hub"')
        .replaceAll(projectRoot, '/hub');
      writeFileSync(join(folder, `${name ?? workflowId}.json`), `${text}\n`);
    }
  } finally {
    await connection.close();
  }
}

/** Nobody has the keys of a scratch folder that is gone, so what is kept of it is what was sealed. */
async function inTheClear<T>(value: T, codec: PayloadCodec): Promise<T> {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return value;
  if (Array.isArray(value)) return (await Promise.all(value.map((one) => inTheClear(one, codec)))) as T;
  if ('metadata' in value && 'data' in value) return (await codec.decode([value as Payload]))[0] as T;
  const entries = Object.entries(value).map(async ([key, one]) => [key, await inTheClear(one, codec)]);
  return Object.fromEntries(await Promise.all(entries)) as T;
}
