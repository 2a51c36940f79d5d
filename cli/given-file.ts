import { readFile } from 'node:fs/promises';
import { UsageError } from '../schemas/errors.ts';

/** Text of a file that a command was given. @throws UsageError when it cannot be read */
export async function givenFile(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new UsageError(`The file ${path} cannot be read${code === undefined ? '' : ` (${code})`}`, { cause: error });
  }
}
