import { HubError } from '../schemas/errors.ts';
import type { ChildMessage } from './child-messages.ts';

/** What runs in a child, from when it is ready until it is told to stop. */
export interface Service {
  readonly url?: string;
  /** Resolves when the service ends by itself, which is a failure. Absent: it never does. */
  readonly ended?: Promise<string>;
  close(): Promise<void>;
}

/**
 * The life of a child process: starts the service, tells the supervisor that it is ready, and closes it on SIGTERM.
 * Ctrl-C reaches the supervisor, which stops its children in order.
 */
export async function serveAsChild(start: () => Promise<Service>): Promise<void> {
  process.on('SIGINT', () => undefined);
  const stopped = new Promise<'stopped'>((resolve) => process.once('SIGTERM', () => resolve('stopped')));
  let service: Service;
  try {
    service = await start();
  } catch (error) {
    await tell(failure(error));
    process.exit(1);
  }
  await tell({ type: 'ready', ...(service.url === undefined ? {} : { url: service.url }) });
  const end = await Promise.race([stopped, ...(service.ended === undefined ? [] : [service.ended])]);
  if (end !== 'stopped') process.stderr.write(`${end}\n`);
  await service.close();
  process.exit(end === 'stopped' ? 0 : 1);
}

function failure(error: unknown): ChildMessage {
  if (error instanceof HubError) {
    const { name, message, exitCode, retryable, hint } = error;
    return { type: 'failed', name, sentence: message, exitCode, retryable, ...(hint === undefined ? {} : { hint }) };
  }
  // The place goes to the child's own error file; the message of a foreign error may quote data and is not passed on.
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  const name = error instanceof Error ? error.name : 'Error';
  return { type: 'failed', name, exitCode: 1, retryable: false };
}

function tell(message: ChildMessage): Promise<void> {
  return new Promise((resolve) => {
    if (process.send === undefined || !process.connected) resolve();
    // A supervisor that is gone is noticed by `disconnect`.
    else process.send(message, undefined, undefined, () => resolve());
  });
}
