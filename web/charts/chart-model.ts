import type { Cell } from '../release/cell.ts';

export interface ChartSeries {
  readonly label: string;
  /** One cell for each value along; a spread has three: low, middle, high. */
  readonly cells: readonly (readonly Cell[])[];
}

/** All that a chart needs, in words and cells: it knows neither tables nor codes. */
export interface ChartModel {
  readonly display: 'lines' | 'bars' | 'spreads';
  /** Read out in place of the drawing. */
  readonly title: string;
  readonly along: readonly string[];
  readonly series: readonly ChartSeries[];
  /** Writes a value in full. */
  readonly write: (value: number) => string;
  /** Writes a value for an axis. */
  readonly writeShort: (value: number) => string;
  /** What stands where a cell has no number: `[c]`, or a range for a band. */
  readonly symbol: (cell: Cell) => string;
  /** The greatest value the measure can have, such as 1 for a share. */
  readonly ceiling: number | undefined;
  readonly wholeNumbers: boolean;
}

/** The two sizes a chart is drawn in; the page shows the one that fits. In pixels. */
export const CHART_WIDTHS = Object.freeze({ wide: 520, narrow: 320 });
export type ChartSize = keyof typeof CHART_WIDTHS;
