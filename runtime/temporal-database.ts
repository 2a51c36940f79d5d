import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { UnavailableError } from '../schemas/errors.ts';
import { TEMPORAL_WHEEL } from './temporal-binary.ts';

const run = promisify(execFile);
const VERSION = /^temporal version ([0-9A-Za-z.-]+)/;

/**
 * The file of the development server's database. Its format may change with the version, which is why each version has
 * its own: what a run did is kept in the control store, and is not lost with Temporal's history.
 */
export async function temporalDatabase(folder: string, binary: string): Promise<string> {
  return join(folder, `dev-server-${await versionOf(binary)}.db`);
}

async function versionOf(binary: string): Promise<string> {
  // The pinned binary's version is known, and asking costs as much as starting it.
  if (binary.endsWith(TEMPORAL_WHEEL.member)) return TEMPORAL_WHEEL.version;
  let output: string;
  try {
    ({ stdout: output } = await run(binary, ['--version'], { timeout: 10_000 }));
  } catch (error) {
    throw new UnavailableError(`${binary} cannot be run`, {
      hint: 'Take it off the PATH to use the pinned one.',
      cause: error,
    });
  }
  const version = VERSION.exec(output)?.[1];
  if (version !== undefined) return version;
  throw new UnavailableError(`${binary} is not Temporal’s command line`, {
    hint: 'Take it off the PATH to use the pinned one.',
  });
}
