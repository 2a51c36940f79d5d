import type { Cell } from '../release/cell.ts';
import type { ChartModel } from './chart-model.ts';

/** The numbers that may shape a scale: published ones and the ends of bands. Hidden cells have none to give. */
export function visibleValues(cells: readonly Cell[]): readonly number[] {
  return cells.flatMap((cell) => {
    if (cell.status === 'ok') return [cell.value];
    if (cell.status === 'banded') return [cell.low, cell.high].filter((end) => end !== null);
    return [];
  });
}

export interface ValueScale {
  readonly top: number;
  readonly ticks: readonly number[];
}

/** A scale from zero to a round number above every visible value. */
export function valueScale(model: ChartModel, wantedTicks: number): ValueScale {
  const greatest = Math.max(0, ...model.series.flatMap(({ cells }) => cells.flatMap(visibleValues)));
  const room = greatest === 0 ? (model.ceiling ?? 1) : greatest;
  const rough = room / wantedTicks;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step =
    [1, 2, 2.5, 5, 10].map((factor) => factor * power).find((candidate) => candidate >= rough - 1e-12) ?? power * 10;
  const whole = model.wholeNumbers ? Math.max(1, Math.ceil(step)) : step;
  const count = Math.max(1, Math.ceil(room / whole - 1e-9));
  const ticks = Array.from({ length: count + 1 }, (_, index) => Number((index * whole).toPrecision(12)));
  const kept = model.ceiling === undefined ? ticks : ticks.filter((tick) => tick <= model.ceiling! + 1e-9);
  const top = model.ceiling === undefined ? ticks.at(-1)! : Math.min(ticks.at(-1)!, model.ceiling);
  return { top, ticks: kept };
}
