import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { restoreBackup } from '../../runtime/backup/restore-backup.ts';
import { writeBackup } from '../../runtime/backup/write-backup.ts';
import { dataLayout, makeDataFolders } from '../../runtime/data-layout.ts';
import { lockDataFolder } from '../../runtime/data-lock.ts';
import { ConflictError, ContractBreachError, UsageError } from '../../schemas/errors.ts';
import { testFolder } from './folder.ts';

describe('a backup', () => {
  let root: string;
  let layout: ReturnType<typeof dataLayout>;
  const at = (name: string) => join(root, name);

  beforeEach(() => {
    root = testFolder();
    layout = dataLayout(at('data'));
    makeDataFolders(layout);
    writeFileSync(layout.warehouse, 'warehouse');
    writeFileSync(layout.vault, 'vault');
    mkdirSync(join(layout.control, 'pg_notify'));
    writeFileSync(join(layout.control, 'PG_VERSION'), '18');
    mkdirSync(join(layout.keys, 'landing'));
    writeFileSync(join(layout.keys, 'vault.key'), 'secret', { mode: 0o600 });
    writeFileSync(join(layout.keys, 'landing', 'ab.key'), 'wrapped', { mode: 0o600 });
    mkdirSync(join(layout.root, 'inbox'));
    writeFileSync(join(layout.root, 'inbox', 'sent.csv'), 'what an agency sent');
    writeFileSync(join(layout.spill, 'spilled'), 'x');
  });

  const backUp = (keysFolder?: string) =>
    writeBackup({ layout, folder: at('backup'), keysFolder, controlElsewhere: false, now: () => new Date(0) });
  const restore = (keysFolder?: string) =>
    restoreBackup({ folder: at('backup'), keysFolder, data: at('restored'), keysElsewhere: false });
  const filesOf = (folder: string) => readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();

  test('makes the same data folder elsewhere, with its keys from apart and its empty folders', async () => {
    await backUp(at('keys'));
    expect(filesOf(at('backup')).filter((path) => /\.key$|sent\.csv|spilled|hub\.lock/.test(path))).toEqual([]);
    await restore(at('keys'));
    const restored = dataLayout(at('restored'));
    expect(filesOf(restored.control)).toEqual(['PG_VERSION', 'pg_notify']);
    expect(readFileSync(restored.warehouse, 'utf8')).toBe('warehouse');
    expect(readFileSync(join(restored.keys, 'landing', 'ab.key'), 'utf8')).toBe('wrapped');
    expect(statSync(join(restored.keys, 'vault.key')).mode & 0o077).toBe(0);
    expect(statSync(restored.root).mode & 0o077).toBe(0);
    expect(filesOf(root).filter((path) => path.includes('.restoring'))).toEqual([]);
  });

  test('that is damaged, not whole, or without its keys makes nothing', async () => {
    await backUp(at('keys'));
    await expect(restore()).rejects.toThrow('without the keys that open it');
    writeFileSync(join(at('keys'), 'keys', 'vault.key'), 'another');
    await expect(restore(at('keys'))).rejects.toThrow('damaged: keys/vault.key is not what was backed up');
    writeFileSync(join(at('keys'), 'keys', 'vault.key'), 'secret');
    rmSync(join(at('backup'), 'files', 'vault.duckdb'));
    await expect(restore(at('keys'))).rejects.toThrow(ContractBreachError);
    rmSync(join(at('backup'), 'backup.json'));
    await expect(restore(at('keys'))).rejects.toThrow(UsageError);
    expect(readdirSync(root)).not.toContain('restored');
  });

  test('is taken of no hub that is up, into no folder that is in use, and not into the data themselves', async () => {
    const held = lockDataFolder(layout.lock);
    await expect(backUp()).rejects.toThrow(ConflictError);
    held.release();
    rmSync(at('backup'), { recursive: true });
    await backUp();
    await expect(backUp()).rejects.toThrow('is not empty');
    const within = { layout, folder: join(layout.root, 'backup'), controlElsewhere: false, now: () => new Date(0) };
    await expect(writeBackup(within)).rejects.toThrow('lies within the data folder');
    mkdirSync(at('restored'));
    writeFileSync(join(at('restored'), 'somebody'), 'else');
    await expect(restoreBackup({ folder: at('backup'), data: at('restored'), keysElsewhere: true })).rejects.toThrow(
      'is not empty',
    );
  });
});
