import { ApplicationFailure } from '@temporalio/common';
import { type ErrorFields, ExitCode, HubError } from '../schemas/errors.ts';

/** What of a hub error travels through Temporal: never a cause, whose message may quote a row. */
export interface FailureDetails {
  readonly exitCode: ExitCode;
  readonly hint: string | undefined;
  readonly fields: ErrorFields;
}

/**
 * Turns an error of a step into a failure whose type tells Temporal whether trying again can help. Of an error that is
 * not the hub's own only its kind is told: Temporal keeps messages, and this one may quote a row.
 */
export function toFailure(error: unknown): Error {
  if (!(error instanceof HubError)) {
    const { type, sentence } = keptError(error);
    return ApplicationFailure.create({ message: sentence, type });
  }
  const details: FailureDetails = { exitCode: error.exitCode, hint: error.hint, fields: error.fields };
  return ApplicationFailure.create({
    message: error.message,
    type: error.name,
    nonRetryable: !error.retryable,
    details: [details],
  });
}

/** What is kept of an error: of one that is not the hub's own, only its kind, since its message may quote a row. */
export function keptError(error: unknown): { readonly type: string; readonly sentence: string } {
  if (error instanceof HubError) return { type: error.name, sentence: error.message };
  const type = error instanceof Error ? error.name : typeof error;
  return { type, sentence: `An unexpected ${type}; the worker's log has its stack` };
}

/** What a person reads of a failed run: the innermost sentence, its hint and exit code. */
export interface FailureReport {
  readonly sentence: string;
  readonly hint: string | undefined;
  readonly exitCode: ExitCode;
  /** Counts and keys, such as the reasons of refused rows. */
  readonly fields: ErrorFields;
}

/** Reads the innermost failure of a workflow's chain of causes. */
export function readFailure(error: unknown): FailureReport {
  let innermost: unknown = error;
  while (innermost instanceof Error && innermost.cause instanceof Error && !(innermost instanceof HubError)) {
    innermost = innermost.cause;
  }
  if (innermost instanceof HubError) {
    const { message: sentence, hint, exitCode, fields } = innermost;
    return { sentence, hint, exitCode, fields };
  }
  if (innermost instanceof ApplicationFailure) {
    const details = innermost.details?.[0] as FailureDetails | undefined;
    const { hint, exitCode = ExitCode.failed, fields = {} } = details ?? {};
    return { sentence: innermost.message, hint, exitCode, fields };
  }
  const sentence = innermost instanceof Error ? innermost.message : String(innermost);
  return { sentence, hint: undefined, exitCode: ExitCode.failed, fields: {} };
}
