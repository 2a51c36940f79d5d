import { textTable } from '../text-table.ts';
import type { DemoReport } from './demo-report.ts';

/** The demo's outcome for people: what came in, how well it was linked, what may be shown. */
export function demoSummary(report: DemoReport): string {
  return [
    section('Extracts', ['', 'read', 'loaded', 'quarantined'], extracts(report)),
    section(
      'Record linkage, against the truth',
      ['', 'linked', 'precision', 'recall', 'weak precision', 'weak recall'],
      linkage(report),
    ),
    section('Tables', ['', 'rows'], Object.entries(report.tables)),
    ...(Object.keys(report.warnings).length === 0
      ? []
      : [section('Warnings', ['', 'checks that failed'], Object.entries(report.warnings))]),
    section('Public tables', ['', 'cells', 'published', 'suppressed'], publicTables(report)),
    section('Cells of all students together', ['', 'cells', 'published', 'share'], totalGroups(report)),
    section('Seconds', ['', ''], Object.entries(report.seconds)),
    `Peak memory ${report.peakMemoryMb ?? 'unknown'} MB. Release ${report.release.id}, ${report.release.files.length} files.`,
  ].join('\n\n');
}

type Rows = (string | number | null)[][];

function section(title: string, head: readonly string[], rows: Rows): string {
  return [
    title,
    ...textTable(head, rows)
      .split('\n')
      .map((line) => `  ${line}`.trimEnd()),
  ].join('\n');
}

function extracts({ extracts: counts }: DemoReport): Rows {
  return Object.entries(counts).map(([extract, { read, loaded, quarantined }]) => [extract, read, loaded, quarantined]);
}

function linkage({ linkage: pairs }: DemoReport): Rows {
  return Object.entries(pairs).map(([pair, { linked, precision, recall, weakPrecision, weakRecall }]) => [
    pair,
    linked,
    share(precision),
    share(recall),
    share(weakPrecision),
    share(weakRecall),
  ]);
}

function publicTables({ public: tables }: DemoReport): Rows {
  return Object.entries(tables).map(([table, { cells, published, suppressed }]) => [
    table,
    cells,
    published,
    suppressed,
  ]);
}

function totalGroups({ totalGroups: places }: DemoReport): Rows {
  return Object.entries(places).map(([place, { cells, published }]) => [
    place,
    cells,
    published,
    share(cells === 0 ? null : published / cells),
  ]);
}

function share(value: number | null): string {
  return value === null ? '–' : value.toFixed(4);
}
