import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { connectControl } from '../../control/connect.ts';
import { openEmbeddedStore } from '../../control/embedded/open-store.ts';
import { projectRoot } from '../../schemas/project-root.ts';

/** A store thrown away after its suite. */
export interface DisposableStore {
  readonly url: string;
  dispose(): Promise<void>;
}

export function disposableFolder(): string {
  mkdirSync(tmpdir(), { recursive: true });
  return mkdtempSync(join(tmpdir(), 'c-'));
}

/** The template is shared with the hub itself: setting one up takes seconds. */
export const templates: string = join(projectRoot, '.cache');

export async function openPglite(): Promise<DisposableStore> {
  const folder = disposableFolder();
  const store = await openEmbeddedStore({
    folder: join(folder, 'files'),
    socketFolder: join(folder, 'run'),
    templates,
  });
  return {
    url: store.url,
    async dispose() {
      await store.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Folder of PostgreSQL's programs of the version production uses, where this machine has them. */
export const postgresPrograms: string | undefined = ['/usr/lib/postgresql/15/bin'].find(existsSync);

/**
 * PostgreSQL refuses to run as root. In a user namespace of its own it is somebody else to itself and root to the file
 * system, so that it can work wherever the project lies; another user of the machine might not be let into that folder.
 */
const [unprivileged, prefix] =
  userInfo().uid === 0 ? ['unshare', ['--user', '--map-user=1000', '--map-group=1000', '--']] : ['env', []];

export async function openPostgres(): Promise<DisposableStore> {
  const folder = disposableFolder();
  const files = join(folder, 'files');
  const programs = postgresPrograms as string;
  const options = ['-D', files, '-U', 'postgres', '--auth=trust', '--no-sync', '--encoding=UTF8', '--locale=C'];
  execFileSync(unprivileged, [...prefix, join(programs, 'initdb'), ...options], { stdio: 'ignore', cwd: folder });
  const server = spawn(
    unprivileged,
    [...prefix, join(programs, 'postgres'), '-D', files, '-k', folder, '-c', 'listen_addresses=', '-F'],
    { stdio: 'ignore', cwd: folder },
  );
  const url = `postgresql://postgres@localhost:5432/postgres?host=${encodeURIComponent(folder)}`;
  await answers(url);
  return {
    url,
    async dispose() {
      await ended(server);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function answers(url: string): Promise<void> {
  const control = connectControl(url, { maxConnections: 1 });
  try {
    for (let attempt = 0; ; attempt++) {
      try {
        await control.raw('SELECT 1');
        return;
      } catch (error) {
        if (attempt === 200) throw error;
        await sleep(50);
      }
    }
  } finally {
    await control.destroy();
  }
}

function ended(server: ChildProcess): Promise<void> {
  const exit = new Promise<void>((resolve) => server.once('exit', () => resolve()));
  server.kill('SIGINT');
  return exit;
}
