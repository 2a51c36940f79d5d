import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hubGraph } from '../../assets/hub-assets.ts';
import type { TracedCell } from '../../cli/trace-cell.ts';
import { listCheckResults } from '../../control/check-results.ts';
import { type LoadRecord, listLoads } from '../../control/loads.ts';
import { latestMaterializations } from '../../control/materializations.ts';
import { showRun } from '../../control/runs.ts';
import { readCurrentRelease } from '../../publish/current-release.ts';
import { silentReporter } from '../../runtime/reporter/silent.ts';
import { type IngestManifest, ingestManifestSchema } from '../../schemas/ingest-manifest.ts';
import { projectRoot } from '../../schemas/project-root.ts';
import type { RunRequest, RunResult } from '../../schemas/run.ts';
import { linkedTables } from '../../schemas/tables/linked-tables.ts';
import type { Warehouse } from '../../warehouse/warehouse.ts';
import { DASHBOARDS } from '../../web/dashboards/catalog.ts';
import {
  below,
  type Canaries,
  canariesIn,
  columnsWithCanaries,
  filesBelow,
  openData,
  readCanaries,
} from './canaries.ts';
import { DAMAGES } from './damaged-files.ts';
import { bringUp, makeScratch, type RunningHub } from './hub-under-test.ts';

const SAMPLE = join(projectRoot, 'fixtures', 'sample');
/** What a public number was followed back by, and to what. */
let asked: string[];
let answered: TracedCell;
const ACTION = { actor: 'ada', reason: 'end to end' };
const MANIFEST = 'inbox/sample/extracts/manifest.json';

const scratch = makeScratch();
let hub: RunningHub;
let manifest: IngestManifest;
let made: RunResult;
let exitCode: number | null | undefined;

const request = (runId: string, more: Partial<RunRequest>): RunRequest => ({
  ...{ runId, selection: ['group:ingest'], action: ACTION, approveRowCount: true },
  ...more,
});
const loads = (filter: Parameters<typeof listLoads>[1] = {}) =>
  listLoads(hub.control, { limit: Number.MAX_SAFE_INTEGER, ...filter });
const slotOf = ({ extract, submitter, period }: { extract: string; submitter: string; period: string }) =>
  `${extract} ${submitter} ${period}`;

beforeAll(async () => {
  manifest = ingestManifestSchema.parse(JSON.parse(readFileSync(join(SAMPLE, 'extracts', 'manifest.json'), 'utf8')));
  cpSync(SAMPLE, join(scratch.data, 'inbox', 'sample'), { recursive: true });
  hub = await bringUp(scratch);
  made = await hub.client.run(request('whole', { selection: ['*'], manifest: MANIFEST }), silentReporter);
});
afterAll(async () => {
  if (exitCode === undefined) await hub?.close();
  scratch.remove();
});

