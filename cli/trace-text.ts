import { WHOLE } from '../assets/partitions/axis.ts';
import type { MadeStep } from '../control/provenance.ts';
import { counted } from './counted.ts';
import { textTable } from './text-table.ts';
import type { TracedCell, TracedFile } from './trace-cell.ts';

/** The way back from a public row, for people. @param allFiles whether each file has its line, or each extract */
export function traceText({ table, row, release, run, provenance, files }: TracedCell, allFiles: boolean): string {
  const { record } = release;
  const key = Object.entries(row.key).map(([name, value]) => `${name}=${value}`);
  return [
    `public.${table}  ${key.join(' ')}`,
    ...row.measures.map(
      ({ measure, value, low, high, status }) =>
        `  ${measure}: ${value === '' ? (low === undefined || low === '' ? '–' : `${low} to ${high}`) : value} (${status})`,
    ),
    '',
    `Release ${release.id}, link version ${release.linkVersion}, code ${release.codeVersion}`,
    `  approved by ${release.approvedBy}: ${release.reason}`,
    ...(record === undefined
      ? ['  The control store has no record of this release.']
      : [
          `  staged by ${record.stagedBy} at ${record.stagedAt}: ${record.stagedReason ?? '–'}; published at ${record.publishedAt ?? '–'}`,
          `  run ${record.runId}${run === undefined ? '' : ` (${run.state})`}; audit entries ${release.auditEntries.join(', ') || 'none'}`,
        ]),
    `  file ${row.fileIntact ? 'as in the manifest' : 'IS NOT THE ONE IN THE MANIFEST'}; manifest ${release.asDecided ? 'as decided about' : 'IS NOT THE ONE DECIDED ABOUT'}`,
    '',
    ...provenance.linkVersions.map(
      (link) =>
        `Link version ${link.linkVersion}: model ${link.modelHash.slice(0, 12)}, promoted by ${link.promotedBy ?? '–'}: ${link.promotionReason ?? '–'}`,
    ),
    '',
    textTable(
      ['made', 'run', 'rows', 'at', 'checks', 'data version'],
      provenance.made.map((step) => [
        step.partition === WHOLE ? step.assetKey : `${step.assetKey} (${step.partition})`,
        step.runId,
        step.rows,
        step.madeAt,
        checksText(step),
        step.dataVersion.slice(0, 12),
      ]),
    ),
    ...provenance.unknown.map((name) => `  ${name}: the version read is on no record`),
    '',
    `${counted(files.length, 'file')} behind it${files.every(({ confirmed }) => confirmed) ? ', as recorded when they were read' : ''}:`,
    allFiles ? fileTable(files) : extractTable(files),
    ...(allFiles || files.length === 0 ? [] : ['--files lists each with its hash and where it landed.']),
  ].join('\n');
}

function checksText({ checksPassed, checksFailed }: MadeStep): string | null {
  if (checksPassed + checksFailed.length === 0) return null;
  return `${checksPassed} passed${checksFailed.length === 0 ? '' : `, failed: ${checksFailed.join(' ')}`}`;
}

function fileTable(files: readonly TracedFile[]): string {
  return textTable(
    ['extract', 'submitter', 'period', 'SHA-256', 'read', 'loaded', 'quarantined', 'landed'],
    files.map((file) => [
      file.extract,
      file.submitter,
      file.period,
      file.contentHash.slice(0, 16),
      file.rowsRead,
      file.rowsLoaded,
      file.rowsQuarantined,
      file.landed,
    ]),
  );
}

function extractTable(files: readonly TracedFile[]): string {
  const extracts = [...new Set(files.map(({ extract }) => extract))].toSorted();
  return textTable(
    ['extract', 'files', 'submitters', 'periods', 'read', 'loaded', 'quarantined'],
    extracts.map((extract) => {
      const own = files.filter((file) => file.extract === extract);
      const periods = own.map(({ period }) => period).toSorted();
      const sum = (of: (file: TracedFile) => number) => own.reduce((total, file) => total + of(file), 0);
      return [
        extract,
        own.length,
        new Set(own.map(({ submitter }) => submitter)).size,
        periods[0] === periods.at(-1) ? (periods[0] ?? '') : `${periods[0]} to ${periods.at(-1)}`,
        sum((file) => file.rowsRead),
        sum((file) => file.rowsLoaded),
        sum((file) => file.rowsQuarantined),
      ];
    }),
  );
}
