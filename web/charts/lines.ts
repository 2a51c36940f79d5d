import * as Plot from '@observablehq/plot';
import { type Cell, isPublished } from '../release/cell.ts';
import { CHART_WIDTHS, type ChartModel, type ChartSize } from './chart-model.ts';
import { valueScale } from './scale.ts';
import { seriesStyle } from './series-style.ts';
import { drawSvg } from './svg-canvas.ts';

const GAP_ROW = 17;
const LABEL_HEIGHT = 15;

interface LinePoint {
  readonly along: string;
  readonly value: number;
}

/**
 * Lines over years. A hidden cell breaks its line, and its symbol stands in a strip under the years, at the same place
 * whatever the number may be.
 */
export function drawLines(model: ChartModel, size: ChartSize): string {
  const width = CHART_WIDTHS[size];
  const gaps = model.series.map((series) => series.cells.map((cells) => cells[0]!).map((cell) => !isPublished(cell)));
  const gapRows = gaps.map((row, index) => ({ row, index })).filter(({ row }) => row.some(Boolean));
  const plotHeight = size === 'wide' ? 290 : 230;
  const marginBottom = 34 + gapRows.length * GAP_ROW + (gapRows.length > 0 ? 6 : 0);
  const height = plotHeight + marginBottom + 20;
  const scale = valueScale(model, size === 'wide' ? 5 : 4);
  const longestTick = Math.max(...scale.ticks.map((tick) => model.writeShort(tick).length));
  const longestEnd = Math.max(0, ...model.series.map((series) => endLabel(model, series.cells)?.text.length ?? 0));
  const marginLeft = Math.max(longestTick * 8 + 12, gapRows.length > 0 ? 34 : 0);
  const marginRight = 18 + longestEnd * 7.5;
  const years = thinned(
    model.along,
    Math.max(2, Math.floor((width - marginLeft - marginRight) / (longest(model.along) * 8 + 10))),
  );
  const toPixels = (value: number) => 20 + plotHeight * (1 - value / scale.top);

  const marks: Plot.Markish[] = [
    Plot.gridY(scale.ticks, { stroke: '#d5dbe1', strokeOpacity: 1 }),
    Plot.axisY(scale.ticks, { tickFormat: model.writeShort, tickSize: 0, label: null, fill: '#3f4a55' }),
    Plot.axisX(years, { tickSize: 5, label: null, fill: '#3f4a55', stroke: '#7b8794' }),
    Plot.ruleY([0], { stroke: '#7b8794' }),
  ];
  model.series.forEach((series, index) => {
    const style = seriesStyle(index);
    const points = model.along.map((along, at) => ({ along, value: numberOf(series.cells[at]![0]!) }));
    marks.push(
      Plot.lineY(points, {
        x: 'along',
        y: 'value',
        stroke: style.color,
        strokeWidth: 2.5,
        ...(style.dash === '' ? {} : { strokeDasharray: style.dash }),
      }),
      Plot.dot(
        points.filter((point): point is LinePoint => !Number.isNaN(point.value)),
        {
          x: 'along',
          y: 'value',
          symbol: style.symbol,
          r: 4.5,
          fill: style.color,
          stroke: '#ffffff',
          strokeWidth: 1,
        },
      ),
    );
  });
  marks.push(...endLabelMarks(model, toPixels));
  gapRows.forEach(({ index }, row) => {
    const style = seriesStyle(index);
    const dy = 40 + row * GAP_ROW;
    const hidden = model.along
      .map((along, at) => ({ along, symbol: model.symbol(model.series[index]!.cells[at]![0]!) }))
      .filter((_, at) => gaps[index]![at]);
    marks.push(
      Plot.text(hidden, {
        x: 'along',
        text: 'symbol',
        frameAnchor: 'bottom',
        dy,
        lineAnchor: 'middle',
        fill: style.color,
        fontWeight: 600,
      }),
    );
    if (model.series.length > 1) {
      marks.push(
        Plot.dot([0], { frameAnchor: 'bottom-left', dx: -18, dy, symbol: style.symbol, r: 4.5, fill: style.color }),
      );
    }
  });

  return drawSvg(
    {
      width,
      height,
      marginTop: 20,
      marginLeft,
      marginRight,
      marginBottom,
      x: { type: 'point', domain: [...model.along], padding: 0.3 },
      y: { domain: [0, scale.top] },
      marks,
    },
    model.title,
    `plot-${size}`,
  );
}

function numberOf(cell: Cell): number {
  return isPublished(cell) ? cell.value : Number.NaN;
}

function longest(words: readonly string[]): number {
  return Math.max(1, ...words.map((word) => word.length));
}

/** Keeps at most `most` of the years, evenly, and always the last. */
function thinned(years: readonly string[], most: number): readonly string[] {
  const step = Math.ceil(years.length / most);
  return years.filter((_, index) => (years.length - 1 - index) % step === 0);
}

interface EndLabel {
  readonly at: number;
  readonly value: number;
  readonly text: string;
}

function endLabel(model: ChartModel, cells: ChartModel['series'][number]['cells']): EndLabel | undefined {
  const at = cells.findLastIndex(([cell]) => cell !== undefined && isPublished(cell));
  const cell = cells[at]?.[0];
  return cell && isPublished(cell) ? { at, value: cell.value, text: model.write(cell.value) } : undefined;
}

/** The last value of each line, written beside its last point; labels that would touch are moved apart. */
function endLabelMarks(model: ChartModel, toPixels: (value: number) => number): Plot.Markish[] {
  const labels = model.series
    .flatMap((series, index) => {
      const label = endLabel(model, series.cells);
      return label ? [{ ...label, index, pixel: toPixels(label.value) }] : [];
    })
    .sort((a, b) => a.pixel - b.pixel);
  let lowest = Number.NEGATIVE_INFINITY;
  return labels.map(({ at, value, text, index, pixel }) => {
    const placed = Math.max(pixel, lowest + LABEL_HEIGHT);
    lowest = placed;
    return Plot.text([{ along: model.along[at]!, value }], {
      x: 'along',
      y: 'value',
      text: () => text,
      textAnchor: 'start',
      dx: 10,
      dy: placed - pixel,
      fill: seriesStyle(index).color,
      fontWeight: 600,
    });
  });
}
