import type { Control } from '../control/connect.ts';
import { type DeliveredFile, deliveredFiles } from '../control/delivered-files.ts';
import { counted } from './counted.ts';
import { tellFailure } from './output.ts';
import { textTable } from './text-table.ts';

/** What became of one file of a delivery, as `hub ingest --json` prints it. */
export type FileResult = Omit<DeliveredFile, 'runId' | 'position' | 'settledAt'>;

export async function fileResults(control: Control, runId: string): Promise<readonly FileResult[]> {
  const files = await deliveredFiles(control, runId);
  return files.map(({ runId: _run, position: _position, settledAt: _settled, ...file }) => file);
}

/** Whether it was not taken in. */
export function isRefused({ sentence }: FileResult): boolean {
  return sentence !== null;
}

/** A line a file, and a line of all. Rows of a file that is current already were loaded before. */
export function fileTable(files: readonly FileResult[], options: { readonly hashes?: boolean } = {}): string {
  const hashes = options.hashes === true;
  const rows = files.map((file) => [
    file.name,
    file.extract,
    file.submitter,
    file.period,
    file.outcome,
    file.loadId === null ? '–' : String(file.loadId),
    ...(hashes ? [file.contentHash?.slice(0, 12) ?? '–'] : []),
    file.rowsRead,
    file.outcome === 'unchanged' ? null : file.rowsLoaded,
    file.outcome === 'unchanged' ? null : file.rowsQuarantined,
  ]);
  const about = ['file', 'extract', 'submitter', 'period', 'outcome', 'load', ...(hashes ? ['SHA-256'] : [])];
  return `${textTable([...about, 'read', 'loaded', 'quarantined'], rows)}\n${tally(files)}`;
}

function tally(files: readonly FileResult[]): string {
  const counts = new Map<string, number>();
  for (const { outcome } of files) counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
  return `${counted(files.length, 'file')}: ${[...counts].map(([outcome, count]) => `${count} ${outcome}`).join(', ')}.`;
}

/** Says of every file that was not taken in why, and what to do. */
export function tellRefusals(files: readonly FileResult[]): void {
  for (const { sentence, hint, details } of files) {
    if (sentence !== null) tellFailure({ sentence, hint: hint ?? undefined, fields: details });
  }
}
