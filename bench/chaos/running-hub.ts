import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { connectHub, type HubClient } from '../../cli/hub-client.ts';
import { openStack } from '../../cli/hub-stack.ts';
import { type Control, connectControl } from '../../control/connect.ts';
import { entryPath } from '../../runtime/entry-path.ts';
import { identityOf } from '../../runtime/process-identity.ts';
import { silentReporter } from '../../runtime/reporter/silent.ts';
import { readSettings } from '../../schemas/settings.ts';
import { type HubProcess, killAll, processesOf } from './hub-processes.ts';

/** A hub in processes of its own, which can be struck without striking the observer. */
export interface RunningHub {
  readonly data: string;
  readonly client: HubClient;
  readonly control: Control;
  /** Whether its supervisor still runs. */
  isUp(): boolean;
  /** Resolves when the supervisor has ended, however. */
  readonly ended: Promise<void>;
  /** Gives up the connections, ends what still runs at once, and waits until nothing of it is left. */
  leave(): Promise<void>;
}

const UP_WITHIN = 180_000;
const GONE_WITHIN = 60_000;

/** @param environment added to that of every process of the hub */
export async function bringUp(data: string, environment: NodeJS.ProcessEnv = {}): Promise<RunningHub> {
  const entry = entryPath('bench/chaos/stack-holder');
  const holder = spawn(process.execPath, [...entry.nodeArguments, entry.file, data], {
    env: { ...process.env, ...environment },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const said = text(holder.stderr);
  const ended = once(holder, 'exit').then(() => undefined);
  const first = await Promise.race([
    once(holder.stdout, 'data').then(() => 'up' as const),
    ended.then(() => 'ended' as const),
    sleep(UP_WITHIN, 'late' as const, { ref: false }),
  ]);
  if (first !== 'up') {
    killAll(processesOf(data));
    await ended;
    throw new Error(`The hub did not come up (${first}): ${await said}`);
  }
  const stack = await openStack(readSettings({}, { data }), silentReporter, false);
  const client = await connectHub(stack);
  const control = connectControl(stack.controlUrl);
  const isUp = () => isRunning(holder);
  return {
    data,
    client,
    control,
    isUp,
    ended,
    leave: async () => {
      const all = processesOf(data);
      killAll(all);
      await ended;
      await control.destroy();
      await client.close();
      await untilGone(all);
    },
  };
}

/** Waits for a hub that lost a process to notice and stop. */
export async function untilStopped(hub: RunningHub): Promise<void> {
  await Promise.race([hub.ended, sleep(GONE_WITHIN, undefined, { ref: false })]);
}

/** A process that is ending shows no command line any more, and holds its files for a moment longer. */
async function untilGone(processes: readonly HubProcess[]): Promise<void> {
  const deadline = Date.now() + GONE_WITHIN;
  while (processes.some(({ pid }) => isEnding(pid))) {
    if (Date.now() > deadline) throw new Error('Processes of a hub that was ended are still there');
    await sleep(50);
  }
}

/** The first thread of a process may be gone while others still hold its files. */
function isEnding(pid: number): boolean {
  try {
    return identityOf(pid) !== undefined || readdirSync(`/proc/${pid}/task`).length > 1;
  } catch (error) {
    if (['ENOENT', 'ESRCH'].includes((error as NodeJS.ErrnoException).code ?? '')) return false;
    throw error;
  }
}

function isRunning({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode === null && signalCode === null;
}
