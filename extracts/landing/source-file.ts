import { type FileHandle, open, realpath } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { FileRefusedError, UsageError } from '../../schemas/errors.ts';
import { isBelow } from './is-below.ts';

export interface SourceFile {
  /** Base name, for messages and the load register. */
  readonly name: string;
  readonly bytes: number;
  readonly handle: FileHandle;
}

/**
 * Opens a file to be ingested.
 * @param folders when given, the file must lie in one of them, links resolved
 * @throws UsageError when there is no such file; FileRefusedError when it lies outside, is no regular file or is empty
 */
export async function openSource(path: string, folders?: readonly string[]): Promise<SourceFile> {
  const name = basename(path);
  const real = await realpath(path).catch((cause: unknown) => {
    throw new UsageError(`There is no file ${name} at the path given`, { hint: 'Check the path.', cause });
  });
  if (folders !== undefined && !(await liesInOne(real, folders))) {
    throw new FileRefusedError(`${name} lies outside the folders that files may be loaded from`, {
      hint: 'Move the file into the inbox; a link to a file elsewhere does not count.',
    });
  }
  const handle = await open(real, 'r');
  try {
    const stat = await handle.stat();
    if (!stat.isFile()) throw new FileRefusedError(`${name} is not a regular file`);
    if (stat.size === 0)
      throw new FileRefusedError(`${name} is empty`, { hint: 'Ask the submitter to send it again.' });
    return Object.freeze({ name, bytes: stat.size, handle });
  } catch (error) {
    await handle.close();
    throw error;
  }
}

async function liesInOne(real: string, folders: readonly string[]): Promise<boolean> {
  for (const folder of folders) {
    if (isBelow(await realpath(resolve(folder)), real)) return true;
  }
  return false;
}
