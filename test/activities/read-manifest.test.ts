import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readManifest } from '../../activities/read-manifest.ts';
import { UsageError } from '../../schemas/errors.ts';

let folder: string;
let data: string;
beforeEach(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'manifest-')));
  data = join(folder, 'data');
  await mkdir(join(data, 'inbox'), { recursive: true });
  await mkdir(join(folder, 'outside'));
  const manifest = { files: [{ path: 'a.csv', extract: 'dese.mcas', period: '2024', submitter: 'DESE' }] };
  for (const at of [data, join(data, 'inbox'), join(folder, 'outside')]) {
    await writeFile(join(at, 'manifest.json'), JSON.stringify(manifest));
  }
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test('a manifest in the data folder, or below it, is read, whatever way leads there', async () => {
  expect(await readManifest(data, 'manifest.json')).toMatchObject({ folder: data });
  expect(await readManifest(data, 'inbox/manifest.json')).toMatchObject({ folder: join(data, 'inbox') });
  await symlink('data', join(folder, 'alias'));
  expect(await readManifest(join(folder, 'alias'), 'inbox/manifest.json')).toMatchObject({
    folder: join(data, 'inbox'),
  });
});

test('one that lies outside is refused, also behind a link', async () => {
  await symlink('../outside', join(data, 'linked'));
  await symlink('../../outside/manifest.json', join(data, 'inbox', 'link.json'));
  for (const path of ['../outside/manifest.json', 'linked/manifest.json', 'inbox/link.json']) {
    const refused = readManifest(data, path);
    await expect(refused).rejects.toThrow(UsageError);
    await expect(refused).rejects.toThrow('The manifest lies outside the data folder');
  }
});

test('one that is missing is told so', async () => {
  await expect(readManifest(data, 'inbox/none.json')).rejects.toThrow('There is no manifest at inbox/none.json');
});
