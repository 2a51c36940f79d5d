import { afterAll, beforeAll, expect, test } from 'vitest';
import { backfillPage, notePause, openBackfill } from '../../activities/backfill-steps.ts';
import type { OpenRunContext } from '../../activities/open-run.ts';
import { buildAssetGraph } from '../../assets/asset-graph.ts';
import { partitionProgress } from '../../assets/plan/backfill-progress.ts';
import { showBackfill, stepStandings } from '../../control/backfills.ts';
import { type Control, connectControl } from '../../control/connect.ts';
import { migrateControl } from '../../control/migrate.ts';
import { showPlan } from '../../control/plans.ts';
import { finishRun } from '../../control/runs.ts';
import { recordStep, type StepState } from '../../control/steps.ts';
import type { BackfillPart, BackfillRequest } from '../../schemas/backfill.ts';
import { ConflictError, UsageError } from '../../schemas/errors.ts';
import { defaultTableParameters } from '../../schemas/tables/parameters.ts';
import { duckdbDialect } from '../../warehouse/duckdb/dialect.ts';
import { asset } from '../assets/made-up-assets.ts';
import { type DisposableStore, openPglite } from '../control/stores.ts';

const QUARTERS = { partitions: { kind: 'period', grammar: 'quarter', first: '2020Q1', last: '2022Q4' } } as const;
const YEARS = { partitions: { kind: 'period', grammar: 'school-year' } } as const;
const graph = buildAssetGraph([
  asset('t.quarter', [], QUARTERS),
  asset('t.apart', [], QUARTERS),
  asset('t.year', [{ key: 't.quarter', mapping: { kind: 'years', from: 0, to: 0 } }], YEARS),
  asset('t.all', ['t.year']),
]);
const action = { actor: 'ada', reason: 'a test of backfills' };

let store: DisposableStore;
let control: Control;
let context: OpenRunContext;
let clock = 0;
beforeAll(async () => {
  store = await openPglite();
  control = connectControl(store.url);
  await migrateControl(control);
  context = {
    ...{ control, graph, warehouse: { dialect: duckdbDialect }, parameters: defaultTableParameters },
    ...{ settingsHash: 's', codeVersion: 'c', now: () => new Date(Date.UTC(2026, 0, 1) + clock++ * 1_000) },
  };
});
afterAll(async () => {
  await control.destroy();
  await store.dispose();
});

const request = (runId: string, more: Partial<BackfillRequest> = {}): BackfillRequest => ({
  ...{ runId, selection: ['*'], action, concurrency: 2, atOnce: 5 },
  ...more,
});

/** As the workflow and its steps do. @returns the steps begun, in order, by level */
async function makeAll(runId: string, stateOf: (name: string) => StepState = () => 'succeeded'): Promise<string[][]> {
  const levels: string[][] = [[]];
  for (let next: number | undefined = 0; next !== undefined; ) {
    const page = await backfillPage(context, runId, next);
    for (const part of page.parts) {
      levels.at(-1)?.push(nameOf(part));
      await recordStep(control, {
        ...{ runId, assetKey: part.assetKey, partition: part.partition ?? 'all', attempt: 1, seconds: 2 },
        ...{ state: stateOf(nameOf(part)), startedAt: context.now() },
      });
    }
    if (page.endsLevel && page.next !== undefined) levels.push([]);
    next = page.next;
  }
  return levels;
}

const nameOf = ({ assetKey, partition }: BackfillPart) =>
  partition === undefined ? assetKey : `${assetKey} ${partition}`;
const progress = async (runId: string) =>
  partitionProgress(graph, {
    planned: (await showPlan(control, runId)).content.assets,
    steps: await stepStandings(control, runId),
    goesOn: true,
  });

test('is cut into ranges, and what reads others comes after all of them', async () => {
  expect(await openBackfill(context, request('b-all'))).toEqual({ partitions: 12 + 12 + 3 + 1 });
  expect(await makeAll('b-all')).toEqual([
    ['t.quarter', 't.apart'].flatMap((key) =>
      ['2020Q1..2021Q1', '2021Q2..2022Q2', '2022Q3..2022Q4'].map((range) => `${key} ${range}`),
    ),
    ['t.year 2020..2022'],
    ['t.all'],
  ]);
  expect(await progress('b-all')).toMatchObject({ total: 28, done: 28, failed: 0, secondsLeft: 0 });
  await finishRun(control, 'b-all', 'succeeded', { at: context.now() });
});

test('passes over what reads a failed partition, and can be retried in just that', async () => {
  await openBackfill(context, request('b-part', { partitions: '2021...' }));
  const levels = await makeAll('b-part', (name) => (name === 't.quarter 2021Q1..2022Q1' ? 'failed' : 'succeeded'));
  expect(levels.flat()).toEqual([
    't.quarter 2021Q1..2022Q1',
    't.quarter 2022Q2..2022Q4',
    't.apart 2021Q1..2022Q1',
    't.apart 2022Q2..2022Q4',
  ]);
  expect(await progress('b-part')).toMatchObject({ total: 8 + 8 + 2 + 1, done: 8 + 3, failed: 5, skipped: 3 });
  await expect(openBackfill(context, request('b-early', { retryOf: 'b-part' }))).rejects.toThrow(UsageError);
  await finishRun(control, 'b-part', 'failed', { at: context.now(), sentence: 'some failed' });

  expect(await openBackfill(context, request('b-again', { retryOf: 'b-part' }))).toEqual({ partitions: 5 + 2 + 1 });
  expect((await makeAll('b-again')).flat()).toEqual(['t.quarter 2021Q1..2022Q1', 't.year 2021..2022', 't.all']);
  expect(await showBackfill(control, 'b-again')).toMatchObject({ retryOf: 'b-part', partitions: 8 });
  await finishRun(control, 'b-again', 'succeeded', { at: context.now() });
  await expect(openBackfill(context, request('b-none', { retryOf: 'b-again' }))).rejects.toThrow('all it was to make');
});

test('leaves runs of other partitions alone, and keeps others out of its own', async () => {
  await openBackfill(context, request('b-early-years', { selection: ['t.quarter'], partitions: '2020' }));
  await openBackfill(context, request('b-late-years', { selection: ['t.quarter'], partitions: '2021Q1...' }));
  await expect(
    openBackfill(context, request('b-in-the-way', { selection: ['t.quarter'], partitions: '2020Q4' })),
  ).rejects.toThrow('Run b-early-years is writing t.quarter (2020Q1..2020Q4)');
});

test('says who paused it and why, in its record and in the audit log, and goes on', async () => {
  await notePause(context, 'b-early-years', action);
  expect(await showBackfill(control, 'b-early-years')).toMatchObject({ pausedBy: 'ada', pauseReason: action.reason });
  await notePause(context, 'b-early-years', undefined, action);
  expect(await showBackfill(control, 'b-early-years')).toMatchObject({ pausedAt: null });
  expect(await control('audit_log').orderBy('seq').pluck('action')).toEqual(['backfill.pause', 'backfill.resume']);
  await finishRun(control, 'b-early-years', 'canceled', { at: context.now() });
  await expect(notePause(context, 'b-early-years', action)).rejects.toThrow(ConflictError);
});
