import type { FileOutcome, NewDeliveredFile } from '../control/delivered-files.ts';
import type { JsonObject } from '../control/json-value.ts';
import type { SettledFile } from '../extracts/loads/ingest-request.ts';
import { ExitCode, FilesRefusedError, HeldForApprovalError, HubError, InvariantError } from '../schemas/errors.ts';
import { readFailure, toFailure } from './failure.ts';

/** What is kept of a file that is settled. @param position among the run's files of the extract, from 1 */
export function deliveredFile(settled: SettledFile, position: number, at: Date): NewDeliveredFile {
  const { request, result } = settled;
  const { submitter, period, runId, contract } = request;
  const about = { runId, extract: contract.key, position, name: request.source ?? '', submitter, period, at };
  if (result !== undefined) {
    return {
      ...about,
      outcome: result.outcome,
      contentHash: result.contentHash,
      loadId: result.loadId,
      rowsRead: result.read,
      rowsLoaded: result.loaded,
      rowsQuarantined: result.quarantined,
      errorType: null,
      sentence: null,
      hint: null,
      exitCode: ExitCode.done,
      details: { reasons: result.reasons },
    };
  }
  const { error, contentHash } = settled;
  const { sentence, hint, exitCode, fields } = readFailure(toFailure(error));
  return {
    ...about,
    outcome: outcomeOf(error),
    contentHash: contentHash ?? null,
    loadId: null,
    rowsRead: null,
    rowsLoaded: null,
    rowsQuarantined: null,
    errorType: error instanceof Error ? error.name : typeof error,
    sentence,
    hint: hint ?? null,
    exitCode,
    details: fields as JsonObject,
  };
}

function outcomeOf(error: unknown): FileOutcome {
  if (error instanceof HeldForApprovalError) return 'held';
  return error instanceof HubError && !error.retryable && !(error instanceof InvariantError) ? 'refused' : 'failed';
}

/**
 * The one error of files that were not taken in. What can succeed later comes first, so that it is tried again; of
 * several refusals, each of which is on record, only how many there are is told.
 */
export function errorOf(settled: readonly SettledFile[]): unknown {
  const refused = settled.filter((file) => file.result === undefined);
  const errors = refused.map(({ error }) => error);
  const passing = errors.find((error) => !(error instanceof HubError) || error.retryable);
  if (passing !== undefined || errors.length < 2) return passing ?? errors[0];
  const [extract = ''] = refused.map(({ request }) => request.contract.key);
  return new FilesRefusedError(
    `${refused.length} of ${settled.length} files of ${extract} were not taken in`,
    Math.max(...errors.map((error) => (error as HubError).exitCode)) as ExitCode,
    {
      hint: 'The run says why, file by file: hub runs show.',
      fields: { files: settled.length, refused: refused.length },
    },
  );
}
