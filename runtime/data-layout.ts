import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { LONGEST_SOCKET_FOLDER } from '../control/embedded/open-store.ts';
import { UsageError } from '../schemas/errors.ts';
import { cacheFolder } from './cache-folder.ts';

/** Where everything is within the data folder. Paths are absolute. */
export interface DataLayout {
  readonly root: string;
  /** The lock of the process that owns the folder. */
  readonly lock: string;
  readonly warehouse: string;
  readonly vault: string;
  /** Files as received. */
  readonly landing: string;
  /** Where others put deliveries for the hub to take in. */
  readonly arrivals: string;
  readonly keys: string;
  readonly releases: string;
  readonly logs: string;
  /** Signed checkpoints of the audit log, one a file. */
  readonly audit: string;
  /** Temporary files of every process of the hub, and the warehouse's spill files. */
  readonly spill: string;
  /** Files of the embedded control store. */
  readonly control: string;
  /** Folder of the embedded Temporal's database. */
  readonly temporal: string;
  /** Sockets and process records; nothing in it outlives the stack. */
  readonly run: string;
  /** Folder of the control store's socket: within `run`, or in the project's cache when that path is too long. */
  readonly socket: string;
}

/** Works out the paths; touches nothing. */
export function dataLayout(root: string): DataLayout {
  const run = join(root, 'run');
  return Object.freeze({
    root,
    lock: join(root, 'hub.lock'),
    warehouse: join(root, 'warehouse.duckdb'),
    vault: join(root, 'vault.duckdb'),
    landing: join(root, 'landing'),
    arrivals: join(root, 'arrivals'),
    keys: join(root, 'keys'),
    releases: join(root, 'releases'),
    logs: join(root, 'logs'),
    audit: join(root, 'audit'),
    spill: join(root, 'spill'),
    control: join(root, 'control'),
    temporal: join(root, 'temporal'),
    run,
    socket: socketFolder(run, root),
  });
}

/** Makes the folders that are missing, for their owner alone. */
export function makeDataFolders(layout: DataLayout): void {
  const { root, landing, keys, releases, logs, audit, spill, control, temporal, run, socket } = layout;
  for (const folder of [root, landing, keys, releases, logs, audit, spill, control, temporal, run, socket]) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  }
  // These may be left from elsewhere with wider rights.
  for (const folder of [keys, run, socket]) chmodSync(folder, 0o700);
}

function socketFolder(run: string, root: string): string {
  if (Buffer.byteLength(run) <= LONGEST_SOCKET_FOLDER) return run;
  const short = join(cacheFolder, 's', createHash('sha256').update(root).digest('hex').slice(0, 12));
  if (Buffer.byteLength(short) <= LONGEST_SOCKET_FOLDER) return short;
  throw new UsageError('The paths of both the data folder and the project are too long for a Unix socket', {
    hint: 'Put one of them nearer to the root, or set HUB_CONTROL_URL to a PostgreSQL server.',
    fields: { bytes: Buffer.byteLength(run), most: LONGEST_SOCKET_FOLDER },
  });
}
