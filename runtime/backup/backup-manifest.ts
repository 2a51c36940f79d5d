import { createHash } from 'node:crypto';
import { createReadStream, type Dirent } from 'node:fs';
import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { z } from 'zod';
import { ContractBreachError, UsageError } from '../../schemas/errors.ts';

/** Relative to the data folder. */
const pathSchema = z
  .string()
  .min(1)
  .refine((path) => !path.startsWith('/') && !path.split('/').includes('..'), 'must lie below the data folder');

const fileSchema = z.strictObject({
  path: pathSchema,
  bytes: z.number().int().nonnegative(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});
export type BackedUpFile = Readonly<z.infer<typeof fileSchema>>;

/** `backup.json`, written last: a backup without it is not whole. */
export const backupManifestSchema = z.strictObject({
  schemaVersion: z.literal(1),
  /** ISO 8601 in UTC. */
  at: z.string(),
  codeVersion: z.string(),
  /** Whether the control store is among the files; otherwise it is PostgreSQL's to back up. */
  control: z.enum(['here', 'elsewhere']),
  /** Also those without a file, which PostgreSQL's folder has. */
  folders: z.array(pathSchema),
  files: z.array(fileSchema),
  /** The keys that open the files. They are kept apart from them. */
  keys: z.array(fileSchema),
});
export type BackupManifest = Readonly<z.infer<typeof backupManifestSchema>>;

export const MANIFEST = 'backup.json';
/** Folder of the files within a backup. */
export const FILES = 'files';

/** @throws UsageError when the folder holds no whole backup */
export async function readBackupManifest(folder: string): Promise<BackupManifest> {
  const text = await readFile(join(folder, MANIFEST), 'utf8').catch(() => undefined);
  const parsed = backupManifestSchema.safeParse(text === undefined ? undefined : jsonOf(text));
  if (parsed.success) return parsed.data;
  throw new UsageError(`${folder} is not a whole backup of a hub`, {
    hint: `A backup ends with ${MANIFEST}; take another one when it is missing.`,
  });
}

/** @throws ContractBreachError when a file is missing or not what was backed up */
export async function verifyFiles(folder: string, files: readonly BackedUpFile[]): Promise<void> {
  for (const file of files) {
    const found = await hashOf(join(folder, file.path)).catch(() => undefined);
    if (found === file.sha256) continue;
    const what = found === undefined ? 'is missing' : 'is not what was backed up';
    throw new ContractBreachError(`The backup is damaged: ${file.path} ${what}`, {
      hint: 'Nothing was restored. Use another backup.',
      fields: { file: file.path },
    });
  }
}

/** SHA-256 of a file, in hexadecimal digits. */
export async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const part of createReadStream(path, { highWaterMark: 1 << 20 })) hash.update(part as Buffer);
  return hash.digest('hex');
}

/** Paths of what is below a folder, relative to it, in order. */
export async function pathsBelow(folder: string): Promise<{ readonly files: string[]; readonly folders: string[] }> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = (of: (entry: Dirent) => boolean) =>
    entries
      .filter(of)
      .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
      .sort();
  return { files: paths((entry) => entry.isFile()), folders: paths((entry) => entry.isDirectory()) };
}

/** Makes a folder for its owner alone. @throws UsageError when there is something in it */
export async function makeEmptyFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  if ((await readdir(folder)).length === 0) return;
  throw new UsageError(`${folder} is not empty`, { hint: 'Name a folder that is empty or not there.' });
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // What is no JSON is no manifest; the caller says so.
    return undefined;
  }
}
