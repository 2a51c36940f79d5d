import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { listLoads } from '../../control/loads.ts';
import { materializationHistory } from '../../control/materializations.ts';
import { readCurrentRelease } from '../../publish/current-release.ts';
import { silentReporter } from '../../runtime/reporter/silent.ts';
import { projectRoot } from '../../schemas/project-root.ts';
import { bringUp, type Ended, makeScratch, type RunningHub } from './hub-under-test.ts';

const EXTRACTS = join(projectRoot, 'fixtures', 'sample', 'extracts');
const SIMS = 'dese/sims-01110000-2024-10.txt';
const SLOT = { extract: 'dese.sims', submitter: '01110000' };

const scratch = makeScratch();
let hub: RunningHub;
beforeAll(async () => {
  hub = await bringUp(scratch);
});
afterAll(async () => {
  await hub?.close();
  scratch.remove();
});

const command = (...args: readonly string[]): Promise<Ended> => scratch.hub(...args, '--data', scratch.data);

/** Writes a delivery: files by name, and a manifest that lists them with their periods. */
function delivery(name: string, files: Readonly<Record<string, { period: string; content: string }>>): string {
  const folder = join(scratch.data, 'sent', name);
  mkdirSync(folder, { recursive: true });
  for (const [path, { content }] of Object.entries(files)) writeFileSync(join(folder, path), content);
  const listed = Object.entries(files).map(([path, { period }]) => ({ path, period, ...SLOT }));
  writeFileSync(join(folder, 'manifest.json'), JSON.stringify({ files: listed }));
  return join(folder, 'manifest.json');
}

function readSims(period: string): string {
  return readFileSync(join(EXTRACTS, `dese/sims-01110000-${period}.txt`), 'utf8');
}

describe('one extract alone', () => {
  test('is taken in, and what can be made of it is made, with what is missing told as warnings', async () => {
    const file = join(EXTRACTS, SIMS);
    const taken = await command('ingest', file, '--as', 'dese.sims', '--period', '2024-10', '--submitter', '01110000');
    expect({ code: taken.code, errors: taken.errors }).toEqual({ code: 0, errors: [] });
    expect(taken.stderr).toMatch(/: done, 1 asset in/);
    expect(taken.stderr).toMatch(/sims-01110000-2024-10\.txt +dese\.sims +01110000 +2024-10 +loaded +1 +249 +249 +0/);

    const { code, errors, stderr } = await command('run', '*', '--reason', 'October collection');
    expect({ code, errors }).toEqual({ code: 0, errors: [] });
    expect(stderr).toMatch(/Run \S+ succeeded: \d+ assets made\./);
    expect(stderr).toMatch(/warning +public_stage\.pseo_earnings: has_rows \(1\)/);
    const [link] = await materializationHistory(hub.control, 'linkage.version');
    expect(link).toMatchObject({ rows: 249, metadata: { linkedPersons: 0 } });
  });

  test('is real, and its release says nothing of practice', async () => {
    const releaseId = await hub.client.stageRelease({ runId: 'real', action: { actor: 'ada', reason: 'real people' } });
    await hub.client.decideRelease('real', { actor: 'ada', reason: 'fine', approve: true });
    expect(await readCurrentRelease(hub.stack.layout.releases)).toMatchObject({ id: releaseId, synthetic: false });
  });

  test('that is sent again is shown as unchanged, and not as loaded', async () => {
    const file = join(EXTRACTS, SIMS);
    const { stderr } = await command(
      ...['ingest', file, '--as', 'dese.sims', '--period', '2024-10', '--submitter', '01110000'],
    );
    expect(stderr).toMatch(/unchanged +1 +249 +– +–/);
  });
});

