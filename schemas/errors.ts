/** Process exit codes, a contract with scripts that call `hub`. */
export const ExitCode = {
  done: 0,
  failed: 1,
  usage: 2,
  changesOrStale: 3,
  contract: 4,
  interrupted: 130,
} as const;
export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];

/** What an error may carry: counts, keys of files and tables, column names. Never a value of a person's row. */
export type ErrorFields = Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>;

export interface HubErrorOptions {
  /** What to do next, as one sentence. */
  readonly hint?: string;
  readonly fields?: ErrorFields;
  readonly cause?: unknown;
}

/**
 * Base of every error the hub throws on purpose. The class name is the error type that Temporal's retry policies name,
 * so whether a failure may be retried is part of the type.
 */
export abstract class HubError extends Error {
  abstract readonly exitCode: ExitCode;
  /** Whether the same call can succeed later without anybody changing anything. */
  abstract readonly retryable: boolean;
  readonly hint: string | undefined;
  readonly fields: ErrorFields;

  constructor(message: string, options: HubErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = new.target.name;
    this.hint = options.hint;
    this.fields = Object.freeze({ ...options.fields });
  }
}

/** Thrown when a command, option, setting or selection is wrong, or names something that does not exist. */
export class UsageError extends HubError {
  readonly exitCode = ExitCode.usage;
  readonly retryable = false;
}

/** Thrown when a file is not what it claims to be, and is refused whole. */
export class FileRefusedError extends HubError {
  readonly exitCode = ExitCode.contract;
  readonly retryable = false;
}

/** Thrown when several files of one delivery are not taken in, each for a reason of its own. */
export class FilesRefusedError extends HubError {
  readonly retryable = false;

  constructor(
    message: string,
    /** The highest of the files' own. */
    readonly exitCode: ExitCode,
    options: HubErrorOptions = {},
  ) {
    super(message, options);
  }
}

/** Thrown when data break their contract: quarantine above its threshold, or a blocking check that failed. */
export class ContractBreachError extends HubError {
  readonly exitCode = ExitCode.contract;
  readonly retryable = false;
}

/** Thrown when a load or a release waits for a person's decision. */
export class HeldForApprovalError extends HubError {
  readonly exitCode = ExitCode.failed;
  readonly retryable = false;
}

/** Thrown when a plan's ground has moved, or two runs would touch the same partition. */
export class ConflictError extends HubError {
  readonly exitCode = ExitCode.changesOrStale;
  readonly retryable = false;
}

/** Thrown when a run that would rather wait finds what it is to write in the hands of another. */
export class PartitionsHeldError extends HubError {
  readonly exitCode = ExitCode.changesOrStale;
  readonly retryable = true;
}

/** Thrown when something outside cannot be reached now; trying again can succeed. */
export class UnavailableError extends HubError {
  readonly exitCode = ExitCode.failed;
  readonly retryable = true;
}

/** Thrown when a run has used what it may of something that costs money. */
export class CostLimitError extends HubError {
  readonly exitCode = ExitCode.failed;
  readonly retryable = false;
}

/** Thrown when the hub finds itself in a state its own code should have made impossible. */
export class InvariantError extends HubError {
  readonly exitCode = ExitCode.failed;
  readonly retryable = false;
}

/** The error types that Temporal must never retry. */
export const NON_RETRYABLE_ERROR_TYPES: readonly string[] = Object.freeze([
  UsageError.name,
  FileRefusedError.name,
  FilesRefusedError.name,
  ContractBreachError.name,
  HeldForApprovalError.name,
  ConflictError.name,
  CostLimitError.name,
  InvariantError.name,
]);
