import { appendFileSync, cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type Control, connectControl } from '../../../control/connect.ts';
import { migrateControl } from '../../../control/migrate.ts';
import { finishRun, startRun } from '../../../control/runs.ts';
import { listTicks, pauseSensor } from '../../../control/sensors.ts';
import { type ArrivalsSensor, arrivalsSensor } from '../../../runtime/arrivals/tick-arrivals.ts';
import type { RunRequest } from '../../../schemas/run.ts';
import { run } from '../../control/made-up.ts';
import { type DisposableStore, openPglite } from '../../control/stores.ts';

const SETTLED = 1_000;
let store: DisposableStore;
let control: Control;
let root: string;
let begun: RunRequest[];
let clock: number;
let look: ArrivalsSensor;

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
  for (const table of ['sensor_tick', 'sensor', 'run']) await control(table).delete();
  mkdirSync(tmpdir(), { recursive: true });
  root = mkdtempSync(join(tmpdir(), 'a-'));
  mkdirSync(join(root, 'arrivals'));
  begun = [];
  clock = Date.UTC(2026, 0, 1);
  look = sensor();
  return () => rmSync(root, { recursive: true, force: true });
});

function sensor(): ArrivalsSensor {
  return arrivalsSensor({
    ...{ control, root, folder: join(root, 'arrivals'), settled: SETTLED, now: () => new Date(clock) },
    begin: async (request) => {
      if (begun.some(({ runId }) => runId === request.runId)) return false;
      begun.push(request);
      await startRun(control, run(request.runId, { kind: 'arrival' }));
      return true;
    },
  });
}

function put(path: string, text: string): void {
  const file = join(root, 'arrivals', path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

const manifest = (...paths: string[]) =>
  JSON.stringify({ files: paths.map((path) => ({ path, extract: 'eec.child', period: '2024-10', submitter: 'EEC' })) });
const told = async () => (await look()).map(({ outcome, sentence }) => `${outcome}: ${sentence}`);
const later = () => {
  clock += SETTLED;
};

test('says that there is nothing, and of files that nobody describes that nobody describes them', async () => {
  expect(await told()).toEqual(['nothing: The folder is empty']);
  put('stray.csv', 'a');
  expect(await told()).toEqual(['waiting: 1 files are in no manifest, so nobody knows what they are']);
});

test('waits for the files and until nobody writes to them, then begins one run that names the manifest', async () => {
  put('eec/manifest.json', manifest('a.csv', 'b.csv'));
  put('eec/a.csv', 'a');
  expect(await told()).toEqual(['waiting: 1 of the 2 files that it names are not there yet']);
  put('eec/b.csv', 'b');
  later();
  expect((await told())[0]).toContain('may still be written');
  later();
  appendFileSync(join(root, 'arrivals', 'eec', 'b.csv'), 'more');
  expect((await told())[0]).toContain('may still be written');
  later();
  expect(await told()).toEqual(['started: 2 files of eec.child are taken in']);
  expect(begun).toMatchObject([
    { kind: 'arrival', manifest: 'arrivals/eec/manifest.json', selection: ['load.eec.child'], onConflict: 'wait' },
  ]);
});

test('does not wait where a done-file says that all is there', async () => {
  put('eec.manifest.json', manifest('a.csv'));
  put('a.csv', 'a');
  put('eec.manifest.json.done', '');
  expect((await told())[0]).toContain('started');
});

test('takes the same in once, wherever it is dropped and whoever looks, and says of which run it is', async () => {
  put('eec/manifest.json', manifest('a.csv'));
  put('eec/a.csv', 'a');
  put('eec/manifest.json.done', '');
  await look();
  const [{ runId = '' } = {}] = begun;
  expect(await told()).toEqual([`skipped: Run ${runId} is of the same content (running)`]);
  await finishRun(control, runId, 'failed', { at: new Date(clock), sentence: 'refused' });
  cpSync(join(root, 'arrivals', 'eec'), join(root, 'arrivals', 'again'), { recursive: true });
  look = sensor();
  expect((await told()).every((tick) => tick.startsWith(`skipped: Run ${runId} is of the same content (failed)`))).toBe(
    true,
  );
  expect(begun).toHaveLength(1);
  put('eec/a.csv', 'a, corrected');
  expect((await told()).filter((tick) => tick.startsWith('started'))).toHaveLength(1);
  expect(begun).toHaveLength(2);
});

test('tells what is wrong with a manifest once nobody writes to it any more', async () => {
  put('eec/manifest.json', '{"files": []}');
  expect((await told())[0]).toMatch(/^waiting: It is no ingest manifest: files /);
  later();
  expect((await told())[0]).toMatch(/^failed: It is no ingest manifest: files /);
});

test('begins nothing while it is paused, and counts ticks that found the same as one', async () => {
  put('eec/manifest.json', manifest('a.csv'));
  put('eec/a.csv', 'a');
  put('eec/manifest.json.done', '');
  await pauseSensor(control, 'arrivals', { actor: 'ada', reason: 'wrong files', at: new Date(clock) });
  await look();
  later();
  expect(await told()).toEqual(['paused: Paused by ada: wrong files']);
  expect(begun).toEqual([]);
  expect(await listTicks(control, 'arrivals', 10)).toMatchObject([{ outcome: 'paused', ticks: 2 }]);
  await pauseSensor(control, 'arrivals', undefined);
  expect((await told())[0]).toContain('started');
});
