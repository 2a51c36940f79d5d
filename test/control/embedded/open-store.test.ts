import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { connectControl } from '../../../control/connect.ts';
import { openEmbeddedStore } from '../../../control/embedded/open-store.ts';
import { makeStoreFolder } from '../../../control/embedded/store-folder.ts';
import { migrateControl } from '../../../control/migrate.ts';
import { disposableFolder, templates } from '../stores.ts';

function folderOfTest(): string {
  const folder = disposableFolder();
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

describe('an embedded store', () => {
  test('is the same after it was closed and opened again', async () => {
    const folder = folderOfTest();
    const options = { folder: join(folder, 'files'), socketFolder: join(folder, 'run'), templates };
    const applied: number[] = [];
    for (let time = 0; time < 2; time++) {
      const store = await openEmbeddedStore(options);
      const control = connectControl(store.url);
      applied.push((await migrateControl(control)).length);
      await control.destroy();
      await store.close();
    }
    expect(applied[0]).toBeGreaterThan(0);
    expect(applied[1]).toBe(0);
    expect(readdirSync(folder).sort()).toEqual(['files', 'run']);
  });

  test('of several that are set up at once are each whole', async () => {
    const folder = folderOfTest();
    const folders = ['a', 'b', 'c'].map((name) => join(folder, name));
    await Promise.all(folders.map((path) => makeStoreFolder(path, templates)));
    for (const path of folders) expect(existsSync(join(path, 'PG_VERSION'))).toBe(true);
    expect(readdirSync(folder).sort()).toEqual(['a', 'b', 'c']);
  });

  test('is not put over files of another kind', async () => {
    const folder = folderOfTest();
    mkdirSync(join(folder, 'files'));
    writeFileSync(join(folder, 'files', 'diary.txt'), 'mine');
    await expect(makeStoreFolder(join(folder, 'files'), templates)).rejects.toMatchObject({ code: 'ENOTEMPTY' });
    expect(readdirSync(folder)).toEqual(['files']);
    expect(readdirSync(join(folder, 'files'))).toEqual(['diary.txt']);
  });
});
