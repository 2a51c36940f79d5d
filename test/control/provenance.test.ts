import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { recordCheck } from '../../control/check-results.ts';
import { type Control, connectControl } from '../../control/connect.ts';
import { recordLinkVersion } from '../../control/link-versions.ts';
import { loadedPeriods, markRetracted, recordLoad } from '../../control/loads.ts';
import { recordMaterialization } from '../../control/materializations.ts';
import { migrateControl } from '../../control/migrate.ts';
import { newestData } from '../../control/newest-data.ts';
import { provenanceOf } from '../../control/provenance.ts';
import { runFacts } from '../../control/run-diff.ts';
import { queueRun } from '../../control/runs.ts';
import { load, run } from './made-up.ts';
import { type DisposableStore, openPglite } from './stores.ts';

let store: DisposableStore;
let control: Control;
beforeAll(async () => {
  store = await openPglite();
  control = connectControl(store.url);
  await migrateControl(control);
});
afterAll(async () => {
  await control.destroy();
  await store.dispose();
});

const day = (number: number) => new Date(`2026-09-0${number}T00:00:00.000Z`);
const make = (
  runId: string,
  assetKey: string,
  dataVersion: string,
  upstreamVersions: Readonly<Record<string, string>>,
  at: Date,
  metadata = {},
) =>
  recordMaterialization(control, {
    ...{ runId, assetKey, partition: 'all', dataVersion, codeVersion: 'c1', upstreamVersions, rows: 10, metadata, at },
  });
const versionOf = (...loads: readonly string[]) => createHash('sha256').update(loads.join(' ')).digest('hex');
const SIMS = versionOf('1 8');

/** Day 1: a file. Day 2: links and a table, from it. Day 3: another file in its place. Day 4: all again. */
async function history(): Promise<void> {
  await recordLoad(control, load(1, { at: day(1) }));
  for (const runId of ['r2', 'r4']) await queueRun(control, run(runId));
  await make('r2', 'linkage.entities', 'e1', { 'load.dese.sims#2024-10': SIMS }, day(2));
  await make('r2', 'linkage.version', 'l1', { 'linkage.entities': 'e1' }, day(2), { linkVersion: 1 });
  const link = { modelHash: 'm', codeVersion: 'c1', inputs: {}, parameters: {}, counts: { events: { merged: 3 } } };
  await recordLinkVersion(control, { linkVersion: 1, runId: 'r2', ...link, at: day(2) });
  await make(
    'r2',
    'ecids.child',
    't1',
    { 'linkage.version': 'link-version:1', 'load.dese.sims#2024-10': SIMS },
    day(2),
  );
  const check = { runId: 'r2', assetKey: 'ecids.child', partition: 'all', severity: 'warn', blocking: false } as const;
  await recordCheck(control, { ...check, check: 'has_rows', passed: true, at: day(2) });
  await recordCheck(control, { ...check, check: 'codes.race', passed: false, at: day(2) });
  await recordLoad(control, load(2, { at: day(3) }));
  await make('r4', 'ecids.child', 't2', { 'linkage.version': 'link-version:1' }, day(4));
}

describe('the provenance of a result', () => {
  beforeAll(history);
  const origin = { upstreamVersions: { 'ecids.child': 't1' }, at: day(5).toISOString() };

  test('leads to what it was made from then, though newer things are there now', async () => {
    const { made, linkVersions, files, unknown } = await provenanceOf(control, origin);
    expect(made.map(({ assetKey, dataVersion }) => [assetKey, dataVersion])).toEqual([
      ['ecids.child', 't1'],
      ['linkage.version', 'l1'],
      ['linkage.entities', 'e1'],
    ]);
    expect(linkVersions.map(({ linkVersion }) => linkVersion)).toEqual([1]);
    expect(files.map((file) => [file.load.loadId, file.load.contentHash, file.confirmed])).toEqual([
      [1, 'hash-1', true],
    ]);
    expect(unknown).toEqual([]);
  });

  test('has the checks of each thing made', async () => {
    const { made } = await provenanceOf(control, origin);
    expect(made[0]).toMatchObject({ runId: 'r2', rows: 10, checksPassed: 1, checksFailed: ['codes.race'] });
  });

  test('does not take another file for the one that was read', async () => {
    const later = { upstreamVersions: { 'load.dese.sims#2024-10': SIMS }, at: day(5).toISOString() };
    const { files } = await provenanceOf(control, later);
    expect(files.map((file) => [file.load.loadId, file.confirmed])).toEqual([[2, false]]);
  });

  test('names versions that are on no record', async () => {
    const lost = { upstreamVersions: { 'ecids.child': 'nosuch' }, at: day(5).toISOString() };
    expect(await provenanceOf(control, lost)).toMatchObject({ made: [], files: [], unknown: ['ecids.child'] });
  });

  test('leaves out what does not lie on the way', async () => {
    const { made, files } = await provenanceOf(control, origin, (key) => key !== 'linkage.version');
    expect(made.map(({ assetKey }) => assetKey)).toEqual(['ecids.child']);
    expect(files).toHaveLength(1);
  });

  test('compares files by the version that the store works out for a period', async () => {
    const [period] = await loadedPeriods(control);
    expect(period?.version).toBe(versionOf('2 8'));
  });
});

test('a run that linked is compared by how many people were merged and split, too', async () => {
  const { made } = await runFacts(control, 'r2');
  expect(made.find(({ assetKey }) => assetKey === 'linkage.version')?.metadata).toEqual({
    linkVersion: 1,
    'people merged': 3,
  });
});

test('the newest data of an asset are those made last, and of files those taken in last that still count', async () => {
  const newest = await newestData(control);
  expect(newest.get('ecids.child')).toEqual({ at: day(4).toISOString() });
  expect(newest.get('load.dese.sims')).toEqual({ at: day(3).toISOString(), period: '2024-10' });
  // An old period that is taken in again is not the newest.
  await recordLoad(control, load(9, { extract: 'dhe.enrollment', period: '2024F', at: day(1) }));
  await recordLoad(control, load(10, { extract: 'dhe.enrollment', period: '2024W', submitter: 'X', at: day(4) }));
  expect((await newestData(control)).get('load.dhe.enrollment')).toEqual({ at: day(1).toISOString(), period: '2024F' });
  await markRetracted(control, 2, { actor: 'ada', reason: 'sent by mistake', at: day(5) });
  expect((await newestData(control)).get('load.dese.sims')).toBeUndefined();
});
