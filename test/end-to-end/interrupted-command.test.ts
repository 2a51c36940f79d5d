import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, expect, test } from 'vitest';
import { HUB, makeScratch } from './hub-under-test.ts';

const scratch = makeScratch();
let demo: ChildProcess | undefined;
afterAll(async () => {
  if (demo !== undefined && demo.exitCode === null && demo.signalCode === null) {
    demo.kill('SIGTERM');
    await once(demo, 'exit');
  }
  scratch.remove();
});

const DEMO = ['demo', '--people', '300', '--seed', '5', '--data', scratch.data];

/** Starts a demo, sends the signal amid its run, and returns how it ended and what it said. */
async function stopAmidRun(signal: NodeJS.Signals) {
  demo = spawn(process.execPath, [HUB, ...DEMO], { env: scratch.environment, stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  demo.stderr?.setEncoding('utf8').on('data', (part: string) => {
    said += part;
  });
  await expect.poll(() => said, { timeout: 90_000, interval: 50 }).toMatch(/Running the pipeline: \d/);
  demo.kill(signal);
  const [code, by] = await once(demo, 'exit');
  await expect.poll(() => scratch.processes(), { timeout: 30_000 }).toEqual([]);
  return { code, by, said };
}

const runs = async () => {
  const { stdout } = await scratch.hub('runs', 'list', '--json', '--data', scratch.data);
  return (JSON.parse(stdout) as { state: string }[]).map(({ state }) => state);
};

test('a demo that is interrupted cancels its run, and one that is killed is no obstacle to the next', async () => {
  const interrupted = await stopAmidRun('SIGINT');
  expect(interrupted).toMatchObject({ code: 130, by: null, said: expect.stringContaining('Canceling the run') });
  expect(await runs()).toEqual(['canceled']);

  expect(await stopAmidRun('SIGKILL')).toMatchObject({ by: 'SIGKILL' });
  const { code, stdout, errors } = await scratch.hub(...DEMO, '--json');
  expect({ code, errors }).toEqual({ code: 0, errors: [] });
  expect(stdout.trimEnd()).not.toContain('\n');
  const report = JSON.parse(stdout);
  expect(report).toMatchObject({ seconds: { total: expect.any(Number) }, release: { id: expect.any(String) } });
  for (const { read, loaded, quarantined } of Object.values<Record<string, number>>(report.extracts)) {
    expect(loaded! + quarantined!).toBe(read);
  }
  // The run itself, and that of its release.
  expect(await runs()).toEqual(['succeeded', 'succeeded', 'canceled', 'canceled']);
  expect(scratch.processes()).toEqual([]);
  expect(scratch.strays()).toEqual([]);
}, 240_000);
