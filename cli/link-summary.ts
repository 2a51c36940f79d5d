import type { FileLinkReport } from '../linkers/files/file-link-report.ts';
import type { SkewedBlock } from '../linkers/files/skewed-blocks.ts';
import { textTable } from './text-table.ts';

/** A linkage of files, for people to read. */
export function linkSummary(report: FileLinkReport, out: string): string {
  const { results } = report;
  const parts = [
    textTable(
      ['pass', 'pairs compared'],
      report.passes.map((pass) => [`${pass.sourcePair}.${pass.pass}`, pass.comparedPairs]),
    ),
    `${number(report.records)} records in ${number(results.clusters)} clusters, the largest of ${number(results.largestCluster)}; ${number(results.edges)} edges, ${number(results.reviewPairs)} pairs to review`,
  ];
  if (report.truth !== undefined) {
    parts.push(
      textTable(
        ['threshold', 'pairs P', 'R', 'F1', 'clusters P', 'R', 'F1'],
        report.truth.thresholds.map(({ threshold, pairs, clusters }) => [
          String(threshold),
          ...[pairs, clusters].flatMap(({ precision, recall, f1 }) => [precision, recall, f1].map(share)),
        ]),
      ),
    );
  }
  const seconds = Object.entries(report.stages).map(([stage, spent]) => `${stage} ${spent.toFixed(2)} s`);
  parts.push(`${seconds.join(', ')}; ${number(report.peakMemoryMb)} MB`, `Results in ${out}`);
  return parts.join('\n\n');
}

/** Why rules make too many pairs: the keys that most records share. */
export function skewText(blocks: readonly SkewedBlock[]): string {
  return textTable(
    ['rule', 'columns', 'value', 'pairs'],
    blocks.map(({ rule, columns, values, pairs }) => [rule, columns.join(' + '), values.join(' + '), pairs]),
  );
}

function number(value: number): string {
  return value.toLocaleString('en-US');
}

function share(value: number | null): string {
  return value === null ? '–' : value.toFixed(4);
}
