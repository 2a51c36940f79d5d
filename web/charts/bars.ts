import * as Plot from '@observablehq/plot';
import type { Cell } from '../release/cell.ts';
import { CHART_WIDTHS, type ChartModel, type ChartSize } from './chart-model.ts';
import { type ValueScale, valueScale } from './scale.ts';
import { seriesStyle } from './series-style.ts';
import { drawSvg } from './svg-canvas.ts';

const HEADING = 20;
const BAR = 20;
const GAP = 12;
const MARGIN_TOP = 8;
const AXIS = 26;
/** Width of a character of the value labels, about. */
const CHARACTER = 7.8;

interface Row {
  readonly top: number;
  readonly series: number;
  readonly cells: readonly Cell[];
}

/**
 * Bars or spreads down a list, each under its own heading, so that long names fit a phone. A hidden cell has a symbol
 * in place of a bar; its row is as tall as any other.
 */
export function drawBars(model: ChartModel, size: ChartSize): string {
  const width = CHART_WIDTHS[size];
  const headings: { readonly text: string; readonly top: number }[] = [];
  const rows: Row[] = [];
  let top = 0;
  model.along.forEach((text, at) => {
    headings.push({ text, top });
    top += HEADING;
    model.series.forEach((series, index) => {
      rows.push({ top, series: index, cells: series.cells[at]! });
      top += BAR;
    });
    top += GAP;
  });
  const scale = valueScale(model, size === 'wide' ? 5 : 3);
  const labels = rows.map((row) => rowLabel(model, row));
  const marginRight = Math.min(width * 0.4, 12 + Math.max(4, ...labels.map((label) => label.length)) * CHARACTER);
  const marginLeft = model.series.length > 1 ? 22 : 8;
  const perCharacter = size === 'wide' ? 90 : 40;

  return drawSvg(
    {
      width,
      height: MARGIN_TOP + top + AXIS,
      marginTop: MARGIN_TOP,
      marginLeft,
      marginRight,
      marginBottom: AXIS,
      x: { domain: [0, scale.top] },
      y: { domain: [0, top], axis: null, range: [MARGIN_TOP, MARGIN_TOP + top] },
      marks: [
        Plot.gridX(scale.ticks, { stroke: '#d5dbe1', strokeOpacity: 1 }),
        Plot.axisX(scale.ticks, { tickFormat: model.writeShort, tickSize: 0, label: null, fill: '#3f4a55' }),
        Plot.text(headings, {
          x: () => 0,
          y: (heading: { top: number }) => heading.top + HEADING / 2,
          text: (heading: { text: string }) => shortened(heading.text, perCharacter),
          textAnchor: 'start',
          fill: '#1c2733',
          stroke: '#ffffff',
          strokeWidth: 4,
        }),
        ...rows.flatMap((row, index) => rowMarks(model, row, labels[index]!, scale)),
        ...(model.series.length > 1 ? rows.map(rowMarker) : []),
        Plot.ruleX([0], { stroke: '#7b8794' }),
      ],
    },
    model.title,
    `plot-${size}`,
  );
}

/** The marker of the series beside its bar, so that color is not alone in telling series apart. */
function rowMarker(row: Row): Plot.Markish {
  const style = seriesStyle(row.series);
  const middle = row.top + BAR / 2;
  return Plot.dot([0], { x: () => 0, y: () => middle, dx: -11, r: 4.5, symbol: style.symbol, fill: style.color });
}

function rowLabel(model: ChartModel, { cells }: Row): string {
  const shown = model.display === 'spreads' ? cells[1]! : cells[0]!;
  return shown.status === 'ok' ? model.write(shown.value) : model.symbol(shown);
}

function rowMarks(model: ChartModel, row: Row, label: string, scale: ValueScale): Plot.Markish[] {
  const style = seriesStyle(row.series);
  const middle = row.top + BAR / 2;
  const text = (at: number, dx: number) =>
    Plot.text([label], {
      x: () => at,
      y: () => middle,
      text: () => label,
      textAnchor: 'start',
      dx,
      fill: style.color,
      fontWeight: 600,
      stroke: '#ffffff',
      strokeWidth: 3,
    });
  const bar = (from: number, to: number, options: Plot.RectOptions) =>
    Plot.rect([0], { x1: () => from, x2: () => to, y1: () => row.top + 2, y2: () => row.top + BAR - 2, ...options });
  const outline: Plot.RectOptions = { fill: '#ffffff', stroke: style.color, strokeWidth: 1.5, strokeDasharray: '4 3' };

  if (model.display === 'spreads') {
    const [low, center, high] = row.cells;
    if (center?.status !== 'ok') return [text(0, 6)];
    const ends =
      low?.status === 'ok' && high?.status === 'ok'
        ? [bar(low.value, high.value, { fill: style.color, fillOpacity: 0.35, stroke: style.color })]
        : [];
    const labelAt = high?.status === 'ok' ? high.value : center.value;
    return [
      ...ends,
      Plot.dot([0], {
        x: () => center.value,
        y: () => middle,
        r: 6,
        symbol: style.symbol,
        fill: style.color,
        stroke: '#ffffff',
      }),
      text(labelAt, 8),
    ];
  }
  const [cell] = row.cells;
  if (cell?.status === 'ok') return [bar(0, cell.value, { fill: style.color }), text(cell.value, 6)];
  if (cell?.status === 'banded') {
    const to = cell.high ?? scale.top;
    return [bar(cell.low ?? 0, to, outline), text(to, 6)];
  }
  return [text(0, 6)];
}

function shortened(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most - 1)}…`;
}