describe('a delivery in which some files are refused', () => {
  const files = () => ({
    'empty.txt': { period: '2021-10', content: '' },
    'binary.txt': { period: '2022-10', content: '\u0001'.repeat(20) },
    'good.txt': { period: '2023-10', content: readSims('2023-10') },
    'future.txt': { period: '2031-10', content: readSims('2023-10') },
  });

  test('says of every file what became of it, to people and as JSON', async () => {
    const manifest = delivery('mixed', files());
    const { code, errors, stderr } = await command('ingest', '--manifest', manifest);
    expect({ code, errors }).toEqual({
      code: 4,
      errors: [
        'error: empty.txt is empty',
        'error: binary.txt is a binary file, not text',
        'error: 2031-10 of dese.sims lies in the future: it opens on 2031-10-01',
      ],
    });
    expect(stderr).toMatch(/good\.txt .* loaded +\d+/);
    expect(stderr).toContain('4 files: 3 refused, 1 loaded.');
    // The sentence of a refusal stands in its error, and nowhere else.
    expect(stderr.split('is a binary file').length - 1).toBe(1);

    const again = await command('ingest', '--manifest', manifest, '--json');
    expect(again.code).toBe(4);
    const {
      runId,
      state,
      files: told,
    } = JSON.parse(again.stdout) as {
      runId: string;
      state: string;
      files: { name: string; outcome: string; loadId: number | null; exitCode: number; sentence: string | null }[];
    };
    expect(state).toBe('failed');
    expect(told.map(({ name, outcome, exitCode }) => [name, outcome, exitCode])).toEqual([
      ['empty.txt', 'refused', 4],
      ['binary.txt', 'refused', 4],
      ['good.txt', 'unchanged', 0],
      ['future.txt', 'refused', 2],
    ]);
    const [load] = await listLoads(hub.control, { extract: 'dese.sims', period: '2023-10' });
    expect(told[2]?.loadId).toBe(load?.loadId);

    const shown = await command('runs', 'show', runId);
    expect(shown.stdout).toMatch(/binary\.txt +dese\.sims +01110000 +2022-10 +refused +– +[0-9a-f]{12}/);
    expect(shown.stdout).toMatch(new RegExp(`good\\.txt .* unchanged +${load?.loadId} `));
  });

  test('hinders no other extract, and the run says what it made and what it did not', async () => {
    const folder = join(scratch.data, 'inbox', 'two');
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'binary.txt'), '\u0001'.repeat(20));
    cpSync(join(EXTRACTS, 'nsc'), folder, { recursive: true });
    const listed = [
      { path: 'binary.txt', period: '2020-10', ...SLOT },
      { path: 'studenttracker-2025-06-30.csv', period: '2025-06-30', extract: 'nsc.studenttracker', submitter: 'NSC' },
    ];
    writeFileSync(join(folder, 'manifest.json'), JSON.stringify({ files: listed }));
    const { code, stderr } = await command(
      'run',
      'group:ingest',
      'linkage.entities',
      '--manifest',
      'inbox/two/manifest.json',
    );
    expect(code).toBe(4);
    expect(stderr).toMatch(/Run \S+ failed: \d+ assets made, 1 failed, 1 not begun\./);
    expect(stderr).toMatch(/not begun +linkage\.entities/);
    expect(await listLoads(hub.control, { extract: 'nsc.studenttracker' })).toMatchObject([{ state: 'current' }]);
  });
});

