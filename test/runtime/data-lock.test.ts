import { execFile } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { lockDataFolder } from '../../runtime/data-lock.ts';
import { identityOf, isAlive } from '../../runtime/process-identity.ts';
import { ConflictError, InvariantError } from '../../schemas/errors.ts';
import { projectRoot } from '../../schemas/project-root.ts';
import { testFolder } from './folder.ts';

const run = promisify(execFile);
const module_ = join(projectRoot, 'runtime', 'data-lock.ts');

describe('the lock of a data folder', () => {
  test('is one process’s at a time, and leaves nothing behind', () => {
    const folder = testFolder();
    const lock = lockDataFolder(join(folder, 'hub.lock'));
    expect(() => lockDataFolder(join(folder, 'hub.lock'))).toThrow(ConflictError);
    expect(() => lockDataFolder(join(folder, 'hub.lock'))).toThrow(`in use by process ${process.pid} `);
    expect(readdirSync(folder)).toEqual(['hub.lock']);
    lock.release();
    expect(readdirSync(folder)).toEqual([]);
    lockDataFolder(join(folder, 'hub.lock')).release();
  });

  test('of a process that was killed is taken over, and giving back the old one does no harm', () => {
    const path = join(testFolder(), 'hub.lock');
    const dead = lockDataFolder(path);
    const holder = JSON.parse(readFileSync(path, 'utf8'));
    writeFileSync(path, JSON.stringify({ ...holder, startedAt: 'long ago', nonce: 'of the dead one' }));
    const lock = lockDataFolder(path);
    dead.release();
    expect(() => lockDataFolder(path)).toThrow(ConflictError);
    lock.release();
  });

  test('of another machine is believed, since its processes cannot be seen from here', () => {
    const path = join(testFolder(), 'hub.lock');
    lockDataFolder(path);
    const holder = JSON.parse(readFileSync(path, 'utf8'));
    writeFileSync(path, JSON.stringify({ ...holder, host: 'elsewhere', startedAt: 'long ago' }));
    expect(() => lockDataFolder(path)).toThrow('on elsewhere');
  });

  test('that the hub did not write stays where it is', () => {
    const path = join(testFolder(), 'hub.lock');
    writeFileSync(path, 'something');
    expect(() => lockDataFolder(path)).toThrow(InvariantError);
    expect(readFileSync(path, 'utf8')).toBe('something');
  });

  test('left by a dead process goes to exactly one of several that start at once', async () => {
    const path = join(testFolder(), 'hub.lock');
    lockDataFolder(path);
    const holder = JSON.parse(readFileSync(path, 'utf8'));
    writeFileSync(path, JSON.stringify({ ...holder, startedAt: 'long ago' }));
    const program = `
      const { lockDataFolder } = await import(${JSON.stringify(module_)});
      try { lockDataFolder(${JSON.stringify(path)}); console.log('held'); } catch (error) { console.log(error.name); }
      await new Promise((resolve) => setTimeout(resolve, 3000));`;
    const starts = Array.from({ length: 3 }, () =>
      run(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', program], { cwd: projectRoot }),
    );
    const said = (await Promise.all(starts)).map(({ stdout }) => stdout.trim());
    expect(said.sort()).toEqual(['ConflictError', 'ConflictError', 'held']);
  });
});

describe('a process’s identity', () => {
  test('tells it from another one of the same number', () => {
    const own = identityOf(process.pid);
    expect(own).toBeDefined();
    if (own === undefined) return;
    expect(isAlive(own)).toBe(true);
    expect(isAlive({ ...own, startedAt: 'another time' })).toBe(false);
  });

  test('is undefined where there is no process', () => {
    expect(identityOf(4_194_305)).toBeUndefined();
  });
});