describe('the sample, run from files to protected tables', () => {
  test('makes every asset once', async () => {
    expect(made.state).toBe('succeeded');
    // A release is made by somebody's decision, not by a run.
    const makeable = hubGraph.order.filter((key) => hubGraph.assets.get(key)?.kind !== 'release');
    expect(hubGraph.order.length - makeable.length).toBe(1);
    expect(made.steps.map(({ assetKey }) => assetKey).toSorted()).toEqual(makeable.toSorted());
    const { state, steps } = await showRun(hub.control, 'whole');
    expect(state).toBe('succeeded');
    expect(steps.filter((step) => step.state !== 'succeeded' || step.attempt !== 1)).toEqual([]);
    expect(await latestMaterializations(hub.control, hubGraph.order)).toHaveLength(makeable.length);
  });

  test('loses and doubles no row: of every file, what was read is what its manifest says, and is loaded or quarantined', async () => {
    const bySlot = new Map((await loads()).map((load) => [slotOf(load), load]));
    expect(bySlot.size).toBe(manifest.files.length);
    for (const file of manifest.files) {
      const load = bySlot.get(slotOf(file)) as LoadRecord;
      expect(load.rowsRead, file.path).toBe(file.rows);
      expect(load.rowsLoaded + load.rowsQuarantined, file.path).toBe(load.rowsRead);
      expect(load.contentHash, file.path).toBe(file.sha256);
    }
  });

  test('fills every table', () => {
    const empty = made.steps.filter(({ assetKey, rowsOut }) => rowsOut === 0 && !assetKey.startsWith('load.bridge.'));
    expect(empty).toEqual([]);
  });

  test('passes every blocking check', async () => {
    const checks = await listCheckResults(hub.control, { runId: 'whole', limit: 100_000 });
    expect(checks.length).toBeGreaterThan(500);
    expect(checks.filter((check) => check.blocking && !check.passed)).toEqual([]);
  });

  test('takes nothing in again when the same files come again', async () => {
    const before = await loads();
    const again = await hub.client.run(request('again', { manifest: MANIFEST }), silentReporter);
    const files = again.steps.reduce((sum, step) => sum + Number(step.metadata.files), 0);
    const unchanged = again.steps.reduce((sum, step) => sum + Number(step.metadata.unchanged), 0);
    expect([files, unchanged]).toEqual([manifest.files.length, manifest.files.length]);
    expect(await loads()).toEqual(before);
  });
});

describe('a file that is not what it claims', () => {
  test.each(DAMAGES)('$name is refused with one sentence and changes nothing', async (damage) => {
    const before = await loads();
    const delivery = damage.make(join(scratch.data, 'damaged', damage.name.replaceAll(/\W+/g, '-')));
    const { code, stdout, errors } = await scratch.hub('ingest', ...delivery, '--json', '--data', scratch.data);
    expect({ errors, code }).toEqual({ errors: [expect.stringMatching(damage.sentence)], code: damage.exitCode });
    // A wrong command is refused before a run begins; of a file, what became of it is data.
    if (damage.exitCode === 2) expect(stdout).toBe('');
    else {
      expect(stdout.trimEnd()).not.toContain('\n');
      const { state, files } = JSON.parse(stdout) as { state: string; files: Record<string, unknown>[] };
      expect({ state, files: files.length }).toEqual({ state: 'failed', files: 1 });
      const [file] = files;
      expect(file).toMatchObject({ outcome: 'refused', loadId: null, exitCode: damage.exitCode });
      expect(file?.sentence).toMatch(damage.sentence);
      if (damage.name !== 'an empty file') expect(file?.contentHash).toMatch(/^[0-9a-f]{64}$/);
    }
    expect(await loads()).toEqual(before);
  });

  test('a link to a file elsewhere is refused', async () => {
    const before = await loads();
    const folder = join(scratch.data, 'inbox', 'linked');
    mkdirSync(folder);
    const [file] = manifest.files.filter(({ extract }) => extract === 'dhe.enrollment');
    symlinkSync(join(SAMPLE, 'extracts', file!.path), join(folder, 'a.csv'));
    writeFileSync(join(folder, 'manifest.json'), JSON.stringify({ files: [{ ...file, path: 'a.csv' }] }));
    const run = hub.client.run(request('linked', { manifest: 'inbox/linked/manifest.json' }), silentReporter);
    await expect(run).rejects.toThrow();
    expect((await showRun(hub.control, 'linked')).sentence).toMatch(/lies outside/);
    expect(await loads()).toEqual(before);
  });
});

