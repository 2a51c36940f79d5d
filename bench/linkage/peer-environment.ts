import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { projectRoot } from '../../schemas/project-root.ts';

const run = promisify(execFile);

/**
 * A virtual environment in `.cache/` with the pinned requirements of a folder of benches, made on first use.
 * @returns its python
 */
export async function peerEnvironment(
  say: (text: string) => void,
  bench: 'linkage' | 'orchestration' = 'linkage',
): Promise<string> {
  const environment = join(projectRoot, '.cache', `${bench}-venv`);
  const python = join(environment, 'bin', 'python');
  const file = join(projectRoot, 'bench', bench, 'requirements.txt');
  const requirements = await readFile(file, 'utf8');
  const installed = join(environment, 'requirements.txt');
  if ((await readFile(installed, 'utf8').catch(() => '')) !== requirements) {
    say(`Installing bench/${bench}/requirements.txt into .cache/${bench}-venv`);
    await run('python3', ['-m', 'venv', '--clear', environment]);
    await run(python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '-r', file]);
    await writeFile(installed, requirements);
  }
  return python;
}
