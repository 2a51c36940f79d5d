import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { deliver, deliverManifest } from '../../cli/deliver-files.ts';
import { dataLayout } from '../../runtime/data-layout.ts';
import { FileRefusedError, UsageError } from '../../schemas/errors.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'deliver-'));
  await mkdir(join(folder, 'sent', 'dese'), { recursive: true });
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const SLOT = { extract: 'dese.mcas', period: '2024', submitter: 'DESE' };
const place = () => ({ runId: 'r1', layout: dataLayout(join(folder, 'data')) });

/** Delivers a manifest of the paths, all of one extract. */
async function sendManifest(paths: readonly string[], more: object = {}) {
  const manifest = join(folder, 'sent', 'manifest.json');
  await writeFile(manifest, JSON.stringify({ ...more, files: paths.map((path) => ({ path, ...SLOT })) }));
  return deliverManifest({ ...place(), manifest, files: [] });
}

const sent = async () => JSON.parse(await readFile(join(folder, 'data', 'inbox', 'r1', 'manifest.json'), 'utf8'));

describe('a manifest', () => {
  test('says of what it delivers whether its people are invented', async () => {
    await writeFile(join(folder, 'sent', 'a.csv'), 'x');
    await sendManifest(['a.csv']);
    expect(await sent()).not.toHaveProperty('synthetic');
    for (const more of [{ synthetic: true }, { people: 500, seed: 7 }]) {
      await sendManifest(['a.csv'], more);
      expect(await sent()).toMatchObject({ synthetic: true });
    }
  });

  test.each([
    ['a file elsewhere', '../outside.csv', 'a.csv', 'a.csv'],
    ['a folder elsewhere', '../elsewhere', 'dir', 'dir/b.csv'],
  ])('is refused when a link in it leads to %s, and leaves nothing behind', async (_, target, link, path) => {
    await writeFile(join(folder, 'outside.csv'), 'x');
    await mkdir(join(folder, 'elsewhere'));
    await writeFile(join(folder, 'elsewhere', 'b.csv'), 'x');
    await symlink(target, join(folder, 'sent', link));
    const refused = sendManifest([path]);
    await expect(refused).rejects.toThrow(FileRefusedError);
    await expect(refused).rejects.toThrow(`${path} lies outside the folder of its manifest`);
    expect(await readdir(folder)).not.toContain('data');
  });

  test('may hold a link to a file of its own folder, and lie behind a link itself', async () => {
    await writeFile(join(folder, 'sent', 'dese', 'a.csv'), 'x');
    await symlink('dese/a.csv', join(folder, 'sent', 'b.csv'));
    await sendManifest(['b.csv', 'dese/a.csv']);
    await symlink('sent', join(folder, 'alias'));
    const manifest = join(folder, 'alias', 'manifest.json');
    const { extracts } = await deliverManifest({ ...place(), manifest, files: [] });
    expect(extracts).toEqual(['dese.mcas']);
  });
});

describe('files', () => {
  const send = (file: string) =>
    deliver({
      ...place(),
      files: [file],
      extract: 'dese.mcas',
      period: '2024',
      submitter: undefined,
      synthetic: false,
    });

  test('that are missing are told from folders', async () => {
    const missing = send(join(folder, 'none.csv'));
    await expect(missing).rejects.toThrow(UsageError);
    await expect(missing).rejects.toThrow(/^There is no file .*none\.csv$/);
    const directory = send(join(folder, 'sent'));
    await expect(directory).rejects.toThrow(UsageError);
    await expect(directory).rejects.toThrow(/sent is a folder, not a file$/);
  });
});
