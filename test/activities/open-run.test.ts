import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { dataInputsOf, dataVersionOf } from '../../activities/data-version.ts';
import { makePlan, selectMakeable } from '../../activities/make-plan.ts';
import { type OpenRunContext, openRun } from '../../activities/open-run.ts';
import { planSources } from '../../activities/plan-sources.ts';
import { readGround } from '../../activities/read-ground.ts';
import { buildAssetGraph } from '../../assets/asset-graph.ts';
import { assetStatuses } from '../../assets/plan/asset-statuses.ts';
import { type Control, connectControl } from '../../control/connect.ts';
import { promoteLinkVersion, recordLinkVersion } from '../../control/link-versions.ts';
import { recordLoad } from '../../control/loads.ts';
import { recordMaterialization } from '../../control/materializations.ts';
import { migrateControl } from '../../control/migrate.ts';
import { savePlan, showPlan } from '../../control/plans.ts';
import { finishRun, showRun } from '../../control/runs.ts';
import { recordStep } from '../../control/steps.ts';
import { ConflictError, PartitionsHeldError, UsageError } from '../../schemas/errors.ts';
import type { RunRequest } from '../../schemas/run.ts';
import { defaultTableParameters } from '../../schemas/tables/parameters.ts';
import { duckdbDialect } from '../../warehouse/duckdb/dialect.ts';
import { asset } from '../assets/made-up-assets.ts';
import { load } from '../control/made-up.ts';
import { type DisposableStore, openPglite } from '../control/stores.ts';

const graph = buildAssetGraph([
  asset('load.dese.sims', [], { kind: 'load', partitions: { kind: 'period', grammar: 'collection' } }),
  asset('linkage.version', ['load.dese.sims'], { kind: 'link-version' }),
  asset('t.one', ['linkage.version', 'load.dese.sims']),
  asset('t.two', ['t.one']),
  asset('t.shown', ['t.two'], { maker: { kind: 'decision' } }),
]);
const TABLES = ['t.one', 't.two'];

let store: DisposableStore;
let control: Control;
let context: OpenRunContext;
let clock = 0;
beforeAll(async () => {
  store = await openPglite();
  control = connectControl(store.url);
  await migrateControl(control);
});
afterAll(async () => {
  await control.destroy();
  await store.dispose();
});
beforeEach(async () => {
  for (const table of ['partition_lock', 'plan', 'materialization', 'step', 'load', 'link_version', 'run']) {
    await control(table).delete();
  }
  context = {
    ...{ control, graph, warehouse: { dialect: duckdbDialect }, parameters: defaultTableParameters },
    ...{ settingsHash: 's', codeVersion: 'c', now: () => new Date(Date.UTC(2026, 0, 1) + clock++ * 1_000) },
  };
});

const request = (runId: string, more: Partial<RunRequest> = {}): RunRequest => ({
  ...{ runId, selection: ['t.*'], action: { actor: 'ada', reason: 'a test of plans' } },
  ...more,
});
const keysOf = (plan: { readonly steps: readonly { readonly assetKey: string }[] }) =>
  plan.steps.map(({ assetKey }) => assetKey);
const end = (runId: string) => finishRun(control, runId, 'succeeded', { at: context.now() });

/** As the worker does: what it is made from is looked up first. */
async function make(runId: string, ...keys: readonly string[]): Promise<void> {
  for (const key of keys) {
    const own = graph.assets.get(key) as NonNullable<ReturnType<typeof graph.assets.get>>;
    await recordMaterialization(control, {
      ...{ runId, assetKey: key, partition: 'all', codeVersion: 'c', rows: 7, at: context.now() },
      ...dataVersionOf(await dataInputsOf(context, own)),
    });
  }
}

async function link(linkVersion: number): Promise<void> {
  await recordLinkVersion(control, {
    ...{ linkVersion, runId: 'r-first', modelHash: 'm', codeVersion: 'c', inputs: {}, parameters: {}, counts: {} },
    at: context.now(),
  });
  await promoteLinkVersion(control, linkVersion, { actor: 'ada', reason: 'better', at: context.now() });
}

