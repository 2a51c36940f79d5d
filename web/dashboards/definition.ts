export type DashboardId = 'early-college' | 'outcomes' | 'earnings' | 'early-literacy';

/** What a figure shows: a measure as published, or one published count as a share of another. */
export type FigureValue =
  | { readonly kind: 'measure'; readonly measure: string }
  | { readonly kind: 'share'; readonly numerator: string; readonly denominator: string }
  /** A middle with the ends around it, such as a median between two quartiles. */
  | { readonly kind: 'spread'; readonly low: string; readonly middle: string; readonly high: string };

/**
 * What tells how many of the people counted the sources can see: the shares that a figure shows, which are all of them
 * that can be followed, or one measure as a part of another.
 */
export type FigureCoverage =
  | { readonly kind: 'parts' }
  | { readonly kind: 'count'; readonly seen: string; readonly of: string };

/**
 * One figure: which table, which measure, and what each dimension does. A dimension that has no role here becomes a
 * select of its own above the figures, so a new column in a table needs no change of code.
 */
export interface FigureDefinition {
  /** Names the figure in addresses and in the message catalogs. */
  readonly id: string;
  /** The public table it reads. */
  readonly table: string;
  readonly value: FigureValue;
  /** Lines over an ordered dimension, bars down a list, or spreads down a list. */
  readonly display: 'lines' | 'bars' | 'spreads';
  /** The dimension along the lines or down the list. */
  readonly along: string;
  /** Which values of `along` are shown, in this order. Default: all. */
  readonly alongOnly?: readonly string[];
  /** What tells series apart. @default 'place' */
  readonly series?: 'place' | { readonly dimension: string; readonly only: readonly string[] };
  readonly yearColumn?: string;
  readonly placeColumn?: string;
  readonly groupColumn?: string;
  /** A year column read as years after another one, chosen by the filter `after`. */
  readonly lag?: { readonly later: string; readonly earlier: string };
  /** Measures that the table beside the chart shows after the figure's own, such as how many people it rests on. */
  readonly support?: readonly string[];
  /** How the figure's coverage is told. @default not at all */
  readonly coverage?: FigureCoverage;
}

export interface DashboardDefinition {
  readonly id: DashboardId;
  /**
   * How many years a class should have been followed to be the one shown first: the latest class that far back.
   * @default 0, the latest year
   */
  readonly followedYears?: number;
  /** Years after high school shown first, where the data have them. @default the fewest */
  readonly usualLag?: number;
  readonly figures: readonly FigureDefinition[];
}
