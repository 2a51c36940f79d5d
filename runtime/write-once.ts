import { randomUUID } from 'node:crypto';
import { linkSync, rmSync, writeFileSync } from 'node:fs';

/**
 * Writes a file for its owner alone, unless there is one of that name already. Whoever sees the file sees all of it.
 *
 * @returns whether this call made it
 */
export function writeOnce(path: string, text: string): boolean {
  const draft = `${path}.${randomUUID()}`;
  writeFileSync(draft, text, { flag: 'wx', mode: 0o600, flush: true });
  try {
    return linkOnce(draft, path);
  } finally {
    rmSync(draft, { force: true });
  }
}

/** Gives a file a second name, unless that name is taken: of two processes exactly one succeeds. */
export function linkOnce(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}
