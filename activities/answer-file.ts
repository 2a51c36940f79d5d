import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { HubContext } from './hub-context.ts';

/**
 * Writes an answer into a file below the data folder that its owner alone may read: values of people are no part of a
 * workflow's history, however masked. Whoever asked removes it.
 */
export async function writeAnswer(
  { dataRoot }: Pick<HubContext, 'dataRoot'>,
  file: string,
  answer: unknown,
): Promise<void> {
  const path = join(dataRoot, file);
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  await writeFile(path, JSON.stringify(answer), { mode: 0o600 });
}