describe('the versions of a file', () => {
  const slot = { extract: 'dhe.degree', submitter: '166133', period: '2024' };
  const path = 'dhe/degree-166133-2024.csv';
  const whole = readFileSync(join(SAMPLE, 'extracts', path), 'utf8');
  /** The file without its last record. */
  const shorter = whole.replace(/[^\n]*\n$/, '');

  async function send(runId: string, content: string): Promise<RunResult> {
    const folder = join(scratch.data, 'inbox', runId);
    mkdirSync(folder);
    writeFileSync(join(folder, 'degrees.csv'), content);
    writeFileSync(join(folder, 'manifest.json'), JSON.stringify({ files: [{ path: 'degrees.csv', ...slot }] }));
    return hub.client.run(request(runId, { manifest: `inbox/${runId}/manifest.json` }), silentReporter);
  }
  const versions = async () => (await loads(slot)).toSorted((a, b) => a.loadId - b.loadId);

  test('A, then B, then A again ends at A, and history stays', async () => {
    const [first] = await versions();
    await send('degrees-b', shorter);
    await send('degrees-a', whole);
    const all = await versions();
    expect(all.map(({ state }) => state)).toEqual(['superseded', 'superseded', 'current']);
    expect(all.map(({ contentHash }) => contentHash === first?.contentHash)).toEqual([true, false, true]);
    expect(all[1]?.rowsRead).toBe((all[0]?.rowsRead ?? 0) - 1);
    expect(all[2]?.rowsLoaded).toBe(all[0]?.rowsLoaded);
  });

  test('a load that is taken back is current no more, says who did it, and comes back when it is sent again', async () => {
    const current = (await versions()).find(({ state }) => state === 'current');
    const loadId = current?.loadId ?? 0;
    const { code, stdout } = await scratch.hub(
      ...['loads', 'retract', String(loadId), '--reason', 'sent too early', '--json', '--data', scratch.data],
    );
    expect([code, JSON.parse(stdout)]).toEqual([0, { loadId, state: 'retracted' }]);
    expect((await versions()).filter(({ state }) => state === 'current')).toEqual([]);
    expect((await versions()).find((load) => load.loadId === loadId)?.state).toBe('retracted');
    await send('degrees-back', whole);
    expect((await versions()).filter(({ state }) => state === 'current')).toMatchObject([
      { contentHash: current?.contentHash, rowsLoaded: current?.rowsLoaded },
    ]);
  });
});

describe('refused rows', () => {
  const quarantine = (...args: string[]) => scratch.hub('quarantine', ...args, '--data', scratch.data);

  test('are listed by load, shown masked, and judged anew with their file, which changes nothing by the same rules', async () => {
    const listed = JSON.parse((await quarantine('list', '--json')).stdout) as LoadRecord[];
    const [load] = listed;
    expect(load?.rowsQuarantined).toBeGreaterThan(0);
    expect(listed.every(({ state }) => state === 'current')).toBe(true);
    const id = String(load?.loadId);
    const shown = JSON.parse((await quarantine('show', id, '--limit', '1', '--json')).stdout);
    expect(shown.rows).toHaveLength(1);
    const entry = manifest.files.find(
      (each) => each.extract === load?.extract && each.period === load.period && each.submitter === load.submitter,
    );
    const file = join(SAMPLE, 'extracts', entry!.path);
    expect(await quarantine('readmit', id, join(SAMPLE, 'extracts', 'manifest.json'), '--reason', 'x')).toMatchObject({
      code: 2,
    });
    const { code, stdout } = await quarantine('readmit', id, file, '--reason', 'the list was extended', '--json');
    expect(code).toBe(0);
    const { after, readmitted } = JSON.parse(stdout) as { after: LoadRecord; readmitted: number };
    expect({ readmitted, loadId: after.loadId }).toEqual({ readmitted: 0, loadId: load?.loadId });
    const slot = { extract: load?.extract, period: load?.period, submitter: load?.submitter };
    expect((await loads(slot)).filter(({ state }) => state === 'current')).toHaveLength(1);
  });
});