describe('refused rows', () => {
  test('are shown by line, masked, with every reason and what it means', async () => {
    const bad = readSims('2024-10').replace(',M,34,', ',zq,zq,');
    const manifest = delivery('bad', { 'bad.txt': { period: '2024-10', content: bad } });
    const { stdout } = await command('ingest', '--manifest', manifest, '--json');
    const [file] = (JSON.parse(stdout) as { files: { loadId: number; rowsQuarantined: number }[] }).files;
    expect(file?.rowsQuarantined).toBe(1);

    const text = await command('loads', 'show', String(file?.loadId), '--rows');
    expect(text.stdout).toMatch(/gender\.code +1 +gender \(DOE009\) is not on its code list\./);
    expect(text.stdout).toMatch(/^line +reasons +masked line$/m);
    const { rows, meanings } = JSON.parse(
      (await command('loads', 'show', String(file?.loadId), '--rows', '--limit', '1', '--json')).stdout,
    ) as { rows: { line: number; reasons: string[]; maskedLine: string }[]; meanings: Record<string, string> };
    expect(rows).toHaveLength(1);
    expect(rows[0]?.line).toBe(6);
    expect(rows[0]?.maskedLine).not.toMatch(/[a-wyz0-8]/i);
    expect(Object.keys(meanings).toSorted()).toEqual(rows[0]?.reasons.toSorted());
  });
});

describe('a decision about a release', () => {
  test('is refused in plain words when there is no such release, and when it is the second', async () => {
    const unknown = await command('release', 'approve', 'nope', '--reason', 'why not');
    expect({ code: unknown.code, errors: unknown.errors }).toEqual({
      code: 2,
      errors: ['error: There is no release nope'],
    });
    const second = await command('release', 'approve', 'real', '--reason', 'again');
    expect({ code: second.code, errors: second.errors }).toEqual({
      code: 3,
      errors: [expect.stringMatching(/has been decided already: it is published, by ada$/)],
    });
    const late = hub.client.decideRelease('real', { actor: 'ada', reason: 'again', approve: false });
    await expect(late).rejects.toMatchObject({ exitCode: 3, message: expect.not.stringMatching(/workflow/i) });
  });

  test('leaves a run with its steps and its end, and the list tells which release is in force', async () => {
    const staged = await command('release', 'stage', '--reason', 'November figures', '--json');
    const { runId, releaseId } = JSON.parse(staged.stdout) as { runId: string; releaseId: string };
    const cancel = await command('runs', 'cancel', runId);
    expect({ code: cancel.code, errors: cancel.errors }).toEqual({
      code: 3,
      errors: [`error: Run ${runId} waits for a decision about its release`],
    });
    expect((await command('release', 'approve', releaseId, '--reason', 'fine')).code).toBe(0);
    const run = JSON.parse((await command('runs', 'show', runId, '--json')).stdout);
    expect(run).toMatchObject({ kind: 'release', state: 'succeeded', reason: 'November figures' });
    expect(run.steps.map((step: { partition: string; state: string }) => [step.partition, step.state])).toEqual([
      ['stage', 'succeeded'],
      ['decide', 'succeeded'],
    ]);
    const list = JSON.parse((await command('release', 'list', '--json')).stdout);
    expect(list.map((one: Record<string, string>) => [one.runId, one.state, one.stagedReason, one.reason])).toEqual([
      [runId, 'published', 'November figures', 'fine'],
      ['real', 'superseded', 'real people', 'fine'],
    ]);
    expect(await materializationHistory(hub.control, 'public.release')).toHaveLength(2);
  });

  test('against it ends its run, with who and why', async () => {
    const staged = await command('release', 'stage', '--reason', 'too soon', '--json');
    const { runId } = JSON.parse(staged.stdout) as { runId: string };
    expect((await command('release', 'reject', runId, '--reason', 'wait for March')).code).toBe(0);
    const run = JSON.parse((await command('runs', 'show', runId, '--json')).stdout);
    expect(run).toMatchObject({
      state: 'canceled',
      sentence: expect.stringMatching(/^Rejected by .+: wait for March$/),
    });
  });

  test('is what makes a release: no run does', async () => {
    const { code, errors } = await command('run', 'public.release');
    expect(code).toBe(2);
    expect(errors).toEqual([expect.stringMatching(/public\.release is made by somebody’s decision/)]);
    const run = hub.client.run(
      { runId: 'none', selection: ['public.release'], action: { actor: 'ada', reason: 'x' } },
      silentReporter,
    );
    await expect(run).rejects.toThrow();
  });
});
