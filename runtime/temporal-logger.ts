import { DefaultLogger, type Logger } from '@temporalio/worker';
import type { Log } from './log.ts';

/** Temporal's own lines in the hub's log. Their sentences are constant; what varies in them is dropped but for ids. */
export function temporalLogger(log: Log): Logger {
  return new DefaultLogger('WARN', ({ level, message, meta }) => {
    const fields = { workflowId: text(meta?.workflowId), runId: text(meta?.runId), attempt: count(meta?.attempt) };
    if (level === 'ERROR') log.error('Temporal reports an error', meta?.error, fields);
    else log.warn(message.split('\n')[0] ?? '', fields);
  });
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function count(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined;
}
