import { copyFile, mkdir, stat, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { UsageError } from '../../schemas/errors.ts';
import { codeVersion } from '../code-version.ts';
import { type DataLayout, makeDataFolders } from '../data-layout.ts';
import { lockDataFolder } from '../data-lock.ts';
import {
  type BackedUpFile,
  type BackupManifest,
  FILES,
  hashOf,
  MANIFEST,
  makeEmptyFolder,
  pathsBelow,
} from './backup-manifest.ts';

export interface WriteBackupOptions {
  readonly layout: DataLayout;
  /** Empty, or not there. */
  readonly folder: string;
  /** Where copies of the keys go, apart from the rest. Absent: only their hashes are kept, to know them again. */
  readonly keysFolder?: string | undefined;
  /** Whether the control store is PostgreSQL. */
  readonly controlElsewhere: boolean;
  readonly now: () => Date;
}

/** What no other hub could use: sockets, temporary files, deliveries that others have sent, and the lock. */
const LEFT_OUT = /^(run|spill|inbox)\/|^hub\.lock$/;
const KEYS = /^keys\//;

/**
 * Copies a hub's data as they are at one moment: the data folder is held while it is copied, so that no hub runs on it.
 *
 * @throws ConflictError when a hub runs on the data folder
 * @throws UsageError when a folder that is written to is not empty
 */
export async function writeBackup(options: WriteBackupOptions): Promise<BackupManifest> {
  const { layout, folder, keysFolder } = options;
  for (const target of [folder, keysFolder]) requireOutside(layout.root, target);
  await makeEmptyFolder(folder);
  if (keysFolder !== undefined) await makeEmptyFolder(keysFolder);
  makeDataFolders(layout);
  const lock = lockDataFolder(layout.lock);
  try {
    const { files, folders } = await pathsBelow(layout.root);
    const paths = files.filter((path) => !LEFT_OUT.test(path));
    const data = paths.filter((path) => !KEYS.test(path));
    const keys = paths.filter((path) => KEYS.test(path));
    const manifest: BackupManifest = {
      schemaVersion: 1,
      at: options.now().toISOString(),
      codeVersion: codeVersion(),
      control: options.controlElsewhere ? 'elsewhere' : 'here',
      folders: folders.filter((path) => !LEFT_OUT.test(`${path}/`) && !KEYS.test(`${path}/`)),
      files: await copyAll(layout.root, data, join(folder, FILES)),
      keys: await copyAll(layout.root, keys, keysFolder),
    };
    // Whatever ends the copying before this leaves something that nobody takes for a backup.
    await writeFile(join(folder, MANIFEST), `${JSON.stringify(manifest, null, 1)}\n`, { mode: 0o600, flush: true });
    return manifest;
  } finally {
    lock.release();
  }
}

function requireOutside(root: string, target: string | undefined): void {
  if (target === undefined || relative(root, target).startsWith('..')) return;
  throw new UsageError(`${target} lies within the data folder`, {
    hint: 'Name a folder elsewhere, best on another disk.',
  });
}

/** @param to absent: files are only hashed */
async function copyAll(from: string, paths: readonly string[], to: string | undefined): Promise<BackedUpFile[]> {
  const files: BackedUpFile[] = [];
  for (const path of paths) {
    const source = join(from, path);
    const target = to === undefined ? source : join(to, path);
    if (to !== undefined) {
      await mkdir(dirname(target), { recursive: true, mode: 0o700 });
      await copyFile(source, target);
    }
    files.push({ path, bytes: (await stat(target)).size, sha256: await hashOf(target) });
  }
  return files;
}
