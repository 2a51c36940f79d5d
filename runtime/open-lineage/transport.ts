import { appendFile, mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { UnavailableError } from '../../schemas/errors.ts';
import type { Log } from '../log.ts';
import type { LineageEvent } from './event.ts';

/** Sends one event somewhere. */
export type SendEvent = (event: LineageEvent) => Promise<void>;

/** Adds events to a file, one a line. */
export function toFile(path: string): SendEvent {
  return async (event) => {
    await mkdir(dirname(path), { recursive: true });
    await appendFile(path, `${JSON.stringify(event)}\n`, { mode: 0o600 });
  };
}

const ANSWER_WITHIN_MILLISECONDS = 5_000;

/** Posts events to a receiver's `/api/v1/lineage`. @param address its base, such as `http://marquez:5000` */
export function toAddress(address: string): SendEvent {
  const endpoint = `${address.replace(/\/+$/, '')}/api/v1/lineage`;
  return async (event) => {
    const answer = await fetch(endpoint, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(event),
      signal: AbortSignal.timeout(ANSWER_WITHIN_MILLISECONDS),
    });
    await answer.body?.cancel();
    if (!answer.ok) throw new UnavailableError(`The receiver of lineage answered ${answer.status}`);
  };
}

/** Events in the order they happened, sent beside the work and never in its way. */
export interface Emitter {
  /** Takes an event, or what will make it, and returns at once. */
  emit(event: LineageEvent | Promise<LineageEvent>): void;
  /** Waits until what was taken is sent, but not for long. */
  close(): Promise<void>;
}

/** Events that may wait; more are left out and counted, so that a receiver that is gone fills no memory. */
const MOST_WAITING = 1_000;
const CLOSE_WITHIN_MILLISECONDS = 5_000;

/** An event that cannot be sent is logged and left out: lineage says what happened, and stops nothing. */
export function emitter(sends: readonly SendEvent[], log: Pick<Log, 'warn' | 'error'>): Emitter {
  let waiting = 0;
  let underWay = Promise.resolve();
  const send = async (event: LineageEvent | Promise<LineageEvent>): Promise<void> => {
    try {
      const ready = await event;
      for (const each of sends) {
        await each(ready).catch((error: unknown) => log.error('A lineage event could not be sent', error));
      }
    } catch (error) {
      log.error('A lineage event could not be made', error);
    } finally {
      waiting -= 1;
    }
  };
  return Object.freeze({
    emit(event: LineageEvent | Promise<LineageEvent>) {
      // One that fails while it waits is told of when its turn comes.
      Promise.resolve(event).catch(() => undefined);
      if (waiting >= MOST_WAITING) {
        log.warn('A lineage event was left out, since too many wait', { count: waiting });
        return;
      }
      waiting += 1;
      underWay = underWay.then(() => send(event));
    },
    close: async () => {
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, CLOSE_WITHIN_MILLISECONDS);
      });
      await Promise.race([underWay, late]);
      clearTimeout(timer);
    },
  });
}
