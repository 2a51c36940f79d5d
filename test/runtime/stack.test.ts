import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { connectControl } from '../../control/connect.ts';
import { listRuns, startRun } from '../../control/runs.ts';
import { silentReporter } from '../../runtime/reporter/silent.ts';
import { type StackOptions, startStack } from '../../runtime/stack.ts';
import { isServing } from '../../runtime/temporal-health.ts';
import { ConflictError, UnavailableError } from '../../schemas/errors.ts';
import { projectRoot } from '../../schemas/project-root.ts';
import { readSettings, type Settings } from '../../schemas/settings.ts';
import { testFolder } from './folder.ts';

function options(data: string, settings: Partial<Settings> = {}): StackOptions {
  return { settings: readSettings({}, { data, ...settings }), reporter: silentReporter, worker: false, web: false };
}

/** Processes that have the folder in their command line. */
function processesOf(folder: string): string[] {
  const all = execFileSync('ps', ['-eo', 'pid=,args='], { encoding: 'utf8', maxBuffer: 2 ** 24 });
  return all.split('\n').filter((line) => line.includes(folder) && !line.includes('hold-stack'));
}

async function allGone(folder: string): Promise<boolean> {
  for (let attempt = 0; attempt < 200 && processesOf(folder).length > 0; attempt++) await sleep(50);
  return processesOf(folder).length === 0;
}

describe('the processes of a data folder', () => {
  test('come up, keep what they are told, and go without a trace', async () => {
    const data = join(testFolder(), 'd');
    const first = await startStack(options(data));
    expect(await isServing(first.temporalAddress)).toBe(true);
    expect((await fetch(first.temporalUiUrl ?? '')).status).toBe(200);
    const control = connectControl(first.controlUrl);
    await startRun(control, {
      ...{ runId: 'r1', kind: 'manual', selection: ['a.b'], actor: 'ada', reason: 'try', codeVersion: 'c' },
      ...{ settingsHash: 's', at: new Date('2026-09-01T00:00:00Z') },
    });
    await control.destroy();

    await expect(startStack(options(data))).rejects.toBeInstanceOf(ConflictError);
    expect(await isServing(first.temporalAddress)).toBe(true);

    await first.close();
    await first.close();
    expect(processesOf(data)).toEqual([]);
    expect(existsSync(first.layout.lock)).toBe(false);
    expect(existsSync(join(first.layout.socket, '.s.PGSQL.5432'))).toBe(false);

    const second = await startStack(options(data));
    const reopened = connectControl(second.controlUrl);
    expect((await listRuns(reopened)).map(({ runId }) => runId)).toEqual(['r1']);
    await reopened.destroy();
    await second.close();
    expect(processesOf(data)).toEqual([]);
  });

  test('all end when their supervisor is killed, and the folder can be used again', async () => {
    const data = join(testFolder(), 'd');
    const holder = spawn(process.execPath, ['--import', 'tsx', 'test/runtime/hold-stack.ts', data], {
      cwd: projectRoot,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(holder.stdout, 'data');
    expect(processesOf(data).length).toBeGreaterThanOrEqual(3);
    holder.kill('SIGKILL');
    expect(await allGone(data)).toBe(true);
    const stack = await startStack(options(data));
    await stack.close();
    expect(processesOf(data)).toEqual([]);
  });

  test('are reported when one of them ends by itself', async () => {
    const data = join(testFolder(), 'd');
    const stack = await startStack(options(data));
    const [server] = processesOf(data).filter((line) => line.includes('start-dev'));
    process.kill(Number(server?.trim().split(' ')[0]), 'SIGKILL');
    const error = await stack.failed;
    expect(error.message).toMatch(/^The temporal process ended/);
    await stack.close();
    expect(processesOf(data)).toEqual([]);
  });

  test('do not stay when one of them does not start', async () => {
    const folder = testFolder();
    const data = join(folder, 'd');
    const fake = join(folder, 'temporal');
    writeFileSync(fake, '#!/bin/sh\n[ "$1" = --version ] && echo "temporal version 9.9.9" || exit 1\n');
    chmodSync(fake, 0o755);
    const parentEnvironment = { ...process.env, PATH: `${folder}:${process.env.PATH}` };
    const starting = startStack({ ...options(data), parentEnvironment });
    await expect(starting).rejects.toThrow('The embedded Temporal server did not start');
    expect(await allGone(data)).toBe(true);
    expect(existsSync(join(data, 'hub.lock'))).toBe(false);
  });

  test('are none where both stores are elsewhere, and one that cannot be reached is told without its address', async () => {
    const data = join(testFolder(), 'd');
    const elsewhere = { temporalAddress: '127.0.0.1:1', controlUrl: 'postgresql://hub:s3cret@127.0.0.1:1/hub' };
    const error = await startStack(options(data, elsewhere)).catch((failure: unknown) => failure);
    expect(error).toBeInstanceOf(UnavailableError);
    expect((error as Error).message).toBe('The control store cannot be reached');
    expect(processesOf(data)).toEqual([]);
  });
});