/** All made once from one load, in a run that has ended. */
async function makeAll(): Promise<void> {
  await recordLoad(control, load(1));
  await openRun(context, request('r-first', { selection: ['*'] }));
  await make('r-first', 'linkage.version');
  await link(1);
  await make('r-first', ...TABLES);
  await end('r-first');
}

async function setOtherwise(): Promise<void> {
  context = { ...context, settingsHash: 'other' };
}

async function planned(selection: readonly string[], force = false): Promise<string> {
  const ground = await readGround(planSources(context));
  const selected = await selectMakeable(graph, selection, () => assetStatuses(graph, ground));
  const planId = `p-${clock++}`;
  const plan = makePlan(graph, ground, { selection, selected, force });
  await savePlan(control, { planId, ...plan, actor: 'ada', plannedAt: context.now().toISOString() });
  return planId;
}

describe('a run of a selection', () => {
  test('makes all of it, out of date or not, and keeps on record why', async () => {
    await makeAll();
    expect(keysOf(await openRun(context, request('r-again')))).toEqual(TABLES);
    const { content } = await showPlan(control, 'r-again');
    expect(content.assets.map(({ assetKey, rows, reasons }) => [assetKey, rows, reasons[0]?.kind])).toEqual([
      ['t.one', 7, 'forced'],
      ['t.two', 7, 'upstream'],
    ]);
  });

  test('of what is out of date makes nothing else, and succeeds with nothing', async () => {
    await makeAll();
    expect(keysOf(await openRun(context, request('r-none', { staleOnly: true })))).toEqual([]);
    await end('r-none');
    await recordLoad(control, load(2));
    expect(keysOf(await openRun(context, request('r-some', { staleOnly: true, selection: ['*'] })))).toEqual([
      'linkage.version',
      ...TABLES,
    ]);
    const { content } = await showPlan(control, 'r-some');
    expect(content.assets[0]?.reasons).toEqual([
      {
        ...{ kind: 'upstream', partitions: ['all'] },
        upstream: { key: 'load.dese.sims', partitions: ['2024-10'], changed: true },
      },
    ]);
  });

  test('by status reads how assets stand, and is refused where none stands so', async () => {
    await makeAll();
    await link(2);
    expect(keysOf(await openRun(context, request('r-stale', { selection: ['status:stale'] })))).toEqual(TABLES);
    await expect(openRun(context, request('r-failed', { selection: ['status:failed'] }))).rejects.toThrow(UsageError);
  });

  test('of what only a decision makes is refused', async () => {
    await expect(openRun(context, request('r-shown', { selection: ['t.shown'] }))).rejects.toThrow(/decision/);
  });
});

describe('what is out of date', () => {
  const statuses = async () =>
    Object.fromEntries(
      [...assetStatuses(graph, await readGround(planSources(context)))].map(([key, of]) => [key, [...of].join(' ')]),
    );

  test('is what stands on a link version that is no longer the promoted one', async () => {
    await makeAll();
    await link(2);
    expect(await statuses()).toMatchObject({ 'linkage.version': 'fresh', 't.one': 'stale', 't.two': 'stale' });
    await promoteLinkVersion(control, 1, { actor: 'ada', reason: 'worse', at: context.now() });
    expect(await statuses()).toMatchObject({ 't.one': 'fresh', 't.two': 'fresh' });
  });

  test('is what was made under other settings or by other code, and what its last attempt failed at', async () => {
    await makeAll();
    context = { ...context, settingsHash: 'other' };
    expect(await statuses()).toMatchObject({ 't.one': 'stale' });
    context = { ...context, settingsHash: 's' };
    await control('materialization').where('asset_key', 't.two').update({ code_fingerprint: null });
    expect(await statuses()).toMatchObject({ 't.one': 'fresh', 't.two': 'stale' });
    await recordStep(control, {
      ...{ runId: 'r-first', assetKey: 't.one', partition: 'all', attempt: 2, state: 'failed' },
      startedAt: context.now(),
    });
    expect(await statuses()).toMatchObject({ 't.one': 'failed' });
  });

  test('is what was being made while its files came in, since nobody knows whether it read them', async () => {
    await makeAll();
    const inputs = await dataInputsOf(
      context,
      graph.assets.get('t.one') as NonNullable<ReturnType<typeof graph.assets.get>>,
    );
    await recordLoad(control, load(2));
    await recordMaterialization(control, {
      ...{ runId: 'r-first', assetKey: 't.one', partition: 'all', codeVersion: 'c', rows: 7, at: context.now() },
      ...dataVersionOf(inputs),
    });
    expect(await statuses()).toMatchObject({ 't.one': 'stale' });
  });

  test('is nothing after a load that is taken in again as it was', async () => {
    await makeAll();
    await recordLoad(control, load(1));
    expect(await statuses()).toMatchObject({ 'load.dese.sims': 'fresh', 't.one': 'fresh', 't.two': 'fresh' });
  });
});