describe('commands beside a hub that is up', () => {
  test.each([
    ...['loads list', 'loads show 1', 'runs list', 'runs show whole', 'runs diff whole whole', 'runs attach whole'],
    ...['release list', 'assets show ecids.child', 'freshness', 'audit list', 'audit verify', 'audit checkpoint'],
  ])('hub %s prints one JSON document on stdout and nothing else', async (command) => {
    const { code, stdout, errors } = await scratch.hub(...command.split(' '), '--json', '--data', scratch.data);
    // The sample's files are of years past, and later ones are due.
    expect({ code, errors }).toEqual({ code: command === 'freshness' ? 3 : 0, errors: [] });
    expect(stdout.trimEnd()).not.toContain('\n');
    expect(JSON.parse(stdout)).toBeTypeOf('object');
  });

  test.each([
    ['run ecids.chil', /No asset matches "ecids.chil"/, /ecids\.child/],
    ['runs show nosuch', /no run nosuch/, /hub runs list/],
    ['assets show ecids.chil', /no asset "ecids.chil"/, /ecids\.child/],
    ['audit prove 999999', /no entry 999999/, /hub audit list/],
    ['loads show 999999', /no load 999999/, /hub loads list/],
    ['ingest x.csv --as dese.simms --period 2024-10', /dese\.simms/, /./],
    ['ingest x.csv --as dese.sims --period 2024-11 --submitter 1', /2024-11 is not a period/, /2024-10/],
    ['ingest x.csv --as dese.sims --period 2024-10', /one district a file/, /--submitter/],
  ])('hub %s is a wrong use, with a hint', async (command, sentence, hint) => {
    const { code, stdout, stderr, errors } = await scratch.hub(...command.split(' '), '--data', scratch.data);
    expect({ code, stdout, errors }).toEqual({ code: 2, stdout: '', errors: [expect.stringMatching(sentence)] });
    expect(stderr.split('\n').find((line) => line.startsWith('  hint:'))).toMatch(hint);
  });
});

test('what the worker logged about a run is there, each line as JSON, with no server asked', async () => {
  const { code, stdout } = await scratch.hub('runs', 'logs', 'whole', '--data', scratch.data);
  expect(code).toBe(0);
  const lines = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { runId?: string; assetKey?: string });
  expect(lines.filter(({ runId }) => runId !== 'whole')).toEqual([]);
  expect(lines.map(({ assetKey }) => assetKey)).toContain('public.tables');
  expect((await scratch.hub('runs', 'logs', 'nosuch', '--data', scratch.data)).code).toBe(2);
});

test('a run that has ended is not canceled', async () => {
  const { code, errors } = await scratch.hub('runs', 'cancel', 'whole', '--data', scratch.data);
  expect({ code, errors }).toEqual({ code: 3, errors: ['error: Run whole has ended already (succeeded)'] });
});

