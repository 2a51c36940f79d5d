import { WarehouseError } from '../warehouse-error.ts';

/** Of a statement that was canceled. */
export const CANCELED = '000604';

/** Of a compilation, whose message names columns and tables and quotes no value of a row. */
const ABOUT_THE_STATEMENT = new Set(['000904', '001003', '002003', '002043', '001044', '000979', '000002', '003001']);

/**
 * Errors that can pass by themselves: lost or refused connections, a session that ended, a lock that another holds, a
 * service that has no room or is being restarted. Everything else would fail again.
 */
const PASSING = new Set([
  CANCELED,
  '000625', // lock conflict
  '000629', // aborted while queued
  '300002', // overloaded
  '390112', // session token expired
  '390114', // master token expired
  '390111', // session gone
  '390104', // must log in again
  '390318', // OAuth token expired
  '401001', // network
  '401003', // unreadable answer
  '401004', // must log in again, told by HTTP
  '402001', // large result set
  '402002',
  '407002', // no connection
  '405503', // connection ended
]);

/** An answer with an HTTP error, which passes where it speaks of load or of a service that is away. */
const HTTP_ERROR = '401002';
const PASSING_HTTP = (status: number) => status >= 500 || status === 408 || status === 429;
/** The driver gives a failed upload no code, only this end of its message. */
const UPLOAD = /, real file=/;

/** What the driver throws. */
interface DriverError {
  readonly code?: number | string;
  readonly message?: string;
  readonly name?: string;
  readonly stack?: string;
  readonly response?: { readonly statusCode?: number; readonly status?: number };
}

/** What is left of a driver's error: its message, which may quote a row, stays behind. */
class StrippedError extends Error {
  readonly code: string;

  constructor(code: string) {
    super(`Snowflake error ${code}`);
    this.code = code;
  }
}

/** An error of Snowflake or its driver as the hub's own, whose sentence holds no value of a row. */
export function statementError(cause: unknown): WarehouseError {
  const error = (cause ?? {}) as DriverError;
  const code = String(error.code ?? 'unknown').padStart(6, '0');
  const sentence = ABOUT_THE_STATEMENT.has(code)
    ? `The warehouse refused a statement: ${firstLine(error.message ?? '')}`
    : `The warehouse broke off a statement (Snowflake error ${code})`;
  // The message stays out of the cause, too: what logs and workflows keep of an error includes it.
  const stripped = new StrippedError(code);
  if (error.stack !== undefined && error.message !== undefined) {
    stripped.stack = error.stack.replaceAll(error.message, code);
  }
  return new WarehouseError(sentence, { retryable: canPass(error, code), cause: stripped });
}

/**
 * Whether an error leaves open what became of its statement: the driver, or the end of the session, kept Snowflake's
 * answer from us. What Snowflake itself refuses or breaks off has changed nothing.
 */
export function isOutcomeUnknown(error: unknown): boolean {
  if (!(error instanceof WarehouseError) || !(error.cause instanceof StrippedError)) return false;
  return /^(39|4)\d+$|^unknown$/.test(error.cause.code);
}

function canPass(error: DriverError, code: string): boolean {
  if (code === HTTP_ERROR) return PASSING_HTTP(error.response?.statusCode ?? error.response?.status ?? 503);
  return PASSING.has(code) || (error.code === undefined && UPLOAD.test(error.message ?? ''));
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
