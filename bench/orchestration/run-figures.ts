import { execFile } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { connectHub, type HubClient } from '../../cli/hub-client.ts';
import { ownStack } from '../../cli/hub-stack.ts';
import { newRunId } from '../../cli/run-id.ts';
import { silentReporter } from '../../runtime/reporter/silent.ts';
import { projectRoot } from '../../schemas/project-root.ts';
import { readSettings } from '../../schemas/settings.ts';
import { median } from './median.ts';
import { CHAINED } from './noop-assets.ts';

const run = promisify(execFile);
const ROUNDS = 7;
const CANCEL_ROUNDS = 3;
/** Milliseconds after which its SQL is under way. */
const UNDER_WAY = 1_500;

/** Of chains of assets that do nothing, everything kept as in use; milliseconds. */
export interface RunFigures {
  /** Ten chained, from their submission by a client to their end, while the hub is up: the median after the first. */
  readonly chain10Ms: number;
  /** The first time, when nothing is known of how long its steps take. */
  readonly chain10FirstMs: number;
  /** The same by command, with the start and the end of its process. */
  readonly chain10CommandMs: number;
  /** A tenth of `chain10Ms`: what comes before and after the steps is in it. */
  readonly perStepMs: number;
  /** From submission to the first call of an asset's own code. */
  readonly firstByteMs: number;
  /** From the wish to cancel a run whose SQL would go on for hours to its end on record, its SQL stopped. */
  readonly cancelMs: number;
  /** Dagster, from the start of a run to its success by its own record, a step of ten: less is counted than of ours. */
  readonly dagsterPerStepMs: { readonly default: number; readonly inProcess: number };
}

export interface RunBenchOptions {
  readonly folder: string;
  /** A python that has Dagster; absent: it is not measured. */
  readonly python: string | undefined;
}

/** Brings a hub up over assets that do nothing, and hands it to the work. */
export async function withNoopHub<T>(
  folder: string,
  work: (hub: { readonly client: HubClient; readonly controlUrl: string; readonly data: string }) => Promise<T>,
): Promise<T> {
  const settings = readSettings(process.env, { data: join(folder, 'd'), webPort: 0 });
  const stack = await ownStack(settings, silentReporter, false, { workerEntry: 'bench/orchestration/worker-process' });
  try {
    const client = await connectHub(stack);
    try {
      return await work({ client, controlUrl: stack.controlUrl, data: settings.data });
    } finally {
      await client.close();
    }
  } finally {
    await stack.close();
  }
}

/** Measures ours and Dagster's in turn, so that both see the same machine. */
export async function benchRuns({ folder, python }: RunBenchOptions): Promise<RunFigures> {
  return await withNoopHub(folder, async ({ client, data }) => {
    const first = await chain(client);
    const ours: { readonly total: number; readonly firstByte: number }[] = [];
    const commands: number[] = [];
    const inProcess: number[] = [];
    const byDefault: number[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      ours.push(await chain(client));
      commands.push(await command(data));
      if (python === undefined) continue;
      inProcess.push(await dagster(python, folder, 'in-process'));
      // Half a minute each.
      if (round % 3 === 0) byDefault.push(await dagster(python, folder, 'default'));
    }
    const cancels: number[] = [];
    for (let round = 0; round < CANCEL_ROUNDS; round += 1) cancels.push(await cancel(client));
    const chain10Ms = median(ours.map(({ total }) => total));
    return {
      chain10Ms,
      chain10FirstMs: Math.round(first.total),
      chain10CommandMs: median(commands),
      perStepMs: chain10Ms / CHAINED,
      cancelMs: median(cancels),
      firstByteMs: median(ours.map(({ firstByte }) => firstByte)),
      dagsterPerStepMs: { default: median(byDefault) / CHAINED, inProcess: median(inProcess) / CHAINED },
    };
  });
}

async function chain(client: HubClient): Promise<{ readonly total: number; readonly firstByte: number }> {
  const submitted = Date.now();
  const started = performance.now();
  const { steps } = await client.run(
    { runId: newRunId(new Date()), selection: ['group:chain'], action: { actor: 'bench', reason: 'bench' } },
    silentReporter,
  );
  const total = performance.now() - started;
  if (steps.length !== CHAINED)
    throw new Error(`The comparison is void: ${steps.length} of ${CHAINED} assets were made`);
  return { total, firstByte: Math.min(...steps.map(({ metadata }) => Number(metadata.calledAt))) - submitted };
}

async function cancel(client: HubClient): Promise<number> {
  const runId = newRunId(new Date());
  await client.begin({ runId, selection: ['endless.query'], action: { actor: 'bench', reason: 'bench' } });
  await sleep(UNDER_WAY);
  const started = performance.now();
  if (!(await client.cancelRun(runId)) || !(await client.awaitRun(runId)))
    throw new Error('There was no run to cancel');
  return performance.now() - started;
}

async function command(data: string): Promise<number> {
  const started = performance.now();
  await run(process.execPath, [join(projectRoot, 'dist', 'cli', 'hub.js'), 'run', 'group:chain', '--data', data]);
  return performance.now() - started;
}

async function dagster(python: string, folder: string, executor: 'default' | 'in-process'): Promise<number> {
  const home = join(folder, 'dagster');
  await mkdir(home, { recursive: true });
  const script = join(projectRoot, 'bench', 'orchestration', 'dagster_chain.py');
  const { stdout } = await run(python, [script, executor], {
    env: { ...process.env, DAGSTER_HOME: home, DAGSTER_DISABLE_TELEMETRY: '1' },
    maxBuffer: 2 ** 26,
  });
  const { runMs, made } = JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as { runMs: number; made: number };
  if (made !== CHAINED) throw new Error(`The comparison is void: Dagster made ${made} of ${CHAINED} assets`);
  return runMs;
}
