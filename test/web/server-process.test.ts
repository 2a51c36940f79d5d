import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { projectRoot } from '../../schemas/project-root.ts';

let folder: string;
let child: ChildProcess | undefined;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hub-web-process-'));
});
afterEach(async () => {
  if (child && child.exitCode === null && child.signalCode === null) {
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
  child = undefined;
  await rm(folder, { recursive: true, force: true });
});

function start(environment: Readonly<Record<string, string>>): ChildProcess {
  child = fork(join(projectRoot, 'web', 'server-process.ts'), {
    execArgv: ['--import', 'tsx'],
    env: { ...process.env, HUB_DATA: folder, HUB_WEB_PORT: '0', TMPDIR: folder, ...environment },
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  return child;
}

test.each(['disconnect', 'SIGTERM'] as const)('it says where it listens, and ends cleanly on %s', async (end) => {
  const process = start({});
  const [message] = await once(process, 'message');
  expect(message).toMatchObject({ type: 'ready', url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/) });
  expect(await (await fetch(`${message.url}/health`)).json()).toEqual({ status: 'up', release: null });
  if (end === 'disconnect') process.disconnect();
  else process.kill('SIGTERM');
  const [code] = await once(process, 'exit');
  expect(code).toBe(0);
  expect((await readdir(folder)).filter((name) => name.startsWith('hub-downloads-'))).toEqual([]);
});

test('a wrong setting is told over the channel, with what to do', async () => {
  const process = start({ HUB_WEB_PORT: 'eighty' });
  const exited = once(process, 'exit');
  const [message] = await once(process, 'message');
  expect(message).toMatchObject({ type: 'failed', name: 'UsageError', exitCode: 2, retryable: false });
  expect(message.sentence).toContain('HUB_WEB_PORT');
  expect((await exited)[0]).toBe(2);
});
