import { type Connection, disconnect } from './driver.ts';

/**
 * Open connections, of which each serves one at a time. Unlike the driver's own pool it hands the reason on when a
 * connection cannot be opened, and tries no further.
 */
export class ConnectionPool {
  readonly #open: () => Promise<Connection>;
  readonly #max: number;
  readonly #idleMilliseconds: number;
  readonly #idle: { readonly connection: Connection; readonly timer: NodeJS.Timeout }[] = [];
  readonly #waiting: (() => void)[] = [];
  #inUse = 0;
  #closing = false;

  constructor(open: () => Promise<Connection>, limits: { readonly max: number; readonly idleMilliseconds: number }) {
    this.#open = open;
    this.#max = limits.max;
    this.#idleMilliseconds = limits.idleMilliseconds;
  }

  /**
   * Waits for a place, takes an idle connection or opens one.
   * @param signal ends the waiting
   */
  async acquire(signal?: AbortSignal): Promise<Connection> {
    while (this.#inUse >= this.#max) await this.#placeFree(signal);
    signal?.throwIfAborted();
    this.#inUse++;
    try {
      for (;;) {
        const idle = this.#idle.pop();
        if (idle === undefined) return await this.#open();
        clearTimeout(idle.timer);
        if (idle.connection.isUp()) return idle.connection;
      }
    } catch (error) {
      this.#leave();
      throw error;
    }
  }

  /** Gives a connection back, for others or, `ended`, for nobody. */
  async release(connection: Connection, ended: boolean): Promise<void> {
    if (ended || this.#closing || !connection.isUp()) await disconnect(connection);
    else this.#keep(connection);
    this.#leave();
  }

  /** Ends the idle connections, and each of the others when it is given back. */
  async close(): Promise<void> {
    this.#closing = true;
    const idle = this.#idle.splice(0);
    await Promise.all(
      idle.map(({ connection, timer }) => {
        clearTimeout(timer);
        return disconnect(connection);
      }),
    );
  }

  async #placeFree(signal: AbortSignal | undefined): Promise<void> {
    signal?.throwIfAborted();
    let told: () => void = () => undefined;
    const free = new Promise<void>((resolve) => {
      told = resolve;
      this.#waiting.push(resolve);
    });
    const cancel = () => told();
    signal?.addEventListener('abort', cancel, { once: true });
    await free;
    signal?.removeEventListener('abort', cancel);
    if (signal?.aborted !== true) return;
    const at = this.#waiting.indexOf(told);
    if (at >= 0) this.#waiting.splice(at, 1);
    // It was this one's turn, which no longer wants it.
    else this.#waiting.shift()?.();
    signal.throwIfAborted();
  }

  #keep(connection: Connection): void {
    const timer = setTimeout(() => {
      const index = this.#idle.findIndex((idle) => idle.connection === connection);
      if (index < 0) return;
      this.#idle.splice(index, 1);
      void disconnect(connection);
    }, this.#idleMilliseconds);
    timer.unref();
    this.#idle.push({ connection, timer });
  }

  #leave(): void {
    this.#inUse--;
    this.#waiting.shift()?.();
  }
}
