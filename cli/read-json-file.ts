import { readFile } from 'node:fs/promises';
import { UsageError } from '../schemas/errors.ts';

/** @throws UsageError when the file cannot be read or is not JSON */
export async function readJsonFile(path: string, what: string): Promise<unknown> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    throw new UsageError(`The ${what} ${path} cannot be read`, { cause });
  }
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new UsageError(`The ${what} ${path} is not JSON`, {
      hint: cause instanceof Error ? cause.message : 'Check the file.',
    });
  }
}
