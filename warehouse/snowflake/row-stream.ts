import type { Readable } from 'node:stream';
import { statementError } from './statement-error.ts';

/**
 * The rows of a driver's stream as they come, each turned by `read`.
 * @param signal ends the stream early, with an error
 */
export async function* streamedRows<T>(
  rows: Readable,
  read: (row: readonly unknown[]) => T,
  signal: AbortSignal | undefined,
): AsyncGenerator<T> {
  const cancel = () => rows.destroy(new Error('canceled'));
  signal?.addEventListener('abort', cancel, { once: true });
  try {
    for await (const row of rows) yield read(row as readonly unknown[]);
  } catch (error) {
    throw statementError(error);
  } finally {
    signal?.removeEventListener('abort', cancel);
    rows.destroy();
  }
}

/** The same rows; `onEnd` is called once no more are taken, with whether that is because of an error. */
export function untilEnd<T>(rows: AsyncGenerator<T>, onEnd: (failed: boolean) => Promise<void>): AsyncIterable<T> {
  let ended: Promise<void> | undefined;
  const end = (failed: boolean) => {
    ended ??= onEnd(failed);
    return ended;
  };
  return {
    [Symbol.asyncIterator]: () => ({
      next: () =>
        rows.next().then(
          (result) => (result.done === true ? end(false).then(() => result) : result),
          (error: unknown) => end(true).then(() => Promise.reject(error)),
        ),
      return: async () => {
        await rows.return(undefined);
        await end(false);
        return { done: true, value: undefined };
      },
    }),
  };
}

/** An iterable that is opened when its first row is asked for, and costs nothing for the others. */
export function openedLater<T>(open: () => Promise<AsyncIterable<T>>): AsyncIterable<T> {
  return {
    [Symbol.asyncIterator]: () => {
      let opened: AsyncIterator<T> | undefined;
      return {
        next: () => {
          if (opened !== undefined) return opened.next();
          return open().then((iterable) => {
            opened = iterable[Symbol.asyncIterator]();
            return opened.next();
          });
        },
        return: async (value?: unknown) => {
          await opened?.return?.(value);
          return { done: true, value: undefined };
        },
      };
    },
  };
}
