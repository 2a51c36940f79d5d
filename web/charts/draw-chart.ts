import { drawBars } from './bars.ts';
import type { ChartModel, ChartSize } from './chart-model.ts';
import { drawLines } from './lines.ts';

/** The chart as SVG text. */
export function drawChart(model: ChartModel, size: ChartSize): string {
  return model.display === 'lines' ? drawLines(model, size) : drawBars(model, size);
}
