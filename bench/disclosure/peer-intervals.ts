import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { residueStream } from '../../disclosure/system/modular.ts';
import { projectRoot } from '../../schemas/project-root.ts';
import type { GroupsTable } from './groups-table.ts';

const run = promisify(execFile);
const SCIPY = 'scipy==1.17.1';

export interface PeerCheck {
  readonly sampled: number;
  /** Of those, how many SciPy finds to be open as far as policy asks. */
  readonly confirmed: number;
}

/** The python of an environment in `.cache/` that has SciPy; made on first use. */
export async function scipyPython(): Promise<string> {
  const environment = join(projectRoot, '.cache', 'scipy-venv');
  const python = join(environment, 'bin', 'python');
  if (!existsSync(python)) await run('python3', ['-m', 'venv', environment]);
  await run(python, ['-c', 'import scipy']).catch(() => run(python, ['-m', 'pip', 'install', '--quiet', SCIPY]));
  return python;
}

/** Bounds a random sample of sensitive cells by SciPy, from the lines and what is published alone. */
export async function peerIntervals(
  folder: string,
  { system, needs, lines }: GroupsTable,
  hidden: Uint8Array,
  sample: number,
): Promise<PeerCheck> {
  const python = await scipyPython();
  const random = residueStream(20);
  const cells = [...needs.keys()];
  const chosen = Array.from({ length: Math.min(sample, cells.length) }, () => cells[random() % cells.length]!);
  const input = join(folder, 'sample.json');
  await writeFile(
    input,
    JSON.stringify({
      lines,
      published: [...system.value].map((value, cell) => (hidden[cell] === 1 ? null : value)),
      sample: chosen.map((cell) => ({ cell, ...needs.get(cell)! })),
    }),
  );
  const { stdout } = await run(python, [join(projectRoot, 'bench', 'disclosure', 'check-intervals.py'), input]);
  return JSON.parse(stdout) as PeerCheck;
}
