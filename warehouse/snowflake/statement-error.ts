import { WarehouseError } from '../warehouse-error.ts';

/** Of a compilation, whose message names columns and tables and quotes no value of a row. */
const ABOUT_THE_STATEMENT = new Set(['000904', '001003', '002003', '002043', '001044', '000979', '000002']);

/**
 * Errors that can pass by themselves: lost or refused connections, a session that ended, a lock that another holds, a
 * service that has no room or is being restarted. Everything else would fail again.
 */
const PASSING = new Set([
  '000604', // canceled
  '000625', // lock conflict
  '000629', // aborted while queued
  '300002', // overloaded
  '390112', // session token expired
  '390114', // master token expired
  '390111', // session gone
  '390104', // must log in again
  '401001', // network
  '401002', // answer with an HTTP error
  '401003', // unreadable answer
  '402001', // large result set
  '402002',
  '407002', // no connection
  '405503', // connection ended
]);

/** What the driver throws. */
interface DriverError {
  readonly code?: number | string;
  readonly message?: string;
  readonly name?: string;
  readonly stack?: string;
}

/** An error of Snowflake or its driver as the hub's own, whose sentence holds no value of a row. */
export function statementError(cause: unknown): WarehouseError {
  const error = (cause ?? {}) as DriverError;
  const code = String(error.code ?? 'unknown').padStart(6, '0');
  const sentence = ABOUT_THE_STATEMENT.has(code)
    ? `The warehouse refused a statement: ${firstLine(error.message ?? '')}`
    : `The warehouse broke off a statement (Snowflake error ${code})`;
  // The message stays out of the cause, too: what logs and workflows keep of an error includes it.
  const stripped = new Error(`Snowflake error ${code}`);
  if (error.stack !== undefined && error.message !== undefined) {
    stripped.stack = error.stack.replaceAll(error.message, code);
  }
  return new WarehouseError(sentence, { retryable: PASSING.has(code), cause: stripped });
}

/** Of a message that says `SQL compilation error:` and what it is on the next line. */
function firstLine(message: string): string {
  return message
    .replace(/^\d{6} \(\w+\): /, '')
    .replace(/^SQL compilation error:\s*/, '')
    .split('\n')
    .slice(0, 1)
    .join(' ');
}
