import { join } from 'node:path';
import pino from 'pino';
import { HubError } from '../schemas/errors.ts';
import { setAsideLarge } from './set-aside-large.ts';

/**
 * The only fields a log line may have: counts, keys of files and tables, versions. What is not on this list is left
 * out, so that a person's value cannot reach a log by being forgotten about.
 */
export const LOG_FIELDS = [
  'actor',
  'address',
  'assetKey',
  'attempt',
  'bytes',
  'check',
  'child',
  'codeVersion',
  'count',
  'exitCode',
  'extract',
  'linkVersion',
  'loadId',
  'milliseconds',
  'partition',
  'passed',
  'period',
  'pid',
  'planId',
  'port',
  'releaseId',
  'rows',
  'rowsIn',
  'rowsOut',
  'rowsRejected',
  'runId',
  'severity',
  'signal',
  'state',
  'submitter',
  'table',
  'version',
  'workflowId',
] as const;
export type LogField = (typeof LOG_FIELDS)[number];
export type LogFields = Readonly<Partial<Record<LogField, string | number | boolean | null | undefined>>>;

/** A log of one process, one JSON object a line. Messages are constant sentences; what varies stands in fields. */
export interface Log {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  /** Of an error that is not the hub's own, only its type and stack are kept: its message may quote a row. */
  error(message: string, error?: unknown, fields?: LogFields): void;
  /** The same log with fields on every line. */
  with(fields: LogFields): Log;
  close(): void;
}

export interface OpenLogOptions {
  /** Folder of the log files. */
  readonly folder: string;
  /** Name of the file, without its ending: the process, or `runs/<runId>`. */
  readonly name: string;
  /** @default 'info' */
  readonly level?: 'debug' | 'info' | 'warn' | 'error';
}

const ALLOWED: ReadonlySet<string> = new Set(LOG_FIELDS);

/** Opens a log file for appending. Lines are on disk when the call returns. */
export function openLog({ folder, name, level = 'info' }: OpenLogOptions): Log {
  const path = join(folder, `${name}.jsonl`);
  setAsideLarge(path);
  const destination = pino.destination({ dest: path, sync: true, mkdir: true, mode: 0o600 });
  const logger = pino({ level, base: { pid: process.pid }, timestamp: pino.stdTimeFunctions.isoTime }, destination);
  return logTo(logger, () => {
    destination.flushSync();
    destination.end();
  });
}

function logTo(logger: pino.Logger, close: () => void): Log {
  return Object.freeze({
    debug: (message: string, fields?: LogFields) => logger.debug(allowed(fields), message),
    info: (message: string, fields?: LogFields) => logger.info(allowed(fields), message),
    warn: (message: string, fields?: LogFields) => logger.warn(allowed(fields), message),
    error: (message: string, error?: unknown, fields?: LogFields) =>
      logger.error({ ...allowed(fields), ...(error === undefined ? {} : { error: described(error) }) }, message),
    with: (fields: LogFields) => logTo(logger.child(allowed(fields)), close),
    close,
  });
}

function allowed(fields: LogFields = {}): Record<string, unknown> {
  const kept: Record<string, unknown> = {};
  const dropped: string[] = [];
  for (const [name, value] of Object.entries(fields)) {
    if (!ALLOWED.has(name) || (typeof value === 'object' && value !== null)) dropped.push(name);
    else if (value !== undefined) kept[name] = value;
  }
  // The name alone: it tells whoever wrote the line what is missing from it.
  return dropped.length === 0 ? kept : { ...kept, dropped };
}

interface DescribedError {
  readonly type: string;
  readonly sentence?: string;
  readonly code?: string;
  readonly stack: readonly string[];
  readonly cause?: DescribedError;
}

function described(error: unknown): DescribedError {
  if (!(error instanceof Error)) return { type: typeof error, stack: [] };
  const { code } = error as { code?: unknown };
  return {
    type: error.name,
    ...(error instanceof HubError ? { sentence: error.message } : {}),
    ...(typeof code === 'string' && /^[A-Z0-9_]{1,40}$/.test(code) ? { code } : {}),
    stack: frames(error),
    ...(error.cause === undefined ? {} : { cause: described(error.cause) }),
  };
}

/** The places of a stack trace, without the message that it begins with and whatever lines that has. */
function frames(error: Error): string[] {
  const stack = error.stack ?? '';
  const message = stack.indexOf(error.message);
  const trace = message < 0 ? '' : stack.slice(message + error.message.length);
  return trace
    .split('\n')
    .filter((line) => /^\s+at .*:\d+:\d+\)?$/.test(line))
    .map((line) => line.trim());
}