describe('a release', () => {
  test('is visible to nobody before somebody approves it, and whole afterwards', async () => {
    const { webUrl = '' } = hub.stack;
    const before = await fetch(new URL('/health', webUrl));
    expect(await before.json()).toEqual({ status: 'up', release: null });
    const releaseId = await hub.client.stageRelease({ runId: 'release-1', action: ACTION });
    expect(await (await fetch(new URL('/health', webUrl))).json()).toEqual({ status: 'up', release: null });
    const result = await hub.client.decideRelease('release-1', { ...ACTION, approve: true });
    expect(result).toEqual({ releaseId, state: 'published' });
    expect((await readCurrentRelease(hub.stack.layout.releases))?.id).toBe(releaseId);
  });

  test('is followed back from a row to whoever approved it and to files that are there', async () => {
    const release = await readCurrentRelease(hub.stack.layout.releases);
    const [table] = release?.tables ?? [];
    const file = join(hub.stack.layout.releases, release?.id ?? '', table?.csv.path ?? '');
    const [names = '', values = ''] = readFileSync(file, 'utf8').replace('\uFEFF', '').split('\n');
    const key = (table?.dimensions ?? []).map(
      ({ name }) => `${name}=${values.split(',')[names.split(',').indexOf(name)]}`,
    );
    const { code, stdout } = await scratch.hub('trace', table?.name ?? '', ...key, '--json', '--data', scratch.data);
    expect(code).toBe(0);
    const traced = JSON.parse(stdout) as TracedCell;
    asked = [table?.name ?? '', ...key];
    answered = traced;
    expect(traced.row.fileIntact).toBe(true);
    expect(traced.release).toMatchObject({ id: release?.id, approvedBy: 'ada', asDecided: true, linkVersion: 1 });
    expect(traced.provenance.unknown).toEqual([]);
    expect(traced.provenance.made.map(({ assetKey }) => assetKey)).toEqual(
      expect.arrayContaining(['public.tables', `public_stage.${table?.name}`, 'linkage.version', 'linkage.entities']),
    );
    expect(traced.files.length).toBeGreaterThan(10);
    expect(traced.files.filter(({ confirmed, landed }) => !confirmed || landed === null)).toEqual([]);
  });

  test('is in the ledger, was attacked, and shows staff what it lost by which rule', async () => {
    const { id = '' } = (await readCurrentRelease(hub.stack.layout.releases)) ?? {};
    const shown = await scratch.hub('release', 'show', id, '--json', '--data', scratch.data);
    const { losses, attack } = JSON.parse(shown.stdout) as {
      losses: { reason: string; cells: number }[];
      attack: { sensitive: number; exposed: unknown[] };
    };
    expect(losses.filter(({ reason }) => reason === 'few_persons').length).toBeGreaterThan(10);
    expect(attack.sensitive).toBeGreaterThan(500);
    expect(attack.exposed).toEqual([]);
    const again = await scratch.hub('release', 'attack', id, '--json', '--data', scratch.data);
    expect([again.code, JSON.parse(again.stdout)]).toMatchObject([0, { releases: [id], exposed: [] }]);
    expect(existsSync(join(scratch.data, 'disclosure', 'releases', id, 'record.json'))).toBe(true);
  });

  test('is compared with the next one, which is withdrawn again with a notice', async () => {
    const { webUrl = '' } = hub.stack;
    const { id: first = '' } = (await readCurrentRelease(hub.stack.layout.releases)) ?? {};
    const second = await hub.client.stageRelease({ runId: 'release-2', action: ACTION });
    const diff = await scratch.hub('release', 'diff', second, '--json', '--data', scratch.data);
    const compared = JSON.parse(diff.stdout) as { before: string; tables: { cells: number; changes: object }[] };
    expect(compared.before).toBe(first);
    expect(compared.tables.length).toBe(11);
    expect(compared.tables.flatMap(({ changes }) => Object.values(changes)).filter((cells) => cells !== 0)).toEqual([]);
    await hub.client.decideRelease('release-2', { ...ACTION, approve: true });
    const back = ['release', 'withdraw', second, '--reason', 'test', '--notice', 'One district was sent twice.'];
    expect((await scratch.hub(...back, '--json', '--data', scratch.data)).code).toBe(0);
    expect((await readCurrentRelease(hub.stack.layout.releases))?.id).toBe(first);
    expect(await (await fetch(new URL('/data', webUrl))).text()).toContain('One district was sent twice.');
    expect((await scratch.hub(...back, '--data', scratch.data)).code).toBe(3);
  });

  test('is in the audit log, which others can keep and verify without a server', async () => {
    const kept = join(scratch.data, 'kept.txt');
    const out = join(scratch.data, 'exported-audit');
    expect((await scratch.hub('audit', 'checkpoint', '--out', kept, '--data', scratch.data)).code).toBe(0);
    expect((await scratch.hub('audit', 'export', '--out', out, '--data', scratch.data)).code).toBe(0);
    const verify = ['audit', 'verify', '--export', out, '--checkpoint', kept, '--json'];
    const { code, stdout } = await scratch.hub(...verify);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ intact: true, problems: [] });
    const entries = join(out, 'entries.jsonl');
    writeFileSync(entries, readFileSync(entries, 'utf8').replace('release.approve', 'release.reject'));
    expect((await scratch.hub(...verify)).code).toBe(4);
  });

  test('shows numbers and withholds numbers in every public table', async () => {
    const { tables = [] } = (await readCurrentRelease(hub.stack.layout.releases)) ?? {};
    expect(tables).toHaveLength(11);
    const bare = tables.filter(({ cells, published, suppressed }) => cells === 0 || published + suppressed > cells);
    expect(bare).toEqual([]);
    const total = (of: (table: (typeof tables)[number]) => number) => tables.reduce((sum, one) => sum + of(one), 0);
    expect(total(({ published }) => published)).toBeGreaterThan(500);
    expect(total(({ suppressed }) => suppressed)).toBeGreaterThan(500);
  });

  test('is served: each dashboard says its title and that its people are invented, and its tables download', async () => {
    const { webUrl = '' } = hub.stack;
    const page = async (path: string) => {
      const response = await fetch(new URL(path, webUrl));
      return { status: response.status, text: await response.text(), type: response.headers.get('content-type') };
    };
    for (const { id } of DASHBOARDS) {
      const { status, text } = await page(`/dashboards/${id}`);
      expect(status).toBe(200);
      expect(text).toMatch(/<title>[^<]+<\/title>/);
      expect(text).toContain('Practice data.');
    }
    const { tables = [] } = (await readCurrentRelease(hub.stack.layout.releases)) ?? {};
    for (const { name } of tables) {
      expect((await page(`/data/${name}`)).status).toBe(200);
      const { status, text, type } = await page(`/data/${name}/rows.csv`);
      expect([status, type]).toEqual([200, expect.stringContaining('text/csv')]);
      expect(text.split('\n').length).toBeGreaterThan(1);
    }
  });
});

