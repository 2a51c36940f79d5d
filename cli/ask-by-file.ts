import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { HubStack } from './hub-stack.ts';
import { newRunId } from './run-id.ts';

/**
 * Asks the worker for what may not travel through a workflow's history: the worker leaves it in a file of the data
 * folder, which is read and removed.
 * @param ask given the file, relative to the data folder, and an id of the asking
 */
export async function askByFile(
  stack: Pick<HubStack, 'layout'>,
  topic: string,
  ask: (file: string, id: string) => Promise<unknown>,
): Promise<unknown> {
  const id = newRunId(new Date());
  const file = `inbox/${topic}-${id}.json`;
  const path = join(stack.layout.root, file);
  try {
    await ask(file, id);
    return JSON.parse(await readFile(path, 'utf8'));
  } finally {
    await rm(path, { force: true });
  }
}
