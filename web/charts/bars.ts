import * as Plot from '@observablehq/plot';
import type { Cell } from '../release/cell.ts';
import { CHART_WIDTHS, type ChartModel, type ChartSize } from './chart-model.ts';
import { type ValueScale, valueScale } from './scale.ts';
import { seriesStyle } from './series-style.ts';
import { drawSvg } from './svg-canvas.ts';

const LINE = 15;
const BAR = 17;
const GAP = { wide: 9, narrow: 8 } as const;
/** The longest line of a heading, in characters: left of the bars on a wide chart, above them on a narrow one. */
const HEADING_LINE = { wide: 30, narrow: 40 } as const;
const HEADING_LINES = { wide: 2, narrow: 1 } as const;
const MARGIN_TOP = 8;
const AXIS = 26;
/** Width of a character of the value labels, about. */
const CHARACTER = 7.8;
/** Width of a character of the headings, about; no font that the sheet names has wider ones. */
const HEADING_CHARACTER = 7.1;

interface Row {
  readonly top: number;
  readonly series: number;
  readonly cells: readonly Cell[];
}

interface Heading {
  readonly lines: readonly string[];
  /** Where its first line is centered. */
  readonly middle: number;
}

/**
 * Bars or spreads down a list. Headings stand left of their bars, or above them where the chart is narrow, so that long
 * names fit a phone. A hidden cell has a symbol in place of a bar; how tall a row is depends on its heading alone.
 */
export function drawBars(model: ChartModel, size: ChartSize): string {
  const width = CHART_WIDTHS[size];
  const beside = size === 'wide';
  const headings: Heading[] = [];
  const rows: Row[] = [];
  let top = 0;
  model.along.forEach((text, at) => {
    const lines = wrapped(text, HEADING_LINE[size], HEADING_LINES[size]);
    const words = lines.length * LINE;
    const bars = model.series.length * BAR;
    const height = beside ? Math.max(words, bars) : words + 2 + bars;
    headings.push({ lines, middle: top + (beside ? (height - words) / 2 : 0) + LINE / 2 });
    const firstBar = top + (beside ? (height - bars) / 2 : words + 2);
    model.series.forEach((series, index) => {
      rows.push({ top: firstBar + index * BAR, series: index, cells: series.cells[at]! });
    });
    top += height + GAP[size];
  });
  const scale = valueScale(model, size === 'wide' ? 5 : 3);
  const labels = rows.map((row) => rowLabel(model, row));
  const marginRight = Math.min(width * 0.4, 12 + Math.max(4, ...labels.map((label) => label.length)) * CHARACTER);
  const markers = model.series.length > 1 ? 22 : 8;
  const longest = Math.max(...headings.flatMap(({ lines }) => lines.map((line) => line.length)));
  const marginLeft = beside ? markers + longest * HEADING_CHARACTER : markers;

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
        ...headings.flatMap(({ lines, middle }) =>
          lines.map((line, index) =>
            Plot.text([line], {
              x: () => 0,
              y: () => middle + index * LINE,
              text: () => line,
              textAnchor: beside ? 'end' : 'start',
              dx: beside ? -markers : 0,
              fill: '#1c2733',
              stroke: '#ffffff',
              strokeWidth: 4,
            }),
          ),
        ),
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
    Plot.rect([0], {
      x1: () => from,
      x2: () => to,
      y1: () => row.top + 1.5,
      y2: () => row.top + BAR - 1.5,
      ...options,
    });
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

/** Breaks words into at most `most` lines of `length` characters; what is over is left to the table, which has it whole. */
function wrapped(text: string, length: number, most: number): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(/\s+/)) {
    const last = lines.at(-1);
    const joined = last === undefined ? word : `${last} ${word}`;
    if (last === undefined || (joined.length > length && lines.length < most)) lines.push(word);
    else lines[lines.length - 1] = joined;
  }
  return lines.map((line) => (line.length <= length ? line : `${line.slice(0, length - 1).trimEnd()}…`));
}
