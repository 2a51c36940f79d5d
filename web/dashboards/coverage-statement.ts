import { type Cell, isPublished } from '../release/cell.ts';
import type { Wording } from '../wording.ts';
import type { FigureData, Series } from './figure-data.ts';
import { measuresOf, TOTALS } from './table-roles.ts';

/**
 * Says how many of the people counted the sources can see, from published cells alone; undefined for a figure whose
 * definition names nothing to tell it by.
 */
export function coverageStatement(data: FigureData, words: Wording): string | undefined {
  const { coverage, series } = data.figure;
  if (coverage === undefined || data.unmet) return undefined;
  const text = words.t.figure.coverage;
  const told = typeof series === 'object' ? data.series.slice(0, 1) : data.series;
  if (coverage.kind === 'parts' && told.every((one) => isUnseen(data, one))) return `${text.unseen}.`;
  const parts = told.map((one) => {
    const share = coverage.kind === 'parts' ? followed(data, words, one) : seen(data, words, one, coverage);
    const place = told.length > 1 && one.place ? `${words.place(one.place)} ` : '';
    return place + (share ?? text.hidden);
  });
  return `${coverage.kind === 'parts' ? text.followed : text.wagesSeen}: ${parts.join('; ')}.`;
}

interface Whole {
  /** Set along lines, where every year has its whole. */
  readonly along: string | undefined;
  readonly cells: readonly Cell[];
}

/** The shares that make a whole: of all lines at one time, the latest first, or of a list. */
function wholes(data: FigureData, place: Series): readonly Whole[] {
  if (data.figure.display !== 'lines') {
    return [{ along: undefined, cells: data.along.map((along) => data.cells(along, place.key)[0]!) }];
  }
  return [...data.along]
    .reverse()
    .map((along) => ({ along, cells: data.series.map(({ key }) => data.cells(along, key)[0]!) }));
}

function isUnseen(data: FigureData, place: Series): boolean {
  const found = wholes(data, place);
  return (
    !found.some(({ cells }) => cells.every(isPublished)) &&
    found.some(({ cells }) => cells.some(({ status }) => status === 'not_available'))
  );
}

function followed(data: FigureData, words: Wording, place: Series): string | undefined {
  const whole = wholes(data, place).find(({ cells }) => cells.every(isPublished));
  if (whole === undefined) return undefined;
  const share = whole.cells.filter(isPublished).reduce((sum, { value }) => sum + value, 0);
  const when = whole.along === undefined ? '' : words.when(data.figure.along, whole.along);
  return words.percent(Math.min(1, share)) + when;
}

/** One measure as a part of another: of all together on a list, at the last time along a line. */
function seen(
  data: FigureData,
  words: Wording,
  place: Series,
  coverage: { readonly seen: string; readonly of: string },
): string | undefined {
  const measures = measuresOf(data.figure);
  const isLines = data.figure.display === 'lines';
  for (const along of isLines ? [...data.along].reverse() : data.along.filter((value) => TOTALS.includes(value))) {
    const cells = data.cells(along, place.key);
    const [part, whole] = [cells[measures.indexOf(coverage.seen)]!, cells[measures.indexOf(coverage.of)]!];
    if (!isPublished(part) || !isPublished(whole) || whole.value === 0) continue;
    return words.t.figure.coverage.partOf(
      words.percent(part.value / whole.value),
      words.integer(part.value),
      words.integer(whole.value),
    );
  }
  return undefined;
}