describe('after the hub has stopped', () => {
  let warehouse: Warehouse;
  let canaries: Canaries;

  beforeAll(async () => {
    exitCode = await hub.close();
    warehouse = await openData(hub.stack.layout);
    canaries = await readCanaries(warehouse, join(SAMPLE, 'extracts'));
  });
  afterAll(() => warehouse?.close());

  test('none of its processes is left, and nothing was written beside its data folder', () => {
    expect(exitCode).toBe(0);
    expect(scratch.processes()).toEqual([]);
    expect(scratch.strays()).toEqual([]);
    expect(readdirSync(hub.stack.layout.spill)).toEqual([]);
  });

  test('rows of each load are there once, on both sides of the vault', async () => {
    const current = await warehouse.query<{
      extract: string;
      load_id: number;
      rows_loaded: number;
      rows_quarantined: number;
    }>(`SELECT extract, load_id, rows_loaded, rows_quarantined FROM hub.load`);
    expect(current.length).toBeGreaterThan(manifest.files.length);
    for (const extract of new Set(current.map((load) => load.extract))) {
      const table = extract.replace('.', '_');
      const counted = await warehouse.query<{ load_id: number; staged: number; lines: number }>(
        `SELECT load_id, COUNT(*) AS staged, COUNT(DISTINCT line_no) AS lines FROM staging.${table} GROUP BY load_id`,
      );
      for (const { load_id, staged, lines } of counted) {
        const load = current.find((one) => one.load_id === load_id);
        expect([staged, lines], `${extract} ${load_id}`).toEqual([load?.rows_loaded, load?.rows_loaded]);
      }
    }
    const [quarantined] = await warehouse.query('SELECT COUNT(*) AS n FROM quarantine.record');
    expect(quarantined).toEqual({ n: current.reduce((sum, load) => sum + load.rows_quarantined, 0) });
  });

  test('every linked table stands on the one promoted link version', async () => {
    const versions = new Set<number>();
    for (const table of linkedTables.keys()) {
      const rows = await warehouse.query<{ version: number }>(`SELECT DISTINCT link_version AS version FROM ${table}`);
      expect(rows, table).toHaveLength(1);
      versions.add(rows[0]!.version);
    }
    expect([...versions]).toEqual([1]);
  });

  test('no word by which a person is known is in any column outside the vault', async () => {
    expect(canaries.size).toBeGreaterThan(2_000);
    expect(await columnsWithCanaries(warehouse, canaries)).toEqual([]);
  });

  test('nor in any file: databases, logs, landing folder, releases, the vault itself', async () => {
    // What was sent lies in the inbox as it was; there the search must find people.
    const sent = join(scratch.data, 'inbox', 'sample', 'extracts', 'dhe', 'enrollment-166133-2024F.csv');
    expect((await canariesIn(sent, canaries)).length).toBeGreaterThan(20);
    const searched: string[] = [];
    const holding: Record<string, readonly string[]> = {};
    for (const path of filesBelow(scratch.data)) {
      const name = below(scratch.data, path);
      if (/^(inbox|damaged)\//.test(name)) continue;
      searched.push(name);
      const found = await canariesIn(path, canaries);
      // How many, not which: a failing test prints no person either.
      if (found.length > 0) holding[name] = found.map((word) => word.replaceAll(/[a-z]/g, 'x').replaceAll(/\d/g, '9'));
    }
    expect(holding).toEqual({});
    for (const part of [
      'temporal/',
      'control/',
      'logs/',
      'releases/',
      'landing/',
      'warehouse.duckdb',
      'vault.duckdb',
    ]) {
      expect(
        searched.some((name) => name.startsWith(part)),
        part,
      ).toBe(true);
    }
  });

  test('what runs were asked and answered, and why they failed, stands in no file of Temporal in the clear', async () => {
    const holds = (folder: string, word: string) =>
      filesBelow(join(scratch.data, folder)).some((path) => readFileSync(path).includes(word));
    for (const word of ['ecids.child_outcome', ACTION.reason]) {
      expect(holds('temporal', word), word).toBe(false);
      expect(holds('control', word), word).toBe(true);
    }
    expect(holds('temporal', 'cut off')).toBe(false);
    for (const word of ['materializeAsset', 'binary/encrypted']) expect(holds('temporal', word), word).toBe(true);
  });
});

test('a backup of it, restored elsewhere, has the same public files and the same way back from a number', async () => {
  const [backup, keys, restored] = ['b', 'k', 'r'].map((name) => join(scratch.data, '..', name)) as [
    string,
    string,
    string,
  ];
  const backedUp = await scratch.hub('backup', '--to', backup, '--keys', keys, '--json', '--data', scratch.data);
  expect([backedUp.code, backedUp.errors]).toEqual([0, []]);
  expect(JSON.parse(backedUp.stdout)).toMatchObject({ control: 'here', files: expect.any(Number) });

  const restore = () => scratch.hub('restore', '--from', backup, '--keys', keys, '--json', '--data', restored);
  const damaged = join(backup, 'files', 'releases', 'current.json');
  const whole = readFileSync(damaged);
  writeFileSync(damaged, '{}');
  const refused = await restore();
  expect([refused.code, refused.errors]).toEqual([
    4,
    ['error: The backup is damaged: releases/current.json is not what was backed up'],
  ]);
  expect(existsSync(restored)).toBe(false);
  writeFileSync(damaged, whole);
  expect((await restore()).code).toBe(0);

  const publicFiles = (data: string) =>
    filesBelow(join(data, 'releases')).map((path) => [
      below(data, path),
      createHash('sha256').update(readFileSync(path)).digest('hex'),
    ]);
  expect(publicFiles(restored)).toEqual(publicFiles(scratch.data));
  const { code, stdout } = await scratch.hub('trace', ...asked, '--json', '--data', restored);
  expect([code, JSON.parse(stdout)]).toEqual([0, answered]);
});
