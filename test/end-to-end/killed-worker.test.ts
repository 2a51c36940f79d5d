import { cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { listLoads } from '../../control/loads.ts';
import { showRun } from '../../control/runs.ts';
import type { StepRecord } from '../../control/steps.ts';
import { silentReporter } from '../../runtime/reporter/silent.ts';
import { ingestManifestSchema } from '../../schemas/ingest-manifest.ts';
import { projectRoot } from '../../schemas/project-root.ts';
import { openData } from './canaries.ts';
import { bringUp, makeScratch, type RunningHub } from './hub-under-test.ts';

const SAMPLE = join(projectRoot, 'fixtures', 'sample');
const ACTION = { actor: 'ada', reason: 'a worker is killed' };

const scratch = makeScratch();
let hub: RunningHub | undefined;
afterAll(async () => {
  await hub?.close();
  scratch.remove();
});

/** Kills the worker while a step is under way, and waits until the hub has noticed and stopped. */
async function killDuring(running: RunningHub, wanted: (step: StepRecord) => boolean): Promise<void> {
  const reached = async () => {
    const { steps } = await showRun(running.control, 'killed').catch(() => ({ steps: [] }));
    return steps.some((step) => step.state === 'running' && wanted(step));
  };
  await expect.poll(reached, { timeout: 60_000, interval: 20 }).toBe(true);
  const [worker] = scratch.processes().filter(({ command }) => command.includes('worker-process'));
  process.kill(worker?.pid ?? 0, 'SIGKILL');
  hub = undefined;
  expect(await running.ended).toBe(1);
  expect(running.said()).toContain('error: The worker process ended by SIGKILL');
  await running.close();
  await expect.poll(() => scratch.processes(), { timeout: 10_000 }).toEqual([]);
}

test('a run whose worker is killed goes on where it was when the hub comes up again, and doubles nothing', async () => {
  const extracts = join('inbox', 'sample', 'extracts');
  cpSync(SAMPLE, join(scratch.data, 'inbox', 'sample'), { recursive: true });
  const text = readFileSync(join(SAMPLE, 'extracts', 'manifest.json'), 'utf8');
  const { files } = ingestManifestSchema.parse(JSON.parse(text));
  const request = {
    ...{ selection: ['+ecids.child_outcome'], action: ACTION, approveRowCount: true },
    manifest: join(extracts, 'manifest.json'),
  };

  hub = await bringUp(scratch);
  // Its client loses its server with the hub, and says so to nobody.
  hub.client.run({ ...request, runId: 'killed' }, silentReporter).catch(() => undefined);
  await killDuring(hub, ({ assetKey }) => assetKey === 'load.dese.mcas' || assetKey === 'load.dese.sims');
  hub = await bringUp(scratch);
  await killDuring(hub, ({ assetKey }) => assetKey.startsWith('linkage.') || assetKey.startsWith('ecids.'));
  hub = await bringUp(scratch);
  const { control, client, stack } = hub;
  const stateNow = async () => (await showRun(control, 'killed')).state;
  await expect.poll(stateNow, { timeout: 90_000, interval: 200 }).toBe('succeeded');

  const { steps } = await showRun(control, 'killed');
  const last = new Map(steps.map((step) => [step.assetKey, step]));
  expect([...last.values()].filter(({ state }) => state !== 'succeeded')).toEqual([]);
  expect(Math.max(...steps.map(({ attempt }) => attempt))).toBeGreaterThan(1);

  const again = await client.run({ ...request, runId: 'again' }, silentReporter);
  const loaded = again.steps.reduce((sum, step) => sum + Number(step.metadata.loaded ?? 0), 0);
  expect(loaded).toBe(0);
  for (const { assetKey, rowsOut } of again.steps.filter((step) => !step.assetKey.startsWith('load.'))) {
    expect(rowsOut, assetKey).toBe(last.get(assetKey)?.rowsOut);
  }
  const selected = new Set(again.steps.map(({ assetKey }) => assetKey));
  const sent = files.filter(({ extract }) => selected.has(`load.${extract}`));
  const mirrored = await listLoads(control, { limit: Number.MAX_SAFE_INTEGER });
  expect(mirrored.map(({ extract, submitter, period }) => `${extract} ${submitter} ${period}`).toSorted()).toEqual(
    sent.map(({ extract, submitter, period }) => `${extract} ${submitter} ${period}`).toSorted(),
  );
  const { close } = hub;
  hub = undefined;
  expect(await close()).toBe(0);

  const warehouse = await openData(stack.layout);
  try {
    for (const { loadId, extract, rowsLoaded, rowsRead, rowsQuarantined } of mirrored) {
      const table = extract.replace('.', '_');
      const [row] = await warehouse.query(
        `SELECT
          (SELECT COUNT(*) FROM staging.${table} WHERE load_id = $load_id) AS staged,
          (SELECT COUNT(*) FROM vault.${table} WHERE load_id = $load_id) AS named`,
        { load_id: loadId },
      );
      expect(row, `${extract} ${loadId}`).toEqual({ staged: rowsLoaded, named: rowsLoaded });
      expect(rowsLoaded + rowsQuarantined).toBe(rowsRead);
    }
    for (const extract of new Set(mirrored.map((load) => load.extract))) {
      const table = extract.replace('.', '_');
      const orphans = await warehouse.query(
        `SELECT load_id FROM vault.${table} WHERE load_id NOT IN (SELECT load_id FROM hub.load)`,
      );
      expect(orphans).toEqual([]);
    }
  } finally {
    await warehouse.close();
  }
}, 240_000);
