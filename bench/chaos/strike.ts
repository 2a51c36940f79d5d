import { execFileSync } from 'node:child_process';
import { closeSync, copyFileSync, ftruncateSync, openSync, readdirSync, readlinkSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Control } from '../../control/connect.ts';
import { kill, killAll, processesOf, type Target } from './hub-processes.ts';
import type { DeliveredSample } from './prepared-hub.ts';
import type { Fault, Moment, RoundPlan } from './round-plan.ts';
import { type RunningHub, untilStopped } from './running-hub.ts';

/** What an undisturbed full run takes. */
export interface Measure {
  readonly milliseconds: number;
  readonly steps: number;
}

export interface Strike {
  /** Whether it met the hub at what it was to disturb. */
  readonly met: boolean;
  /** Whether a process of the hub was lost, so that the hub has to be brought up again. */
  readonly lost: boolean;
}

const POLL = 20;
/** Longer than a step's attempts take to be used up. */
const LONGEST_LIMIT = 12_000;

/**
 * Waits for the round's moment and does what it is to do, until the fault is over.
 * @param job the full run under way; it is waited for where the fault lasts as long as it does
 */
export async function strike(
  hub: RunningHub,
  plan: RoundPlan,
  measure: Measure,
  sample: DeliveredSample,
  job: Promise<unknown>,
): Promise<Strike> {
  const { fault } = plan;
  if (fault.kind === 'cut-file') return cutFile(hub, fault, sample, job);
  const met = await untilMoment(hub.control, plan.moment, measure, job);
  if (fault.kind === 'limit-file-size') return limitFileSize(hub, fault, plan.moment, met, job);
  strikeDown(hub, fault.kind);
  await untilStopped(hub);
  return { met, lost: true };
}

/** Whether the moment came before the job's end. */
async function untilMoment(
  control: Control,
  moment: Moment,
  measure: Measure,
  job: Promise<unknown>,
): Promise<boolean> {
  let over = false;
  job.then(() => {
    over = true;
  });
  if (moment.by === 'time') {
    await Promise.race([sleep(moment.share * measure.milliseconds, undefined, { ref: false }), job]);
    return !over;
  }
  const wanted = Math.floor(moment.share * measure.steps);
  while (!over && (await stepsDone(control)) < wanted) await sleep(POLL);
  await Promise.race([sleep(moment.after, undefined, { ref: false }), job]);
  return !over;
}

async function stepsDone(control: Control): Promise<number> {
  const [row] = await control('step').where('state', 'succeeded').count<{ count: string }[]>('* as count');
  return Number(row?.count ?? 0);
}

function strikeDown(hub: RunningHub, kind: Exclude<Fault['kind'], 'limit-file-size' | 'cut-file'>): void {
  const all = processesOf(hub.data);
  const target = kind === 'kill-stack' ? undefined : kind.slice('kill-'.length);
  const struck = target === undefined ? all : all.filter((process) => process.target === target);
  if (struck.length === 0) throw new Error(`There is nothing to strike by ${kind}`);
  killAll(struck);
}

/** As a full disk does it, for one process: what reaches beyond a size cannot be written. */
async function limitFileSize(
  hub: RunningHub,
  fault: Extract<Fault, { kind: 'limit-file-size' }>,
  moment: Moment,
  met: boolean,
  job: Promise<unknown>,
): Promise<Strike> {
  const struck = processesOf(hub.data).find(({ target }) => target === fault.target);
  if (struck === undefined) throw new Error(`There is no ${fault.target} to strike`);
  const bytes = Math.floor(fault.share * largestFile(hub.data, fault.target));
  limit(struck.pid, `${bytes}:unlimited`);
  await Promise.race([job, hub.ended, sleep(300 + moment.share * LONGEST_LIMIT, undefined, { ref: false })]);
  if (!hub.isUp()) return { met, lost: true };
  if (processesOf(hub.data).some(({ pid }) => pid === struck.pid)) limit(struck.pid, 'unlimited:unlimited');
  return { met, lost: false };
}

function limit(pid: number, size: string): void {
  execFileSync('prlimit', ['--pid', String(pid), `--fsize=${size}`]);
}

function largestFile(data: string, target: Target): number {
  const folder = target === 'worker' ? data : join(data, target);
  const sizes = readdirSync(folder, { recursive: target !== 'worker', withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => statSync(join(entry.parentPath, entry.name), { throwIfNoEntry: false })?.size ?? 0);
  return Math.max(0, ...sizes);
}

/** Cuts a delivered file short when the worker has it open, and puts it right when the run has ended. */
async function cutFile(
  hub: RunningHub,
  fault: Extract<Fault, { kind: 'cut-file' }>,
  sample: DeliveredSample,
  job: Promise<unknown>,
): Promise<Strike> {
  const file = sample.files[fault.file % sample.files.length];
  const worker = processesOf(hub.data).find(({ target }) => target === 'worker');
  if (file === undefined || worker === undefined) throw new Error('There is no file or no worker to strike');
  const path = join(hub.data, file.path);
  let over = false;
  job.then(() => {
    over = true;
  });
  const asked = { state: 'running', asset_key: `load.${file.extract}` };
  while (!over && (await hub.control('step').where(asked).first()) === undefined) await sleep(2);
  const met = await untilOpened(worker.pid, path, 3_000);
  // Held still, so that the file ends while it is being read and not a moment later.
  kill(worker.pid, 'SIGSTOP');
  const handle = openSync(path, 'r+');
  ftruncateSync(handle, Math.floor(statSync(path).size * fault.kept));
  closeSync(handle);
  kill(worker.pid, 'SIGCONT');
  await job;
  copyFileSync(join(sample.folder, file.path), path);
  return { met, lost: false };
}

async function untilOpened(pid: number, path: string, within: number): Promise<boolean> {
  for (const deadline = Date.now() + within; Date.now() < deadline; await sleep(0)) {
    // A file is open for a moment only, so it is looked for without pause.
    for (let look = 0; look < 20; look++) if (hasOpen(pid, path)) return true;
  }
  return false;
}

function hasOpen(pid: number, path: string): boolean {
  const folder = `/proc/${pid}/fd`;
  return readdirSync(folder).some((entry) => {
    try {
      return readlinkSync(join(folder, entry)) === path;
    } catch {
      // Closed since the folder was read.
      return false;
    }
  });
}
