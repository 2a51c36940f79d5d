import { readdirSync, readFileSync } from 'node:fs';

export interface MemoryWatch {
  /** Most memory resident at once in this process and all below it, in megabytes. Null where /proc is not there. */
  stop(): number | null;
}

const SAMPLE_MILLISECONDS = 250;
const PAGE_BYTES = 4096;

/** Watches the resident memory of this process and its descendants, four times a second. */
export function watchMemory(): MemoryWatch {
  let peak = 0;
  const sample = () => {
    peak = Math.max(peak, residentOfTree(process.pid));
  };
  const timer = setInterval(sample, SAMPLE_MILLISECONDS);
  timer.unref();
  return {
    stop: () => {
      clearInterval(timer);
      sample();
      return peak === 0 ? null : Math.round(peak / 2 ** 20);
    },
  };
}

function residentOfTree(root: number): number {
  const children = new Map<number, number[]>();
  const resident = new Map<number, number>();
  for (const pid of processIds()) {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
      const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
      children.set(parent, [...(children.get(parent) ?? []), pid]);
      resident.set(pid, Number(readFileSync(`/proc/${pid}/statm`, 'latin1').split(' ')[1]) * PAGE_BYTES);
    } catch (error) {
      // A process that ended between the two reads is no longer resident.
      if (!['ENOENT', 'ESRCH'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
    }
  }
  const total = (pid: number): number =>
    (resident.get(pid) ?? 0) + (children.get(pid) ?? []).reduce((sum, child) => sum + total(child), 0);
  return total(root);
}

function processIds(): number[] {
  try {
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map(Number);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
