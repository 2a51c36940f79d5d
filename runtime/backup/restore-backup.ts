import { copyFile, mkdir, rename, rm, rmdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { UsageError } from '../../schemas/errors.ts';
import {
  type BackedUpFile,
  type BackupManifest,
  FILES,
  makeEmptyFolder,
  readBackupManifest,
  verifyFiles,
} from './backup-manifest.ts';

export interface RestoreBackupOptions {
  /** The backup. */
  readonly folder: string;
  /** The copies of the keys. Absent: a secret command has them. */
  readonly keysFolder?: string | undefined;
  /** The new data folder: empty, or not there. */
  readonly data: string;
  /** Whether a secret command stands in for key files. */
  readonly keysElsewhere: boolean;
}

/**
 * Makes a data folder of a backup, whole or not at all. Every file is held against its hash before anything is written.
 *
 * @throws UsageError when there is no whole backup, keys are needed, or the data folder is not empty
 * @throws ContractBreachError when the backup or its keys are damaged
 */
export async function restoreBackup(options: RestoreBackupOptions): Promise<BackupManifest> {
  const { folder, keysFolder, data } = options;
  const manifest = await readBackupManifest(folder);
  if (manifest.keys.length > 0 && keysFolder === undefined && !options.keysElsewhere) {
    throw new UsageError('A backup is of no use without the keys that open it', {
      hint: 'Name the folder of their copies with --keys.',
    });
  }
  await verifyFiles(join(folder, FILES), manifest.files);
  if (keysFolder !== undefined) await verifyFiles(keysFolder, manifest.keys);
  await makeEmptyFolder(data);
  const draft = `${data}.restoring`;
  await rm(draft, { recursive: true, force: true });
  for (const path of manifest.folders) await mkdir(join(draft, path), { recursive: true, mode: 0o700 });
  await copyAll(join(folder, FILES), manifest.files, draft);
  if (keysFolder !== undefined) await copyAll(keysFolder, manifest.keys, draft);
  await verifyFiles(draft, keysFolder === undefined ? manifest.files : [...manifest.files, ...manifest.keys]);
  await rmdir(data);
  await rename(draft, data);
  return manifest;
}

async function copyAll(from: string, files: readonly BackedUpFile[], to: string): Promise<void> {
  await mkdir(to, { recursive: true, mode: 0o700 });
  for (const { path } of files) {
    const target = join(to, path);
    await mkdir(dirname(target), { recursive: true, mode: 0o700 });
    await copyFile(join(from, path), target);
  }
}
