import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { UnavailableError, UsageError } from '../schemas/errors.ts';
import { NAMESPACE } from '../temporal.config.ts';
import { freePorts } from './free-ports.ts';
import { type Service, serveAsChild } from './serve-as-child.ts';
import { isServing } from './temporal-health.ts';

/**
 * Child process around Temporal's development server, which knows nothing of a supervisor: it ends the server when its
 * own supervisor is gone, and is in one process group with it.
 */
const { values } = parseArgs({
  options: {
    binary: { type: 'string' },
    database: { type: 'string' },
    port: { type: 'string', default: '0' },
    'ui-port': { type: 'string', default: '0' },
  },
});

/** A port can be taken between finding it free and using it. */
const TRIES = 3;
const READY_WITHIN = 30_000;

await serveAsChild(async () => {
  const { binary, database } = values;
  if (binary === undefined || database === undefined) throw new TypeError('--binary and --database are needed');
  const fixed = Number(values.port);
  // A server of somebody else's would answer in place of ours.
  if (fixed !== 0 && (await isServing(`127.0.0.1:${fixed}`))) {
    throw new UsageError(`A Temporal server runs on port ${fixed} already`, {
      hint: 'Use it with TEMPORAL_ADDRESS, or set HUB_TEMPORAL_PORT to another port.',
    });
  }
  for (let attempt = 1; ; attempt++) {
    const service = await startServer(binary, database);
    if (service !== undefined) return service;
    if (attempt < TRIES) continue;
    throw new UnavailableError('The embedded Temporal server did not start', {
      hint: 'Its ports may be taken, or its database damaged: what it printed is in temporal.out of the log folder.',
    });
  }
});

async function startServer(binary: string, database: string): Promise<Service | undefined> {
  const [freePort, freeUiPort] = await freePorts(2);
  const port = Number(values.port) || freePort;
  const uiPort = Number(values['ui-port']) || freeUiPort;
  const address = `127.0.0.1:${port}`;
  const [command, prefix] = boundToThisProcess(binary);
  const server = spawn(command, [...prefix, 'server', 'start-dev', ...serverArguments(database, port, uiPort)], {
    stdio: ['ignore', 'inherit', 'inherit'],
    // The command line would read and write its configuration in the user's home.
    env: { ...process.env, TEMPORAL_ENV_FILE: '/dev/null', HOME: '/nonexistent', XDG_CONFIG_HOME: '/nonexistent' },
  });
  const exited = new Promise<string>((resolve) => {
    server.once('error', () => resolve('failed'));
    server.once('exit', () => resolve('ended'));
  });
  if (!(await becomesReady(address, exited))) {
    await end(server, exited);
    return undefined;
  }
  return {
    url: `temporal://${address}?ui=${encodeURIComponent(`http://127.0.0.1:${uiPort}`)}`,
    ended: exited,
    close: () => end(server, exited),
  };
}

function serverArguments(database: string, port: number | undefined, uiPort: number | undefined): string[] {
  return [
    ...[
      '--ip',
      '127.0.0.1',
      '--port',
      String(port),
      '--ui-ip',
      '127.0.0.1',
      '--ui-port',
      String(uiPort),
      '--ui-disable-news-fetch',
    ],
    ...['--db-filename', database, '--namespace', NAMESPACE, '--log-level', 'error', '--log-format', 'json'],
    // Two and a half times as fast as the defaults, and safe against a crash of the process.
    ...['--sqlite-pragma', 'journal_mode=WAL', '--sqlite-pragma', 'synchronous=NORMAL'],
  ];
}

/** On Linux the kernel ends the server with this process, even when this process is killed together with its supervisor. */
function boundToThisProcess(binary: string): [string, string[]] {
  const tool = '/usr/bin/setpriv';
  return existsSync(tool) ? [tool, ['--pdeathsig', 'KILL', '--', binary]] : [binary, []];
}

async function becomesReady(address: string, exited: Promise<string>): Promise<boolean> {
  let gone = false;
  exited.then(() => {
    gone = true;
  });
  for (const deadline = Date.now() + READY_WITHIN; Date.now() < deadline && !gone; await sleep(25)) {
    if (await isServing(address)) return !gone;
  }
  return false;
}

async function end(server: ChildProcess, exited: Promise<string>): Promise<void> {
  server.kill('SIGTERM');
  const timer = setTimeout(() => server.kill('SIGKILL'), 5_000);
  await exited;
  clearTimeout(timer);
}
