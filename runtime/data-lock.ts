import { randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { z } from 'zod';
import { ConflictError, InvariantError } from '../schemas/errors.ts';
import { identityOf, isAlive } from './process-identity.ts';
import { linkOnce, writeOnce } from './write-once.ts';

const holderSchema = z.object({
  pid: z.number().int(),
  startedAt: z.string(),
  host: z.string(),
  since: z.string(),
  nonce: z.string(),
});
type Holder = z.infer<typeof holderSchema>;

export interface DataLock {
  /** Gives the folder back; again does nothing. */
  release(): void;
}

/**
 * Takes the data folder for this process alone. A lock whose process is gone is taken over.
 *
 * @param path of the lock file
 * @throws ConflictError when another process, or another machine, holds it
 */
export function lockDataFolder(path: string, now: () => Date = () => new Date()): DataLock {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const own = identityOf(process.pid);
  if (own === undefined) throw new InvariantError('The operating system does not know this process');
  const holder: Holder = { ...own, host: hostname(), since: now().toISOString(), nonce: randomUUID() };
  for (let attempt = 0; !writeOnce(path, JSON.stringify(holder)); attempt++) {
    const existing = readHolder(path);
    if (existing === undefined) continue;
    if (attempt > 3 || !isStale(existing)) throw heldBy(existing, dirname(path));
    setAside(path, existing);
  }
  return Object.freeze({
    release() {
      if (readHolder(path)?.nonce === holder.nonce) rmSync(path, { force: true });
    },
  });
}

/** Who holds a data folder, as far as this machine can tell; undefined when nobody does. */
export function lockHolder(path: string): { readonly pid: number; readonly since: string } | undefined {
  const holder = readHolder(path);
  return holder === undefined || isStale(holder) ? undefined : { pid: holder.pid, since: holder.since };
}

/** Removes a dead process's lock, unless another process has put its own in the place meanwhile. */
function setAside(path: string, stale: Holder): void {
  const aside = `${path}.${randomUUID()}`;
  try {
    renameSync(path, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  if (readHolder(aside)?.nonce !== stale.nonce) linkOnce(aside, path);
  rmSync(aside, { force: true });
}

function isStale(holder: Holder): boolean {
  return holder.host === hostname() && !isAlive(holder);
}

function readHolder(path: string): Holder | undefined {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  const parsed = holderSchema.safeParse(safeJson(text));
  if (parsed.success) return parsed.data;
  throw new InvariantError(`${path} is not a lock the hub wrote`, {
    hint: 'Make sure that no hub runs on this data folder, then remove the file.',
  });
}

function safeJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Whatever it is, it is no lock; the caller says so.
    return undefined;
  }
}

function heldBy(holder: Holder, folder: string): ConflictError {
  const elsewhere = holder.host === hostname() ? '' : ` on ${holder.host}`;
  return new ConflictError(
    `The data folder ${folder} is in use by process ${holder.pid}${elsewhere} since ${holder.since}`,
    {
      hint:
        elsewhere === ''
          ? 'Stop that hub (hub down, or Ctrl-C where it runs), or give another folder with --data.'
          : `If no hub runs on ${holder.host} any more, remove hub.lock from the folder.`,
      fields: { pid: holder.pid, host: holder.host },
    },
  );
}
