import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { servePglite } from './serve-pglite.ts';
import { makeStoreFolder } from './store-folder.ts';

export interface EmbeddedStoreOptions {
  /** Folder of the database's files. */
  readonly folder: string;
  /** Folder of the Unix socket, made with mode 0700. Its path has at most 90 bytes. */
  readonly socketFolder: string;
  /** Where a set-up database is kept, of which new ones are copies: usually the project's `.cache`. */
  readonly templates: string;
}

export interface EmbeddedStore {
  /** What `connectControl` takes. */
  readonly url: string;
  /** Resolves with the reason when the store has stopped by itself. */
  readonly ended: Promise<string>;
  close(): Promise<void>;
}

const PORT = 5432;
/** A Unix socket's address has 108 bytes, its closing zero included. */
export const LONGEST_SOCKET_FOLDER: number = 107 - `/.s.PGSQL.${PORT}`.length;

/** Opens the embedded control store and serves it to this machine's user. The caller holds the data folder's lock. */
export async function openEmbeddedStore(options: EmbeddedStoreOptions): Promise<EmbeddedStore> {
  await makeStoreFolder(options.folder, options.templates);
  mkdirSync(options.socketFolder, { recursive: true, mode: 0o700 });
  chmodSync(options.socketFolder, 0o700);
  const database = await PGlite.create(options.folder);
  try {
    const server = await servePglite({ database, socketPath: join(options.socketFolder, `.s.PGSQL.${PORT}`) });
    let isOver = false;
    server.ended.then(() => {
      isOver = true;
    });
    return {
      ended: server.ended,
      url: `postgresql://postgres@localhost:${PORT}/postgres?host=${encodeURIComponent(options.socketFolder)}`,
      async close() {
        await server.close();
        // A backend that has ended would never answer.
        if (!isOver) await database.close();
      },
    };
  } catch (error) {
    await database.close();
    throw error;
  }
}
