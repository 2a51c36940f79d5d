/** How one series looks: color, dash, marker and fill each tell it from the others on their own. */
export interface SeriesStyle {
  readonly color: string;
  /** SVG dash pattern; empty for a whole line. */
  readonly dash: string;
  readonly symbol: 'circle' | 'square' | 'triangle' | 'diamond' | 'star' | 'cross';
}

/** Every color has at least 4.5:1 on white, so that it serves lines, bars and their labels. */
export const SERIES_STYLES: readonly SeriesStyle[] = Object.freeze([
  { color: '#14558f', dash: '', symbol: 'circle' },
  { color: '#a8480a', dash: '7 4', symbol: 'square' },
  { color: '#0b6b5d', dash: '2 4', symbol: 'triangle' },
  { color: '#7a2e6e', dash: '11 4 2 4', symbol: 'diamond' },
  { color: '#5a5f00', dash: '4 3', symbol: 'star' },
  { color: '#3f4a55', dash: '14 4', symbol: 'cross' },
]);

export function seriesStyle(index: number): SeriesStyle {
  return SERIES_STYLES[index % SERIES_STYLES.length]!;
}
