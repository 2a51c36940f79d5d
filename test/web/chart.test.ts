import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ChartModel } from '../../web/charts/chart-model.ts';
import { drawChart } from '../../web/charts/draw-chart.ts';
import { valueScale } from '../../web/charts/scale.ts';
import { SERIES_STYLES } from '../../web/charts/series-style.ts';
import { type Cell, cellOf } from '../../web/release/cell.ts';

function model(display: ChartModel['display'], rows: readonly (readonly Cell[])[]): ChartModel {
  return {
    display,
    title: 'A chart',
    along: ['2022', '2023', '2024'],
    series: rows.map((cells, index) => ({ label: `S${index}`, cells: cells.map((cell) => [cell, cell, cell]) })),
    write: (value) => `${value}`,
    writeShort: (value) => `${value}`,
    symbol: (cell) => (cell.status === 'ok' ? '' : '[c]'),
    ceiling: undefined,
    wholeNumbers: true,
  };
}

const ok = (value: number) => cellOf('ok', value, null, null);

test.each(['lines', 'bars', 'spreads'] as const)('what a hidden cell holds leaves no trace in %s', (display) => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 1_000_000 }), fc.integer({ min: 0, max: 1_000_000 }), (one, other) => {
      const draw = (secret: number) =>
        drawChart(model(display, [[ok(40), cellOf('suppressed', secret, secret, secret), ok(60)]]), 'wide');
      expect(draw(one)).toBe(draw(other));
    }),
    { numRuns: 10 },
  );
});

test.each(['lines', 'bars'] as const)('a hidden cell is marked with its symbol in %s', (display) => {
  const svg = drawChart(model(display, [[ok(40), cellOf('suppressed', null, null, null), ok(60)]]), 'narrow');
  expect(svg.match(/\[c\]/g)).toHaveLength(1);
});

test('a chart is one image with a name, and carries no style that the content policy refuses', () => {
  const svg = drawChart(model('lines', [[ok(1), ok(2), ok(3)]]), 'wide');
  expect(svg).toMatch(/^<svg /);
  expect(svg).toContain('role="img"');
  expect(svg).toContain('aria-label="A chart"');
  expect(svg).not.toMatch(/<style|style="/);
});

test('a scale begins at zero and covers every visible value with few round steps', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 10_000_000 }), { minLength: 3, maxLength: 3 }), (values) => {
      const scale = valueScale(model('bars', [values.map(ok)]), 5);
      expect(scale.ticks[0]).toBe(0);
      expect(scale.top).toBeGreaterThanOrEqual(Math.max(...values));
      expect(scale.ticks.length).toBeLessThanOrEqual(8);
    }),
  );
});

test('every series differs in color, in dash and in marker, and its color stands out from white', () => {
  const distinct = (read: (style: (typeof SERIES_STYLES)[number]) => string) => new Set(SERIES_STYLES.map(read)).size;
  expect(distinct(({ color }) => color)).toBe(6);
  expect(distinct(({ dash }) => dash)).toBe(6);
  expect(distinct(({ symbol }) => symbol)).toBe(6);
  for (const { color } of SERIES_STYLES) expect(1.05 / (luminance(color) + 0.05)).toBeGreaterThan(4.5);
});

/** Relative luminance (WCAG 2.1). */
function luminance(color: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const channel = Number.parseInt(color.slice(at, at + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
