import { chmodSync, rmSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import type { PGlite } from '@electric-sql/pglite';
import {
  endsBackend,
  FrameReader,
  type FrontendFrame,
  fatalMessage,
  readyState,
  rollbackMessage,
  syncMessage,
  WireProtocolError,
} from './wire-frames.ts';

export interface ServePgliteOptions {
  readonly database: PGlite;
  /** Path of the Unix socket. PostgreSQL's clients look for `.s.PGSQL.<port>` in a folder. */
  readonly socketPath: string;
  /** A transaction whose client says nothing for so long is rolled back, since all others wait for it. @default 30000 */
  readonly idleTransactionMilliseconds?: number;
}

export interface PgliteServer {
  /** Resolves with the reason when the backend has ended by itself. It answers nobody any more: the store is to be opened anew. */
  readonly ended: Promise<string>;
  close(): Promise<void>;
}

/**
 * Serves one PGlite to many clients of PostgreSQL's wire protocol over a Unix socket.
 *
 * All clients share PGlite's one backend, so a client holds it from the first message of an exchange until the backend
 * is idle again: neither a prepared statement nor a transaction of one client can meet the messages of another.
 * (`pglite-socket` hands the backend over between single messages, and clients then read each other's answers.)
 */
export async function servePglite(options: ServePgliteOptions): Promise<PgliteServer> {
  const backend = new Backend(options.database);
  const patience = options.idleTransactionMilliseconds ?? 30_000;
  const sessions = new Set<ClientSession>();
  const server = createServer((socket) => {
    const session = new ClientSession(socket, backend, patience);
    sessions.add(session);
    session.closed.then(() => sessions.delete(session));
  });
  rmSync(options.socketPath, { force: true });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.socketPath, resolve);
  });
  chmodSync(options.socketPath, 0o600);
  return {
    ended: backend.ended,
    async close() {
      const stopped = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const session of sessions) session.end();
      await Promise.all([...sessions].map((session) => session.closed));
      await stopped;
    },
  };
}

/** The one backend and the queue of those who wait for it. */
class Backend {
  readonly ended: Promise<string>;
  readonly #database: PGlite;
  #end: (reason: string) => void = () => undefined;
  #isOver = false;
  #holder: ClientSession | undefined;
  readonly #waiting: { readonly client: ClientSession; readonly go: () => void }[] = [];

  constructor(database: PGlite) {
    this.#database = database;
    this.ended = new Promise((resolve) => {
      this.#end = resolve;
    });
  }

  /** @throws Error when the backend has ended, which would not even refuse */
  async send(bytes: Uint8Array): Promise<Uint8Array> {
    if (this.#isOver) throw new Error('The store has stopped');
    const answer = await this.#database.execProtocolRaw(bytes);
    if (endsBackend(answer)) {
      this.#isOver = true;
      this.#end('The control store could not go on, as when its disk is full');
    }
    return answer;
  }

  async hold(client: ClientSession): Promise<void> {
    if (this.#holder === client) return;
    if (this.#holder === undefined) {
      this.#holder = client;
      return;
    }
    await new Promise<void>((go) => this.#waiting.push({ client, go }));
  }

  isHeldBy(client: ClientSession): boolean {
    return this.#holder === client;
  }

  release(client: ClientSession): void {
    if (this.#holder !== client) return;
    const next = this.#waiting.shift();
    this.#holder = next?.client;
    next?.go();
  }
}

class ClientSession {
  readonly closed: Promise<void>;
  readonly #socket: Socket;
  readonly #backend: Backend;
  readonly #reader = new FrameReader();
  readonly #patience: number;
  #work: Promise<void> = Promise.resolve();
  #gone = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(socket: Socket, backend: Backend, patience: number) {
    this.#socket = socket;
    this.#backend = backend;
    this.#patience = patience;
    let settle: () => void = () => undefined;
    this.closed = new Promise((resolve) => {
      settle = resolve;
    });
    socket.on('data', (bytes) => this.#receive(bytes));
    // A broken connection is told by `close`, which follows every error.
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      this.#gone = true;
      this.#work = this.#work.then(() => this.#abandon()).then(settle, settle);
    });
  }

  end(): void {
    this.#socket.destroy();
  }

  #receive(bytes: Buffer): void {
    let frames: FrontendFrame[];
    try {
      frames = this.#reader.push(bytes);
    } catch (error) {
      if (!(error instanceof WireProtocolError)) throw error;
      this.#fail('08P01', error.message);
      return;
    }
    for (const frame of exchanges(frames)) {
      this.#work = this.#work
        .then(() => this.#answer(frame))
        .catch((error: unknown) => this.#fail('XX000', error instanceof Error ? error.message : 'The store failed'));
    }
  }

  async #answer(frame: FrontendFrame): Promise<void> {
    if (this.#gone) return;
    if (frame.kind === 'encryption-request') {
      this.#socket.write('N');
      return;
    }
    // There is no backend process to signal: statements here are short, and a cancel is dropped as the protocol allows.
    if (frame.kind === 'cancel-request' || (frame.kind === 'message' && frame.tag === TERMINATE)) {
      this.#socket.end();
      return;
    }
    clearTimeout(this.#timer);
    await this.#backend.hold(this);
    if (this.#gone) return;
    const answer = await this.#backend.send(frame.bytes);
    if (answer.length > 0) this.#socket.write(answer);
    if (readyState(answer) === 'idle') this.#backend.release(this);
    else this.#timer = setTimeout(() => this.#fail('25P03', 'The transaction was idle for too long'), this.#patience);
  }

  /** Leaves the backend as it was found, whatever the client was in the middle of. */
  async #abandon(): Promise<void> {
    clearTimeout(this.#timer);
    if (!this.#backend.isHeldBy(this)) return;
    try {
      const state = readyState(await this.#backend.send(syncMessage));
      if (state !== 'idle') await this.#backend.send(rollbackMessage);
    } finally {
      this.#backend.release(this);
    }
  }

  #fail(code: string, sentence: string): void {
    if (!this.#socket.destroyed) this.#socket.end(fatalMessage(code, sentence), () => this.#socket.destroy());
  }
}

/** Messages after which the backend answers and may be idle: Sync, and a query that is a message of its own. */
const LAST_OF_EXCHANGE: ReadonlySet<string> = new Set(['S', 'Q']);
const TERMINATE = 'X';

/** The messages of an exchange as one, as far as they are there: the backend takes them in a third of the time. */
function exchanges(frames: readonly FrontendFrame[]): readonly FrontendFrame[] {
  const joined: FrontendFrame[] = [];
  let open: (FrontendFrame & { readonly kind: 'message' })[] = [];
  const close = () => {
    const last = open.at(-1);
    if (last !== undefined) joined.push({ ...last, bytes: Buffer.concat(open.map(({ bytes }) => bytes)) });
    open = [];
  };
  for (const frame of frames) {
    if (frame.kind !== 'message' || frame.tag === TERMINATE) {
      close();
      joined.push(frame);
      continue;
    }
    open.push(frame);
    if (LAST_OF_EXCHANGE.has(frame.tag)) close();
  }
  close();
  return joined;
}