describe('a run of a plan', () => {
  test('makes exactly what the plan shows, though the selection would be more', async () => {
    await makeAll();
    await control('materialization').where('asset_key', 't.two').update({ code_fingerprint: 'before' });
    const planId = await planned(['t.*']);
    const run = await openRun(context, request('r-plan', { planId }));
    expect(keysOf(run)).toEqual(['t.two']);
    expect((await showPlan(control, 'r-plan')).content.applied).toBe(planId);
  });

  test.each<[string, () => Promise<unknown>, RegExp]>([
    ['files came in', () => recordLoad(control, load(2)), /load\.dese\.sims has other data/],
    ['another link version was promoted', () => link(2), /linkage\.version has other data/],
    ['the settings are others', setOtherwise, /other settings/],
    ['something was made of it', async () => make('r-first', 't.one'), /t\.one was made meanwhile/],
  ])('is refused once %s, and says so', async (_, move, sentence) => {
    await makeAll();
    const planId = await planned(['t.*'], true);
    await openRun(context, request('r-before', { planId }));
    await end('r-before');
    await move();
    const refused = openRun(context, request('r-after', { planId }));
    await expect(refused).rejects.toThrow(ConflictError);
    await expect(refused).rejects.toMatchObject({
      exitCode: 3,
      fields: { moved: expect.arrayContaining([expect.stringMatching(sentence)]) },
    });
  });

  test('that there is not is a wrong name', async () => {
    await expect(openRun(context, request('r-none', { planId: 'p-none' }))).rejects.toThrow(UsageError);
  });
});

describe('a run that meets another', () => {
  test('is refused with the id of the other, before it has made anything', async () => {
    await openRun(context, request('r-one', { selection: ['t.one'] }));
    const second = openRun(context, request('r-two', { selection: ['t.one', 't.two'] }));
    await expect(second).rejects.toThrow('Run r-one is writing t.one');
    await expect(second).rejects.toMatchObject({ exitCode: 3, retryable: false });
    expect(keysOf(await openRun(context, request('r-three', { selection: ['t.two'] })))).toEqual(['t.two']);
  });

  test('waits where it is told to, says for whom, and begins with what is out of date by then', async () => {
    await makeAll();
    await recordLoad(control, load(2));
    await openRun(context, request('r-one', { selection: ['*'] }));
    const waiting = request('r-two', { selection: ['*'], onConflict: 'wait', staleOnly: true });
    await expect(openRun(context, waiting)).rejects.toThrow(PartitionsHeldError);
    await expect(openRun(context, waiting)).rejects.toMatchObject({ retryable: true });
    expect(await showRun(control, 'r-two')).toMatchObject({
      ...{ state: 'queued', startedAt: null },
      sentence: expect.stringContaining('Run r-one is writing'),
    });
    await make('r-one', 'linkage.version', 't.one');
    await end('r-one');
    expect(keysOf(await openRun(context, waiting))).toEqual(['t.two']);
    expect(await showRun(control, 'r-two')).toMatchObject({ state: 'running', sentence: null });
  });
});
