import type { Control } from './connect.ts';
import type { JsonObject } from './json-value.ts';

/**
 * What became of a file: `checked` by a dry run; `held` for a person's decision; `refused` for what it is; `failed` for
 * a reason that is not the file's.
 */
export type FileOutcome = 'loaded' | 'unchanged' | 'checked' | 'held' | 'refused' | 'failed';

/** One file of a run's delivery, once it is settled. */
export interface NewDeliveredFile {
  readonly runId: string;
  readonly extract: string;
  /** Among the run's files of the extract, from 1. */
  readonly position: number;
  /** As the delivery names it. */
  readonly name: string;
  readonly submitter: string;
  readonly period: string;
  readonly outcome: FileOutcome;
  /** Null where there was no file to read. */
  readonly contentHash: string | null;
  /** Of an unchanged file, the load that is current. */
  readonly loadId: number | null;
  readonly rowsRead: number | null;
  readonly rowsLoaded: number | null;
  readonly rowsQuarantined: number | null;
  /** The error's class name, its sentence and hint, which hold no value of a person's row. */
  readonly errorType: string | null;
  readonly sentence: string | null;
  readonly hint: string | null;
  /** As the command would end if the file were the only one. */
  readonly exitCode: number;
  /** Counts and reasons behind the sentence. */
  readonly details: JsonObject;
  readonly at: Date;
}

export interface DeliveredFile extends Omit<NewDeliveredFile, 'at'> {
  readonly settledAt: string;
}

const COLUMNS = {
  runId: 'run_id',
  extract: 'extract',
  position: 'position',
  name: 'name',
  submitter: 'submitter',
  period: 'period',
  outcome: 'outcome',
  contentHash: 'content_hash',
  loadId: 'load_id',
  rowsRead: 'rows_read',
  rowsLoaded: 'rows_loaded',
  rowsQuarantined: 'rows_quarantined',
  errorType: 'error_type',
  sentence: 'sentence',
  hint: 'hint',
  exitCode: 'exit_code',
  details: 'details',
  settledAt: 'settled_at',
} as const;

/** Records files, once a run, extract and position: a repeated step replaces what it said before. */
export async function recordDeliveredFiles(control: Control, files: readonly NewDeliveredFile[]): Promise<void> {
  if (files.length === 0) return;
  await control('delivered_file')
    .insert(
      files.map((file) => ({
        run_id: file.runId,
        extract: file.extract,
        position: file.position,
        name: file.name,
        submitter: file.submitter,
        period: file.period,
        outcome: file.outcome,
        content_hash: file.contentHash,
        load_id: file.loadId,
        rows_read: file.rowsRead,
        rows_loaded: file.rowsLoaded,
        rows_quarantined: file.rowsQuarantined,
        error_type: file.errorType,
        sentence: file.sentence,
        hint: file.hint,
        exit_code: file.exitCode,
        details: JSON.stringify(file.details),
        settled_at: file.at,
      })),
    )
    .onConflict(['run_id', 'extract', 'position'])
    .merge();
}

/** The files of a run, in the order in which they were taken in. */
export async function deliveredFiles(control: Control, runId: string): Promise<DeliveredFile[]> {
  return (await control('delivered_file')
    .select(COLUMNS)
    .where('run_id', runId)
    .orderBy(['extract', 'position'])) as DeliveredFile[];
}
