import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hubGraph } from '../../assets/hub-assets.ts';
import { reportingSchedules } from '../../assets/reporting-schedules.ts';
import { selectAssets } from '../../assets/selection/select-assets.ts';
import { listAudit } from '../../control/audit-log.ts';
import { listLoads } from '../../control/loads.ts';
import { showRun } from '../../control/runs.ts';
import { listTicks } from '../../control/sensors.ts';
import { projectRoot } from '../../schemas/project-root.ts';
import { scheduleSpecSchema } from '../../schemas/schedule.ts';
import { bringUp, type Ended, makeScratch, type RunningHub } from './hub-under-test.ts';

const scratch = makeScratch();
let hub: RunningHub;
beforeAll(async () => {
  hub = await bringUp(scratch);
});
afterAll(async () => {
  await hub?.close();
  scratch.remove();
});

const schedules = (...args: readonly string[]): Promise<Ended> =>
  scratch.hub('schedules', ...args, '--data', scratch.data);
const json = async (...args: readonly string[]) => JSON.parse((await schedules(...args, '--json')).stdout);

describe('schedules', () => {
  test('of the reporting calendar are there once the hub is up, paused, and select what they say', async () => {
    const found = await hub.client.schedules.list();
    expect(found.map(({ scheduleId, paused }) => [scheduleId, paused])).toEqual(
      reportingSchedules.map(({ scheduleId }) => [scheduleId, true]).toSorted(),
    );
    expect(found.every(({ next, catchUpHours }) => next.length > 0 && catchUpHours === 24)).toBe(true);
    for (const spec of reportingSchedules) {
      expect(scheduleSpecSchema.parse(spec)).toEqual(spec);
      const keys = selectAssets({ graph: hubGraph }, spec.run.selection);
      expect(keys.length).toBeGreaterThan(2);
      expect(keys.some((key) => key.startsWith('load.'))).toBe(false);
    }
  });

  test('keep to a time zone through daylight saving', async () => {
    const { next } = await hub.client.schedules.show('nightly');
    const hour = new Intl.DateTimeFormat('en-US', { hour: 'numeric', hourCycle: 'h23', timeZone: 'America/New_York' });
    expect(next.map((time) => hour.format(new Date(time)))).toEqual(next.map(() => '02'));
  });

  test('are created, paused with a reason, triggered though paused, resumed and deleted, all in the audit log', async () => {
    const created = await json(
      'create',
      'places',
      'reference.*',
      '--cron',
      '30 3 1 1 *',
      '--overlap',
      'buffer-one',
      '--reason',
      'a test',
    );
    expect(created).toMatchObject({ scheduleId: 'places', paused: false, cron: ['30 3 1 1 *'], overlap: 'buffer-one' });
    const paused = await json('pause', 'places', '--reason', 'the files are wrong');
    expect(paused).toMatchObject({ paused: true, note: expect.stringMatching(/: the files are wrong$/) });
    const { runId } = await json('trigger', 'places');
    expect(runId).toMatch(/^schedule\.places-20/);
    expect((await scratch.hub('runs', 'attach', runId, '--data', scratch.data)).code).toBe(0);
    expect(await showRun(hub.control, runId)).toMatchObject({
      kind: 'schedule',
      state: 'succeeded',
      actor: 'schedule:places',
    });
    expect(await json('resume', 'places', '--reason', 'mended')).toMatchObject({ paused: false });
    expect((await schedules('delete', 'places', '--reason', 'over')).code).toBe(0);
    expect(
      (await listAudit(hub.control, { object: 'schedule:places' })).map(({ action }) => action).toSorted(),
    ).toEqual(['create', 'delete', 'pause', 'resume', 'trigger'].map((what) => `schedule.${what}`));
  });

  test('that cannot be are refused in one sentence', async () => {
    const create = (...args: string[]) => schedules('create', 'x', '*', '--reason', 'a test', ...args);
    expect(await create()).toMatchObject({ code: 2, errors: ['error: A schedule needs times'] });
    expect(await create('--cron', '99 0 * * *')).toMatchObject({
      ...{ code: 2, errors: ['error: The times 99 0 * * * cannot be read: Minute is not in range [0-59]'] },
    });
    expect((await create('--cron', '0 0 * * *', '--time-zone', 'Massachusetts')).errors[0]).toContain(
      'must be a time zone',
    );
    expect(await schedules('show', 'nosuch')).toMatchObject({
      code: 2,
      errors: ['error: There is no schedule nosuch'],
    });
    expect((await schedules('delete', 'nightly', '--reason', 'x')).code).toBe(2);
  });
});

describe('the arrivals folder', () => {
  const sample = join(projectRoot, 'fixtures', 'sample', 'extracts');
  const drop = (name: string) => {
    const folder = join(scratch.data, 'arrivals', name);
    const { files, ...rest } = JSON.parse(readFileSync(join(sample, 'manifest.json'), 'utf8'));
    const some = files.filter(({ extract }: { extract: string }) => extract === 'eec.child');
    mkdirSync(folder, { recursive: true });
    cpSync(join(sample, 'eec'), join(folder, 'eec'), { recursive: true });
    writeFileSync(join(folder, 'manifest.json'), JSON.stringify({ ...rest, files: some }));
  };
  const tickOf = async (name: string, outcome: string) =>
    (await listTicks(hub.control, 'arrivals', 50)).find(
      (tick) => tick.subject === join(name, 'manifest.json') && tick.outcome === outcome,
    );

  test('takes in what is dropped, once, and says why it leaves the same alone', async () => {
    drop('first');
    const within = { timeout: 60_000, interval: 500 };
    await expect.poll(() => tickOf('first', 'started'), within).toBeDefined();
    const runId = (await tickOf('first', 'started'))?.runId ?? '';
    expect(await hub.client.awaitRun(runId)).toBe(true);
    expect(await showRun(hub.control, runId)).toMatchObject({ kind: 'arrival', state: 'succeeded' });
    const [load] = await listLoads(hub.control, { extract: 'eec.child' });
    expect(load).toMatchObject({ runId, state: 'current', rowsRead: 135 });
    drop('second');
    await expect
      .poll(() => tickOf('second', 'skipped'), within)
      .toMatchObject({
        ...{ runId, sentence: `Run ${runId} is of the same content (succeeded)` },
      });
    expect(await listLoads(hub.control, { extract: 'eec.child' })).toHaveLength(1);
    const shown = await scratch.hub('sensors', 'ticks', 'arrivals', '--data', scratch.data);
    expect(shown).toMatchObject({ code: 0, stdout: expect.stringContaining('is of the same content') });
    const paused = await scratch.hub(
      'sensors',
      'pause',
      'arrivals',
      '--reason',
      'maintenance',
      '--json',
      '--data',
      scratch.data,
    );
    expect(JSON.parse(paused.stdout)).toMatchObject({ paused: { pauseReason: 'maintenance' } });
  });
});
