import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { ChildProcessError } from '../../runtime/child-messages.ts';
import { type ChildSpec, startChild } from '../../runtime/child-process.ts';
import { identityOf } from '../../runtime/process-identity.ts';
import { ExitCode } from '../../schemas/errors.ts';
import { testFolder } from './folder.ts';

function spec(name: string, logFolder: string, more: Partial<ChildSpec> = {}): ChildSpec {
  return { name, entry: `test/runtime/children/${name}`, environment: {}, logFolder, ...more };
}

async function gone(pid: number): Promise<boolean> {
  for (let attempt = 0; attempt < 100 && identityOf(pid) !== undefined; attempt++) await sleep(50);
  return identityOf(pid) === undefined;
}

describe('a child process', () => {
  test('is up when it says so, and is asked to stop before it is made to', async () => {
    const logs = testFolder();
    const child = await startChild(spec('well-behaved', logs));
    expect(child.url).toBe('made-up://here');
    expect(identityOf(child.pid)).toBeDefined();
    await child.stop();
    await child.stop();
    expect(identityOf(child.pid)).toBeUndefined();
    expect(readFileSync(join(logs, 'well-behaved.out'), 'utf8')).toBe('closed\n');
  });

  test('that fails to start passes on the hub’s own error', async () => {
    const error = await startChild(spec('failing', testFolder())).catch((failure: unknown) => failure);
    expect(error).toBeInstanceOf(ChildProcessError);
    expect(error).toMatchObject({
      ...{ message: 'The made-up store is away', hint: 'Bring it back.', retryable: true },
      exitCode: ExitCode.failed,
    });
  });

  test('that fails with a foreign error passes on its type alone', async () => {
    const logs = testFolder();
    const starting = startChild(spec('failing', logs, { arguments: ['foreign'] }));
    const error = (await starting.catch((failure: unknown) => failure)) as ChildProcessError;
    expect(error.message).toBe('The failing process failed to start (TypeError)');
    expect(error.hint).toContain(join(logs, 'failing.out'));
  });

  test('that does not exist is told by name', async () => {
    await expect(startChild(spec('nobody', testFolder()))).rejects.toThrow('The nobody process ended with code 1');
  });

  test('that is never ready is given up and ended', async () => {
    const starting = startChild(spec('mute', testFolder(), { readyWithin: 1_500 }));
    await expect(starting).rejects.toThrow('was not ready in time');
  });

  test('that will not stop is ended with all it started', async () => {
    const logs = testFolder();
    const child = await startChild(spec('stubborn', logs, { graceful: 200 }));
    const sleeper = Number(readFileSync(join(logs, 'stubborn.out'), 'utf8'));
    expect(identityOf(sleeper)).toBeDefined();
    await child.stop();
    expect([await gone(child.pid), await gone(sleeper)]).toEqual([true, true]);
  });

  test('that ends by itself is reported, and what it started ends too', async () => {
    const logs = testFolder();
    const child = await startChild(spec('stubborn', logs));
    const sleeper = Number(readFileSync(join(logs, 'stubborn.out'), 'utf8'));
    process.kill(child.pid, 'SIGKILL');
    expect((await child.failed).message).toBe('The stubborn process ended by SIGKILL');
    expect(await gone(sleeper)).toBe(true);
  });
});
