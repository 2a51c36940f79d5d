import { execFile } from 'node:child_process';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { projectRoot } from '../../schemas/project-root.ts';

const run = promisify(execFile);
const OUTPUT_BYTES = 2 ** 26;

/** One run of a contender, CSV to clusters in `folder`, timed from the start of its process to its end. */
export interface ContenderRun {
  readonly seconds: number;
  readonly stages: Readonly<Record<string, number>>;
  readonly peakMemoryMb: number;
  readonly folder: string;
  /** Parameters that were left at defaults. */
  readonly untrained: readonly string[];
  readonly versions: Readonly<Record<string, string>>;
}

export interface ContenderTask {
  readonly input: string;
  readonly folder: string;
  readonly threshold: number;
  readonly threads: number;
}

export async function runSplink(python: string, script: string, task: ContenderTask): Promise<ContenderRun> {
  await rm(task.folder, { recursive: true, force: true });
  await mkdir(task.folder, { recursive: true });
  const began = performance.now();
  const { stdout } = await run(
    python,
    [
      join(projectRoot, 'bench', 'linkage', script),
      task.input,
      task.folder,
      String(task.threshold),
      String(task.threads),
    ],
    { maxBuffer: OUTPUT_BYTES },
  );
  const seconds = (performance.now() - began) / 1000;
  const told = JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as Omit<ContenderRun, 'seconds' | 'folder'>;
  return { ...told, seconds, folder: task.folder };
}

/** @param model a model file of one source, `people` */
export async function runHubLink(model: string, task: Omit<ContenderTask, 'threshold'>): Promise<ContenderRun> {
  const began = performance.now();
  await run(
    process.execPath,
    [
      join(projectRoot, 'dist', 'cli', 'hub.js'),
      'link',
      'run',
      ...['--model', model, '--input', `people=${task.input}`, '--out', task.folder],
      ...['--threads', String(task.threads)],
    ],
    { maxBuffer: OUTPUT_BYTES },
  );
  const seconds = (performance.now() - began) / 1000;
  const report = JSON.parse(await readFile(join(task.folder, 'report.json'), 'utf8')) as Pick<
    ContenderRun,
    'stages' | 'peakMemoryMb'
  >;
  const { stages, peakMemoryMb } = report;
  return { seconds, stages, peakMemoryMb, folder: task.folder, untrained: [], versions: {} };
}
