import * as Plot from '@observablehq/plot';
import { probabilityToWeight } from '../match-weight.ts';
import { AGAINST_MATCH, AXIS_BELOW, FOR_MATCH, GRID, INK, MUTED, svgFile } from './svg-file.ts';

/** Accuracy at one threshold; F1 is left out where it is not known. */
export interface ThresholdPoint {
  /** Match probability. */
  readonly threshold: number;
  readonly precision: number | null;
  readonly recall: number | null;
  readonly f1?: number | null;
}

export interface ThresholdPanel {
  readonly heading: string;
  readonly points: readonly ThresholdPoint[];
}

const PANEL = 440;
/** A single panel leaves room for the title. */
const ALONE = 700;
const HEIGHT = 330;
const MEASURES = [
  { name: 'precision', color: FOR_MATCH, dash: '', symbol: 'circle' },
  { name: 'recall', color: AGAINST_MATCH, dash: '7 4', symbol: 'square' },
  { name: 'f1', color: INK, dash: '2 4', symbol: 'triangle' },
] as const;

/** Precision, recall and F1 at each threshold. */
export function thresholdChart(title: string, subtitle: string, panels: readonly ThresholdPanel[]): string {
  const shown = panels.flatMap(({ points }) =>
    points.flatMap((point) => MEASURES.flatMap(({ name }) => point[name] ?? [])),
  );
  const width = panels.length === 1 ? ALONE : PANEL;
  const low = Math.max(0, Math.floor((Math.min(1, ...shown) - 0.02) * 20) / 20);
  return svgFile({
    title,
    subtitle,
    description: panels.map(({ heading, points }) => `${heading}: ${points.map(words).join('; ')}`).join('. '),
    width: width * panels.length + 32,
    panels: panels.map(({ heading, points }, at) => {
      const ticks = points.map(({ threshold }) => probabilityToWeight(threshold));
      const lines = MEASURES.flatMap((measure) => {
        const own = points.flatMap((point) => {
          const value = point[measure.name];
          return value === null || value === undefined ? [] : [{ x: probabilityToWeight(point.threshold), y: value }];
        });
        return own.length === 0 ? [] : [{ ...measure, own }];
      });
      const labels = apart(
        lines.map(({ own }) => own.at(-1)!.y),
        (HEIGHT - 88) / (1 - low),
      );
      return {
        x: 16 + at * width,
        options: {
          width,
          height: HEIGHT,
          marginLeft: 60,
          marginTop: 40,
          marginBottom: 48,
          marginRight: 84,
          x: { domain: [Math.min(...ticks), Math.max(...ticks)], axis: null },
          y: { domain: [low, 1], axis: null },
          marks: [
            Plot.gridY({ stroke: GRID, strokeOpacity: 1 }),
            Plot.axisY({ label: null, tickSize: 0, fill: MUTED, tickFormat: '.0%' }),
            Plot.axisX(thinned(ticks), {
              ...AXIS_BELOW,
              label: 'threshold: match probability, spaced by odds',
              tickFormat: (weight: number) => String(Number((1 / (1 + 2 ** -weight)).toPrecision(4))),
            }),
            Plot.text([heading], {
              frameAnchor: 'top-left',
              dy: -26,
              dx: -44,
              fontWeight: 'bold',
              fill: INK,
              text: (d: string) => d,
            }),
            ...lines.flatMap(({ name, own, color, dash, symbol }, index) => [
              Plot.line(own, { x: 'x', y: 'y', stroke: color, strokeWidth: 2.5, strokeDasharray: dash }),
              Plot.dot(own, { x: 'x', y: 'y', fill: color, symbol, r: 3.5 }),
              Plot.text([name], {
                x: () => own.at(-1)!.x,
                y: () => own.at(-1)!.y,
                text: () => (name === 'f1' ? 'F1' : name),
                textAnchor: 'start',
                dx: 10,
                dy: labels[index]!,
                fill: color,
                fontWeight: 'bold',
              }),
            ]),
          ],
        },
      };
    }),
  });
}

function words({ threshold, precision, recall, f1 }: ThresholdPoint): string {
  const share = (value: number | null | undefined) =>
    value === null || value === undefined ? 'unknown' : value.toFixed(4);
  return `at ${threshold} precision ${share(precision)}, recall ${share(recall)}${f1 === undefined ? '' : `, F1 ${share(f1)}`}`;
}

/** Ticks that stand far enough apart for their labels. */
function thinned(ticks: readonly number[]): readonly number[] {
  const range = Math.max(...ticks) - Math.min(...ticks);
  const kept: number[] = [];
  for (const tick of ticks) {
    if (kept.length === 0 || tick - kept.at(-1)! >= range / 8) kept.push(tick);
  }
  return kept;
}

/** Shifts in pixels that keep labels at these values from touching. */
function apart(values: readonly number[], pixels: number): readonly number[] {
  const order = values.map((value, index) => ({ index, at: -value * pixels })).sort((a, b) => a.at - b.at);
  const shifts: number[] = [];
  let last = Number.NEGATIVE_INFINITY;
  for (const { index, at } of order) {
    const placed = Math.max(at, last + 16);
    shifts[index] = placed - at;
    last = placed;
  }
  return shifts;
}
