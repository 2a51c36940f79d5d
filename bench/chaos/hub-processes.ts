import { readdirSync, readFileSync } from 'node:fs';

/** What a fault can strike. */
export const TARGETS = ['worker', 'temporal', 'control'] as const;
export type Target = (typeof TARGETS)[number];

export interface HubProcess {
  readonly pid: number;
  /** Which part of the hub it is; undefined for whatever holds or helps them. */
  readonly target: Target | undefined;
}

const MARKS: Readonly<Record<Target, string>> = {
  worker: 'runtime/worker-process',
  // The server itself; the process around it names the binary another way.
  temporal: '\0start-dev\0',
  control: 'runtime/control-process',
};

/** The processes whose command line or environment names the folder. A command line alone does not tell a worker's. */
export function processesOf(folder: string): readonly HubProcess[] {
  const found: HubProcess[] = [];
  for (const entry of readdirSync('/proc')) {
    const pid = Number(entry);
    if (!Number.isInteger(pid) || pid === process.pid) continue;
    const command = read(`/proc/${entry}/cmdline`);
    if (!command.includes(folder) && !read(`/proc/${entry}/environ`).includes(folder)) continue;
    found.push({ pid, target: TARGETS.find((target) => command.includes(MARKS[target])) });
  }
  return found;
}

/** Ends processes as a lost machine would: at once, all of them. */
export function killAll(processes: readonly HubProcess[]): void {
  for (const { pid } of processes) kill(pid, 'SIGKILL');
}

/** Sends a signal, if there is still somebody to receive it. */
export function kill(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** Processes come and go while they are read. */
function read(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch (error) {
    if (['ENOENT', 'ESRCH', 'EACCES'].includes((error as NodeJS.ErrnoException).code ?? '')) return '';
    throw error;
  }
}
