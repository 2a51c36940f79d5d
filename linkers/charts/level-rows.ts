import * as Plot from '@observablehq/plot';
import type { TrainedComparison } from '../link-report.ts';
import { CHARACTER, INK, MUTED } from './svg-file.ts';

const ROW = 22;
const GAP = 10;
const AXIS = 44;

export interface LevelRow {
  readonly comparison: string;
  readonly label: string;
  readonly m: number;
  readonly u: number;
  readonly weight: number;
  /** Center, in pixels from the top of the panel. */
  readonly middle: number;
  readonly first: boolean;
}

export interface LevelRows {
  readonly rows: readonly LevelRow[];
  readonly height: number;
  /** Room for the names on the left, in pixels. */
  readonly nameWidth: number;
}

/** Places the levels of comparisons under one another, a gap between comparisons. */
export function levelRows(comparisons: readonly TrainedComparison[], top = 26): LevelRows {
  let y = top;
  const rows = comparisons.flatMap(({ comparison, levels }) => {
    const own = levels.map(
      ({ label, m, u, weight }, at): LevelRow => ({
        comparison,
        label,
        m,
        u,
        weight,
        middle: y + at * ROW + ROW / 2,
        first: at === 0,
      }),
    );
    y += levels.length * ROW + GAP;
    return own;
  });
  const longest = Math.max(...rows.map(({ label }) => label.length), 5);
  const longestName = Math.max(...rows.map(({ comparison }) => comparison.length), 10);
  return { rows, height: y + AXIS, nameWidth: 24 + (longest + longestName) * CHARACTER };
}

/** The panel's scale of rows: pixels from its top. */
export function rowScale({ height }: LevelRows): Plot.PlotOptions {
  return { height, marginTop: 0, marginBottom: AXIS, y: { axis: null, domain: [0, height], range: [0, height] } };
}

export function rowBar(row: LevelRow, from: number, to: number, options: Plot.RectOptions): Plot.Markish {
  return Plot.rect([0], {
    x1: () => Math.min(from, to),
    x2: () => Math.max(from, to),
    y1: () => row.middle - ROW / 2 + 2,
    y2: () => row.middle + ROW / 2 - 2,
    ...options,
  });
}

export function rowText(row: LevelRow, at: number, label: string, options: Plot.TextOptions): Plot.Markish {
  return Plot.text([label], { x: () => at, y: () => row.middle, text: () => label, fill: INK, ...options });
}

/** The names of comparisons and levels, in a panel of their own. */
export function nameMarks({ rows, nameWidth }: LevelRows): readonly Plot.Markish[] {
  return rows.flatMap((row) => [
    ...(row.first ? [rowText(row, 0, row.comparison, { textAnchor: 'start', fontWeight: 'bold' })] : []),
    rowText(row, nameWidth - 8, row.label, { textAnchor: 'end', fill: MUTED }),
  ]);
}

/** A probability or share in a few digits that tell it from 0 and 1. */
export function shortShare(value: number): string {
  if (value >= 0.001 && value <= 0.9995) return value.toFixed(3);
  return value < 0.001 ? value.toExponential(1) : value === 1 ? '1' : `1 − ${(1 - value).toExponential(1)}`;
}

export function signedBits(weight: number): string {
  return `${weight < 0 ? '−' : '+'}${Math.abs(weight).toFixed(1)}`;
}
