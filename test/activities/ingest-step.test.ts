import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { HubContext } from '../../activities/hub-context.ts';
import { ingestStep } from '../../activities/ingest-step.ts';
import type { StepCall } from '../../activities/step.ts';
import { hubGraph } from '../../assets/hub-assets.ts';
import { type Control, connectControl } from '../../control/connect.ts';
import { deliveredFiles } from '../../control/delivered-files.ts';
import { listLoads } from '../../control/loads.ts';
import { migrateControl } from '../../control/migrate.ts';
import { openLanding } from '../../extracts/landing/landing.ts';
import { migrateStaging } from '../../extracts/loads/migrate-staging.ts';
import { FileRefusedError } from '../../schemas/errors.ts';
import { extractContracts } from '../../schemas/extracts/index.ts';
import { openDuckDb } from '../../warehouse/duckdb/duckdb-warehouse.ts';
import type { Warehouse } from '../../warehouse/warehouse.ts';
import { type DisposableStore, openPglite } from '../control/stores.ts';

let store: DisposableStore;
let control: Control;
let warehouse: Warehouse;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'step-'));
  await mkdir(join(folder, 'inbox'));
  store = await openPglite();
  control = connectControl(store.url);
  await migrateControl(control);
  warehouse = await openDuckDb({ path: ':memory:' });
  await warehouse.execute("ATTACH ':memory:' AS vault");
  await migrateStaging(warehouse, extractContracts.values());
});
afterAll(async () => {
  await warehouse.close();
  await control.destroy();
  await store.dispose();
  await rm(folder, { recursive: true, force: true });
});
beforeEach(async () => {
  await control('load').delete();
  await control('delivered_file').delete();
});

const HEADER = 'child_id,program,provider_number,start_date,end_date,hours_per_week,funding\n';
const contentOf = (children: number) =>
  `${HEADER}${Array.from({ length: children }, (_, index) => `C${index + 1},WIC,,2024-09-01,,,\n`).join('')}`;

async function call(
  files: readonly { readonly period: string; readonly content: string }[],
  more: object = {},
): Promise<StepCall> {
  for (const { period, content } of files) await writeFile(join(folder, 'inbox', `${period}.csv`), content);
  const manifest = {
    ...more,
    files: files.map(({ period }) => ({
      path: `${period}.csv`,
      extract: 'eec.participation',
      period,
      submitter: 'EEC',
    })),
  };
  await writeFile(join(folder, 'inbox', 'manifest.json'), JSON.stringify(manifest));
  const context: Pick<HubContext, 'warehouse' | 'control' | 'landing' | 'tokenKey' | 'dataRoot' | 'now' | 'log'> = {
    warehouse,
    control,
    landing: openLanding({ folder: join(folder, 'landing'), landingKey: new Uint8Array(32).fill(3) }),
    tokenKey: { id: 'key-1', key: new Uint8Array(32).fill(7) },
    dataRoot: folder,
    now: () => new Date(Date.UTC(2026, 0, 5)),
    log: { info: () => undefined, error: () => undefined },
  };
  return {
    context: context as HubContext,
    request: {
      runId: 'run-1',
      selection: ['load.eec.participation'],
      action: { actor: 'ada', reason: 'nightly' },
      manifest: 'inbox/manifest.json',
    },
    asset: hubGraph.assets.get('load.eec.participation')!,
    partition: 'all',
    signal: new AbortController().signal,
    report: () => undefined,
  };
}

const mirrored = async () =>
  (await listLoads(control))
    .map(({ period, state, rowsLoaded, reasons, sourceName }) => ({ period, state, rowsLoaded, reasons, sourceName }))
    .toSorted((a, b) => (a.period < b.period ? -1 : 1));

