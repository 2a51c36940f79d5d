import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { listLoads } from '../../control/loads.ts';
import { materializationHistory } from '../../control/materializations.ts';
import { showPlan } from '../../control/plans.ts';
import { showRun } from '../../control/runs.ts';
import { silentReporter } from '../../runtime/reporter/silent.ts';
import { projectRoot } from '../../schemas/project-root.ts';
import { bringUp, type Ended, makeScratch, type RunningHub } from './hub-under-test.ts';

const ACTION = { actor: 'ada', reason: 'a plan' };
const scratch = makeScratch();
let hub: RunningHub;

beforeAll(async () => {
  cpSync(join(projectRoot, 'fixtures', 'sample'), join(scratch.data, 'inbox', 'sample'), { recursive: true });
  hub = await bringUp(scratch);
});
afterAll(async () => {
  await hub?.close();
  scratch.remove();
});

interface ShownPlan {
  readonly planId: string;
  readonly assets: readonly {
    readonly assetKey: string;
    readonly rows: number;
    readonly reasons: readonly { readonly kind: string; readonly upstream?: { readonly key: string } }[];
  }[];
}

const command = (...args: readonly string[]): Promise<Ended> => scratch.hub(...args, '--data', scratch.data);

async function plan(...args: readonly string[]): Promise<ShownPlan> {
  const { code, stdout, stderr } = await command('plan', ...args, '--json');
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return JSON.parse(stdout) as ShownPlan;
}

