import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { connectHub, type HubClient } from '../../cli/hub-client.ts';
import { type HubStack, openStack } from '../../cli/hub-stack.ts';
import { type Control, connectControl } from '../../control/connect.ts';
import { silentReporter } from '../../runtime/reporter/silent.ts';
import { projectRoot } from '../../schemas/project-root.ts';
import { readSettings } from '../../schemas/settings.ts';

/** The built command, as people run it. */
export const HUB = join(projectRoot, 'dist', 'cli', 'hub.js');

/** A place of a test's own: a data folder, and folders that must stay empty. */
export interface Scratch {
  readonly data: string;
  readonly environment: NodeJS.ProcessEnv;
  /** Runs a command of the hub to its end. */
  hub(...args: readonly string[]): Promise<Ended>;
  /** Processes that have the place in their command line or environment. */
  processes(): { readonly pid: number; readonly command: string }[];
  /** What was written beside the data folder: into the working folder, the home or the temporary folder. */
  strays(): string[];
  remove(): void;
}

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** The lines of stderr that begin with `error:`. */
  readonly errors: readonly string[];
}

export function makeScratch(): Scratch {
  mkdirSync(tmpdir(), { recursive: true });
  const root = mkdtempSync(join(tmpdir(), 'e-'));
  const beside = ['cwd', 'home', 'tmp'].map((name) => join(root, name));
  const [cwd = '', home = '', temporary = ''] = beside;
  for (const folder of beside) mkdirSync(folder);
  const environment: NodeJS.ProcessEnv = {
    PATH: process.env.PATH,
    HOME: home,
    XDG_CONFIG_HOME: home,
    XDG_CACHE_HOME: home,
    TMPDIR: temporary,
    HUB_WEB_PORT: '0',
  };
  return {
    data: join(root, 'd'),
    environment,
    hub: async (...args) => {
      const child = spawn(process.execPath, [HUB, ...args], {
        cwd,
        env: environment,
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')]);
      return { code, stdout, stderr, errors: stderr.split('\n').filter((line) => line.startsWith('error:')) };
    },
    processes: () => {
      // With their environments: a worker's command line does not name its data folder.
      const all = execFileSync('ps', ['axeww', '-o', 'pid=,command='], { encoding: 'utf8', maxBuffer: 2 ** 26 });
      return all
        .split('\n')
        .filter((line) => line.includes(root))
        .map((line) => ({ pid: Number.parseInt(line, 10), command: line.trim() }));
    },
    strays: () => beside.flatMap((folder) => readdirSync(folder, { recursive: true, encoding: 'utf8' })),
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
}

/** A hub that is up, and everything a test asks of it. */
export interface RunningHub {
  readonly stack: HubStack;
  readonly client: HubClient;
  readonly control: Control;
  /** The process of `hub up`. */
  readonly supervisor: ChildProcess;
  /** What it has printed on stderr. */
  readonly said: () => string;
  /** Its exit code, once it has ended. */
  readonly ended: Promise<number | null>;
  /** Stops it as Ctrl-C does; resolves with its exit code. */
  close(): Promise<number | null>;
}

const UP_WITHIN = 90_000;

/** Brings a hub up with the built command and connects to it. */
export async function bringUp(scratch: Scratch): Promise<RunningHub> {
  const supervisor = spawn(process.execPath, [HUB, 'up', '--json', '--data', scratch.data], {
    cwd: scratch.environment.HOME,
    env: scratch.environment,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  supervisor.stderr.setEncoding('utf8').on('data', (part: string) => {
    said += part;
  });
  const ended = once(supervisor, 'exit').then(([code]) => code as number | null);
  const first = await Promise.race([
    once(supervisor.stdout, 'data').then(() => 'up' as const),
    ended,
    sleep(UP_WITHIN, 'late' as const, { ref: false }),
  ]);
  if (first !== 'up') {
    supervisor.kill('SIGTERM');
    await ended;
    throw new Error(`hub up did not come up (${first}): ${said}`);
  }
  const stack = await openStack(readSettings({}, { data: scratch.data }), silentReporter, false);
  const client = await connectHub(stack);
  const control = connectControl(stack.controlUrl);
  return {
    stack,
    client,
    control,
    supervisor,
    said: () => said,
    ended,
    close: async () => {
      await control.destroy();
      await client.close();
      if (supervisor.exitCode === null && supervisor.signalCode === null) supervisor.kill('SIGINT');
      return ended;
    },
  };
}
