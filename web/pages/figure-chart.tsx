import { CHART_WIDTHS, type ChartModel, type ChartSize } from '../charts/chart-model.ts';
import { drawChart } from '../charts/draw-chart.ts';
import { seriesStyle } from '../charts/series-style.ts';
import type { FigureData } from '../dashboards/figure-data.ts';
import { alongName, seriesName, valueKind } from '../dashboards/finding.ts';
import type { Wording } from '../wording.ts';

export function chartModel(data: FigureData, title: string, words: Wording): ChartModel {
  const kind = valueKind(data);
  const drawn = data.figure.display === 'spreads' ? 3 : 1;
  return {
    display: data.figure.display,
    title,
    along: data.along.map((value) =>
      data.figure.display === 'lines' ? words.shortYear(data.figure.along, value) : alongName(data, value, words),
    ),
    series: data.series.map(({ key }) => ({
      label: seriesName(data, key, words),
      // Numbers that are not drawn, such as a share's base, must not shape the scale.
      cells: data.along.map((along) => data.cells(along, key).slice(0, drawn)),
    })),
    write: (value) => words.number(value, kind),
    writeShort: (value) => words.shortNumber(value, kind),
    symbol: (cell) => words.cell(cell, kind),
    ceiling: kind === 'share' ? 1 : undefined,
    wholeNumbers: kind === 'count' || kind === 'dollars',
  };
}

const SIZES = Object.keys(CHART_WIDTHS) as readonly ChartSize[];

/** The drawing in both sizes (the sheet shows one) and its key. */
export function FigureChart({ model, legendLabel }: { model: ChartModel; legendLabel: string }) {
  return (
    <div class="chart">
      {model.series.length > 1 ? (
        <ul class="legend" aria-label={legendLabel}>
          {model.series.map(({ label }, index) => (
            <li key={label}>
              <LegendSwatch index={index} lines={model.display === 'lines'} />
              {label}
            </li>
          ))}
        </ul>
      ) : null}
      {SIZES.map((size) => (
        <div class={`chart-${size}`} key={size} dangerouslySetInnerHTML={{ __html: drawChart(model, size) }} />
      ))}
    </div>
  );
}

const MARKERS = {
  circle: <circle cx="18" cy="8" r="5" />,
  square: <rect x="13.5" y="3.5" width="9" height="9" />,
  triangle: <path d="M18 2.5 L23.5 12.5 L12.5 12.5 Z" />,
  diamond: <path d="M18 1.5 L22.5 8 L18 14.5 L13.5 8 Z" />,
  star: <path d="M18 1.5 L19.8 6 L24.5 6.2 L20.9 9.2 L22.1 14 L18 11.3 L13.9 14 L15.1 9.2 L11.5 6.2 L16.2 6 Z" />,
  cross: <path d="M16 2 H20 V6 H24 V10 H20 V14 H16 V10 H12 V6 H16 Z" />,
} as const;

function LegendSwatch({ index, lines }: { index: number; lines: boolean }) {
  const { color, dash, symbol } = seriesStyle(index);
  return (
    <svg class="swatch" viewBox="0 0 36 16" width="36" height="16" aria-hidden="true" focusable="false" fill={color}>
      {lines ? (
        <path d="M0 8 H36" stroke={color} stroke-width="2.5" stroke-dasharray={dash || undefined} fill="none" />
      ) : null}
      {MARKERS[symbol]}
    </svg>
  );
}