describe('a plan of the sample', () => {
  test('before anything is made is everything, since it is new, and no file', async () => {
    const { assets } = await plan();
    expect(assets.length).toBeGreaterThan(40);
    expect(assets.flatMap(({ reasons }) => reasons.map(({ kind }) => kind)).every((kind) => kind === 'new')).toBe(true);
    expect(assets.filter(({ assetKey }) => assetKey.startsWith('load.'))).toEqual([]);
    expect((await command('plan', '--detailed-exitcode')).code).toBe(3);
  });

  test('after everything is made is nothing', async () => {
    const request = { runId: 'first', selection: ['*'], action: ACTION, approveRowCount: true };
    await hub.client.run({ ...request, manifest: 'inbox/sample/extracts/manifest.json' }, silentReporter);
    expect((await plan()).assets).toEqual([]);
    const { code, stdout } = await command('plan', '--detailed-exitcode');
    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringContaining('There is nothing to make.') });
    expect((await command('assets', 'list', 'status:fresh', '--json')).stdout).toContain('"public.tables"');
    expect(await command('assets', 'list', 'status:stale')).toMatchObject({ code: 2, stdout: '' });
  });

  test('of some partitions makes these alone, beside the others as they were', async () => {
    const key = 'learn_to_earn.graduate_outcome';
    const [before] = await materializationHistory(hub.control, key);
    const { assets } = (await plan('--force', key, '--partition', '2018-19...2019-20')) as unknown as {
      assets: { partitions: string[]; partitionCount: number }[];
    };
    expect(assets).toMatchObject([{ partitions: ['2019..2020'], partitionCount: 2 }]);
    const { code, stdout } = await command('run', key, '--partition', '2018-19...2019-20', '--json');
    expect(code).toBe(0);
    const { steps } = JSON.parse(stdout) as { steps: { partition: string; rowsOut: number }[] };
    expect(steps.map(({ partition }) => partition)).toEqual(['2019..2020']);
    expect(steps[0]?.rowsOut).toBeGreaterThan(0);
    expect(steps[0]?.rowsOut).toBeLessThan(before?.rows ?? 0);
    const [made] = await materializationHistory(hub.control, key);
    expect(made).toMatchObject({ partition: '2019..2020' });
    expect(Object.keys(made?.upstreamVersions ?? {}).some((name) => name.startsWith('load.dua.wage#2021'))).toBe(true);
    expect(Object.keys(made?.upstreamVersions ?? {}).some((name) => name.startsWith('load.dua.wage#2019'))).toBe(false);
    expect((await plan(key)).assets).toEqual([]);
    expect(await command('run', 'ecids.child', '--partition', '2019')).toMatchObject({
      ...{ code: 2, errors: ['error: Nothing of what is selected has partitions'] },
    });
    expect((await command('plan', key, '--partition', '2019Q5')).code).toBe(2);
  });

  test('is backfilled in steps by partitions, and shown in ranges', async () => {
    const key = 'learn_to_earn.graduate_outcome';
    const [before] = await materializationHistory(hub.control, key, { limit: 1 });
    const started = await command('backfill', 'start', key, '--partition', '2015..2022', '--at-once', '3', '--json');
    expect(started.code).toBe(0);
    const shown = JSON.parse(started.stdout) as { runId: string; progress: { assets: unknown[] } };
    expect(shown).toMatchObject({ state: 'succeeded', partitions: 8, atOnce: 3 });
    expect(shown.progress).toMatchObject({
      total: 8,
      done: 8,
      assets: [{ assetKey: key, made: '2015…2022', left: '' }],
    });
    const made = await materializationHistory(hub.control, key, { limit: 3 });
    expect(made.map(({ partition }) => partition).toSorted()).toEqual(['2015..2017', '2018..2020', '2021..2022']);
    expect(made.every(({ materializationId }) => materializationId > (before?.materializationId ?? 0))).toBe(true);
    expect(await command('backfill', 'list')).toMatchObject({ code: 0, stdout: expect.stringContaining(shown.runId) });
    expect(await command('backfill', 'retry', shown.runId, '--reason', 'again')).toMatchObject({
      ...{ code: 2, errors: [`error: Backfill ${shown.runId} has made all it was to make`] },
    });
    expect((await plan(key)).assets).toEqual([]);
  });

  test('is applied once: then its ground has moved', async () => {
    const { planId } = await plan('--force', 'ecids.child');
    const applied = await command('apply', planId, '--json');
    expect({ code: applied.code, made: JSON.parse(applied.stdout).steps.length }).toEqual({ code: 0, made: 1 });
    const { runId } = JSON.parse(applied.stdout) as { runId: string };
    expect((await showPlan(hub.control, runId)).content.applied).toBe(planId);
    const again = await command('apply', planId);
    expect({ code: again.code, errors: again.errors }).toEqual({
      code: 3,
      errors: [`error: Plan ${planId} no longer holds`],
    });
    expect(again.stderr).toContain('  - ecids.child was made meanwhile');
  });

  test('names the load that was taken back, as far as it reaches, and refuses what was planned before', async () => {
    const before = await plan('--force', 'ecids.*');
    const [load] = await listLoads(hub.control, { extract: 'dese.screening', state: 'current' });
    await hub.client.retractLoad({ loadId: load?.loadId ?? 0, action: ACTION });
    const refused = await command('apply', before.planId);
    expect(refused.code).toBe(3);
    expect(refused.stderr).toContain('  - load.dese.screening has other data');

    const { assets, planId } = await plan('+ecids.*');
    const screening = assets.find(({ assetKey }) => assetKey === 'ecids.screening');
    expect(screening?.rows).toBeGreaterThan(0);
    expect(screening?.reasons.flatMap(({ upstream }) => upstream?.key ?? [])).toEqual(
      expect.arrayContaining(['load.dese.screening', 'linkage.version', 'ecids.child']),
    );
    expect(assets.some(({ assetKey }) => assetKey.startsWith('reference.'))).toBe(false);
    expect((await command('apply', planId)).code).toBe(0);
    expect((await plan('ecids.*')).assets).toEqual([]);
  });

  test('is empty after a link version that nobody promoted, and names the promotion of one', async () => {
    const linked = await command('link', 'run', '--incremental', '--reason', 'a trial', '--json');
    expect(linked.code).toBe(0);
    const versions = JSON.parse((await command('link', 'list', '--json')).stdout) as {
      linkVersion: number;
      state: string;
    }[];
    const [candidate, inForce] = versions;
    expect([candidate?.state, inForce?.state]).toEqual(['candidate', 'promoted']);
    const [from, to] = [String(inForce?.linkVersion), String(candidate?.linkVersion)];
    expect((await plan('linkage.version', 'ecids.*')).assets).toEqual([]);

    const compared = JSON.parse((await command('link', 'diff', from, to, '--json')).stdout) as {
      fates: { fate: string; before: number }[];
      tables: { rows: { before: number; after: number } }[];
    };
    expect(compared.fates.filter(({ before }) => before > 0).map(({ fate }) => fate)).toEqual(['same']);
    expect(compared.tables.some(({ rows }) => rows.before > 0)).toBe(true);
    expect(compared.tables.filter(({ rows }) => rows.before !== rows.after)).toEqual([]);
    expect((await command('link', 'show', to)).stdout).toContain(`It goes on from version ${from}`);

    const promote = () => command('link', 'promote', to, '--reason', 'a better one', '--json');
    expect(JSON.parse((await promote()).stdout)).toEqual({ promoted: Number(to), retired: Number(from) });
    expect((await promote()).code).toBe(0);
    const { assets } = await plan('ecids.child');
    expect(assets[0]?.reasons.map(({ upstream }) => upstream?.key)).toContain('linkage.version');
    const audit = JSON.parse((await command('audit', 'list', '--json')).stdout) as { object: string; reason: string }[];
    expect(audit.filter(({ reason }) => reason === 'a better one').map(({ object }) => object)).toEqual([
      `link_version:${to}`,
    ]);
    expect(await command('link', 'promote', '99', '--reason', 'no such one')).toMatchObject({
      ...{ code: 2, errors: ['error: There is no link version 99'] },
    });
  });

  test('of what is stale is what hub run --stale makes, and leaves nothing stale', async () => {
    const { assets } = await plan();
    expect(assets.length).toBeGreaterThan(5);
    const { code, stdout } = await command('run', '*', '--stale', '--json');
    const { steps } = JSON.parse(stdout) as { steps: { assetKey: string }[] };
    expect(code).toBe(0);
    expect(steps.map(({ assetKey }) => assetKey).toSorted()).toEqual(assets.map(({ assetKey }) => assetKey).toSorted());
    expect((await plan()).assets).toEqual([]);
  });

  test('that there is not, and a selection of nothing, are wrong uses', async () => {
    expect(await command('apply', 'nosuch')).toMatchObject({ code: 2, errors: ['error: There is no plan nosuch'] });
    expect(await command('plan', 'ecids.chid')).toMatchObject({
      code: 2,
      errors: ['error: No asset matches "ecids.chid"'],
    });
  });
});

describe('two runs that would write the same', () => {
  test('do not meet: one is refused with the id of the other, one waits and then runs', async () => {
    const selection = ['public.tables'];
    const first = hub.client.run({ runId: 'in-the-way', selection, action: ACTION }, silentReporter);
    while ((await showRun(hub.control, 'in-the-way').catch(() => ({ steps: [] }))).steps.length === 0) await sleep(20);
    const waiting = hub.client.run({ runId: 'waiting', selection, action: ACTION, onConflict: 'wait' }, silentReporter);
    const refused = await command('run', ...selection);
    expect({ code: refused.code, errors: refused.errors }).toEqual({
      code: 3,
      errors: ['error: Run in-the-way is writing public.tables (all)'],
    });
    expect(await showRun(hub.control, 'waiting')).toMatchObject({ state: 'queued' });
    await first;
    expect(await waiting).toMatchObject({ state: 'succeeded' });
    const [ended, began] = await Promise.all(['in-the-way', 'waiting'].map((id) => showRun(hub.control, id)));
    expect(Date.parse(began?.startedAt ?? '')).toBeGreaterThanOrEqual(Date.parse(ended?.endedAt ?? ''));
  });
});