it('takes in all files but the refused one, tells the store, and ends with the refusal', async () => {
  const files = [
    { period: '2023', content: contentOf(4) },
    { period: '2024', content: `${contentOf(4)}cut off` },
    { period: '2025', content: contentOf(5) },
  ];
  await expect(ingestStep(await call(files))).rejects.toThrow(FileRefusedError);
  const loads = [
    { period: '2023', state: 'current', rowsLoaded: 4, reasons: {}, sourceName: '2023.csv' },
    { period: '2025', state: 'current', rowsLoaded: 5, reasons: {}, sourceName: '2025.csv' },
  ];
  expect(await mirrored()).toEqual(loads);
  const delivered = await deliveredFiles(control, 'run-1');
  expect(delivered.map(({ name, position, outcome, rowsLoaded }) => [name, position, outcome, rowsLoaded])).toEqual([
    ['2023.csv', 1, 'loaded', 4],
    ['2024.csv', 2, 'refused', null],
    ['2025.csv', 3, 'loaded', 5],
  ]);
  expect(delivered[1]).toMatchObject({
    ...{ submitter: 'EEC', period: '2024', loadId: null, exitCode: 4, errorType: 'FileRefusedError' },
    ...{ contentHash: expect.stringMatching(/^[0-9a-f]{64}$/), sentence: expect.stringMatching(/cut off/) },
  });

  // A worker that stopped before it told the store: the retry does, and loads only what is missing.
  await control('load').delete();
  const whole = files.map(({ period }) => ({ period, content: contentOf(period === '2025' ? 5 : 4) }));
  expect(await ingestStep(await call(whole))).toEqual({
    rowsIn: 13,
    rowsOut: 13,
    rowsRejected: 0,
    metadata: { files: 3, loaded: 1, unchanged: 2, checked: 0 },
  });
  expect(await mirrored()).toEqual([
    loads[0],
    { period: '2024', state: 'current', rowsLoaded: 4, reasons: {}, sourceName: '2024.csv' },
    loads[1],
  ]);
});

it('ends with one count when several are refused, and tells the store why each was', async () => {
  const files = [
    { period: '2021', content: '' },
    { period: '2022', content: '\u0001'.repeat(20) },
    { period: '2023', content: contentOf(4) },
  ];
  await expect(ingestStep(await call(files))).rejects.toThrow('2 of 3 files of eec.participation were not taken in');
  expect((await deliveredFiles(control, 'run-1')).map(({ sentence }) => sentence)).toEqual([
    '2021.csv is empty',
    '2022.csv is a binary file, not text',
    null,
  ]);
  expect((await mirrored()).map(({ period }) => period)).toEqual(['2023']);
});

it('keeps with the load what its manifest says of its people, and what ended the load before it', async () => {
  await ingestStep(await call([{ period: '2020', content: contentOf(4) }]));
  await ingestStep(await call([{ period: '2020', content: contentOf(5) }], { synthetic: true }));
  const [newer, older] = (await listLoads(control)).toSorted((a, b) => b.loadId - a.loadId);
  expect(newer).toMatchObject({ state: 'current', synthetic: true, endedAt: null });
  expect(older).toMatchObject({
    ...{ state: 'superseded', synthetic: false, endedBy: 'ada' },
    endedReason: `superseded by load ${newer?.loadId}`,
  });
});

it('tells the store which overrides let a load in', async () => {
  const given = await call([{ period: '2019', content: contentOf(4) }]);
  const request = { ...given.request, acceptQuarantine: 0.4, approveRowCount: true };
  await ingestStep({ ...given, request });
  expect(await listLoads(control)).toMatchObject([
    { acceptedQuarantineRate: 0.4, acceptedQuarantineReason: 'nightly', rowCountReason: 'nightly' },
  ]);
});

it('tells the store which loads a corrected file has taken the place of', async () => {
  const corrected = [{ period: '2023', content: contentOf(3) }];
  await ingestStep(await call([{ period: '2023', content: contentOf(4) }]));
  await ingestStep(await call(corrected));
  expect((await mirrored()).map(({ state, rowsLoaded }) => [state, rowsLoaded]).toSorted()).toEqual([
    ['current', 3],
    ['superseded', 4],
  ]);
});
