import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { UnavailableError } from '../schemas/errors.ts';

const run = promisify(execFile);

/**
 * What a secret command prints when it is given a name.
 * @throws UnavailableError when it fails
 */
export async function secretFrom(command: string, name: string): Promise<string> {
  try {
    const { stdout } = await run('/bin/sh', ['-c', `${command} "$1"`, 'hub-secret', name], { timeout: 30_000 });
    return stdout;
  } catch (error) {
    // The cause is left out: what a failed command printed may hold a part of the secret.
    const { code } = error as { code?: number | string };
    throw new UnavailableError(`The secret command failed for ${name}`, {
      hint: 'Run what HUB_SECRET_COMMAND names by hand.',
      fields: { exitCode: code === undefined ? undefined : String(code) },
    });
  }
}
