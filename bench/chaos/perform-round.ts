import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { checkHistory } from './check-history.ts';
import { mirroredLoads } from './check-loads.ts';
import { compareWith, examineHub, type Picture } from './examine-hub.ts';
import { completeFullRun, runsOf } from './full-run.ts';
import { killAll, processesOf } from './hub-processes.ts';
import { copyHub, type DeliveredSample } from './prepared-hub.ts';
import type { Fault, RoundPlan } from './round-plan.ts';
import { bringUp, type RunningHub } from './running-hub.ts';
import { type Measure, type Strike, strike } from './strike.ts';

/** What rounds begin with and are held against. */
export interface ChaosSetup {
  /** Folder of the rounds' data folders. */
  readonly folder: string;
  readonly sample: DeliveredSample;
  readonly undisturbed: Undisturbed;
}

export interface Undisturbed {
  readonly measure: Measure;
  readonly assets: number;
  readonly picture: Picture;
}

export interface RoundResult {
  readonly round: number;
  readonly fault: Fault;
  /** Whether the fault came before the job's end, and for a cut file while it was read. */
  readonly met: boolean;
  /** Whether a process of the hub was lost. */
  readonly lost: boolean;
  /** Whether a hub that lost no process went on only after it was brought up anew. */
  readonly neededRestart: boolean;
  readonly violations: readonly string[];
  readonly seconds: number;
}

/** A job that takes longer than this has not recovered. */
const ROUND_WITHIN = 600_000;
/** Runs that may fail before one succeeds, where the fault is one that a run may fail of. */
const RUNS_AFTER_FAILURE = 4;

/** A full run that nothing disturbs, twice over: what it makes and how long it takes. */
export async function performUndisturbed(folder: string, sample: DeliveredSample): Promise<Undisturbed> {
  const data = join(folder, 'undisturbed');
  await copyHub(sample.folder, data);
  const hub = await bringUp(data);
  const started = performance.now();
  await completeFullRun(hub, { runs: 1 });
  const milliseconds = performance.now() - started;
  const made = await hub.control('materialization').where('run_id', 'full-1').count<{ count: string }[]>('* as count');
  const assets = Number(made[0]?.count);
  const steps = await hub.control('step').count<{ count: string }[]>('* as count');
  const mirrored = await mirroredLoads(hub.control);
  const expected = { assets, files: sample.files.length, oneRun: true };
  const faults = await checkHistory(hub.control, expected);
  await hub.leave();
  const { picture, faults: more } = await examineHub(data, mirrored, sample);
  if (faults.length + more.length > 0) {
    throw new Error(`An undisturbed run breaks what chaos is held to: ${[...faults, ...more].join('; ')}`);
  }
  await rm(data, { recursive: true });
  return { measure: { milliseconds, steps: Number(steps[0]?.count) }, assets, picture };
}

/** One full run with one fault, and what is wrong once the hub has recovered. Its data folder stays if anything is. */
export async function performRound(setup: ChaosSetup, plan: RoundPlan): Promise<RoundResult> {
  const started = performance.now();
  const data = join(setup.folder, `round-${plan.round}`);
  await copyHub(setup.sample.folder, data);
  const told: Mutable<Strike & { neededRestart: boolean }> = { met: false, lost: false, neededRestart: false };
  const violations = await Promise.race([
    disturb(setup, plan, data, told).catch((error: unknown) => [`It did not recover: ${sentenceOf(error)}`]),
    sleep(ROUND_WITHIN, ['It did not recover in time'], { ref: false }),
  ]);
  killAll(processesOf(data));
  if (violations.length === 0) await rm(data, { recursive: true, force: true });
  const seconds = Math.round((performance.now() - started) / 100) / 10;
  return { round: plan.round, fault: plan.fault, ...told, violations, seconds };
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

async function disturb(
  setup: ChaosSetup,
  plan: RoundPlan,
  data: string,
  told: Mutable<Strike & { neededRestart: boolean }>,
): Promise<string[]> {
  const { sample, undisturbed } = setup;
  let hub = await bringUp(data);
  const job = completeFullRun(hub, { runs: 1 }).then(
    () => undefined,
    (error: unknown) => ({ error }),
  );
  Object.assign(told, await strike(hub, plan, undisturbed.measure, sample, job));
  const mayFail = plan.fault.kind === 'limit-file-size' || plan.fault.kind === 'cut-file';
  const runs = mayFail ? RUNS_AFTER_FAILURE : 1;
  if (told.lost) hub = await again(hub);
  else if ((await job) !== undefined) {
    await completeFullRun(hub, { runs }).catch(async () => {
      told.neededRestart = true;
      hub = await again(hub);
    });
  }
  await completeFullRun(hub, { runs: mayFail ? 2 * RUNS_AFTER_FAILURE : 1 });
  const first = (await runsOf(hub.control)).find(({ runId }) => runId === 'full-1');
  const history = await checkHistory(hub.control, {
    assets: undisturbed.assets,
    files: sample.files.length,
    oneRun: !mayFail || first?.state === 'succeeded',
  });
  const mirrored = await mirroredLoads(hub.control);
  // Ended at once: what has been said to be done must outlive that, too.
  await hub.leave();
  const { faults, picture } = await examineHub(data, mirrored, sample);
  return [...history, ...faults, ...compareWith(undisturbed.picture, picture)];
}

async function again(hub: RunningHub): Promise<RunningHub> {
  await hub.leave();
  return bringUp(hub.data);
}

function sentenceOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
