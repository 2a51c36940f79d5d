import { textTable } from '../../cli/text-table.ts';
import type { AccuracyBench, AccuracyFigures } from '../accuracy.ts';

/** Both linkers' figures, pairs first. */
export function printAccuracy(bench: AccuracyBench): void {
  const share = (value: number | null) => (value === null ? '–' : value.toFixed(4));
  const row = (set: string, name: string, one: AccuracyFigures) => [
    set,
    name,
    share(one.precision),
    share(one.recall),
    share(one.f1),
    one.truePositives,
    one.falsePositives,
    one.falseNegatives,
    share(one.clusters.f1),
  ];
  const rows = Object.entries(bench).flatMap(([set, { ours, splink }]) => [
    row(set, 'ours', ours),
    row(set, 'Splink', splink),
  ]);
  const head = ['data set', '', 'precision', 'recall', 'F1', 'TP', 'FP', 'FN', 'clusters F1'];
  process.stdout.write(`${textTable(head, rows)}\n`);
}
