import type { Readable } from 'node:stream';
import { statementError } from './statement-error.ts';

/**
 * The rows of a driver's stream as they come, each turned by `read`.
 * @param signal ends the stream early, with an error
 * @param onEnd called once no more are taken, with whether that is because of an error; not if none ever was
 */
export async function* streamedRows<T>(
  rows: Readable,
  read: (row: readonly unknown[]) => T,
  signal: AbortSignal | undefined,
  onEnd: (failed: boolean) => Promise<void>,
): AsyncGenerator<T> {
  const cancel = () => rows.destroy(new Error('canceled'));
  signal?.addEventListener('abort', cancel, { once: true });
  let failed = false;
  try {
    for await (const row of rows) yield read(row as readonly unknown[]);
  } catch (error) {
    failed = true;
    throw statementError(error);
  } finally {
    signal?.removeEventListener('abort', cancel);
    rows.destroy();
    await onEnd(failed);
  }
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
