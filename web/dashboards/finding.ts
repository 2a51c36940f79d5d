import type { BandedCell, Cell, ExactCell } from '../release/cell.ts';
import { type ValueKind, type Wording, yearKindOf } from '../wording.ts';
import { type FigureData, mainCell } from './figure-data.ts';
import { EVERYBODY } from './student-groups.ts';
import { TOTALS } from './table-roles.ts';

/** What a figure says: a sentence for its title, and one for its summary. */
export interface Finding {
  readonly title: string;
  readonly summary: string;
  /** Whether anything is published, so that there is something to draw. */
  readonly anyShown: boolean;
}

/** Change no larger than this share of the first value is called steady: counts go up and down by chance. */
const STEADY = 0.02;
const STEADY_COUNT = 0.05;
/** So is a change of fewer people or credits than this, up to that share of the first value. */
const FEW = 5;
const STEADY_FEW = 0.1;

/** A published figure: an exact one, whose ends are the same, or a band. */
interface Point {
  readonly along: string;
  readonly series: string;
  readonly cell: ExactCell | BandedCell;
  readonly low: number;
  readonly high: number;
}

export function valueKind(data: FigureData): ValueKind {
  const { value } = data.figure;
  if (value.kind === 'share') return 'share';
  const name = value.kind === 'measure' ? value.measure : value.middle;
  return data.table.measures.find((measure) => measure.name === name)?.kind ?? 'count';
}

/** Computes the sentence that states the finding, from published values alone. */
export function findingOf(data: FigureData, words: Wording): Finding {
  const { t } = words;
  const subject = t.figures[data.figure.id]?.subject ?? data.table.title;
  const points = publishedPoints(data);
  const where = whereOf(data, words);
  const hidden = hiddenCount(data);
  const total = data.along.length * data.series.length;
  const notes = hidden > 0 ? [t.finding.hiddenCount(hidden, total)] : [];
  if (points.length === 0)
    return { title: t.finding.allHidden(subject, where), summary: notes.join(' '), anyShown: false };
  const sentence =
    data.figure.display === 'lines'
      ? linesSentence(data, points, subject, where, words)
      : listSentence(data, points, subject, where, words);
  return {
    title: sentence.text,
    summary: [
      t.figures[data.figure.id]?.reading ?? '',
      ...(sentence.ranked && hidden > 0 ? [t.finding.amongShown] : []),
      ...notes,
    ]
      .filter((part) => part !== '')
      .join(' '),
    anyShown: true,
  };
}

interface Sentence {
  readonly text: string;
  /** Whether it names a highest and a lowest. */
  readonly ranked: boolean;
}

function linesSentence(
  data: FigureData,
  points: readonly Point[],
  subject: string,
  allWhere: string,
  words: Wording,
): Sentence {
  const kind = valueKind(data);
  const compared = withoutState(data, points);
  const exact = compared.flatMap(({ along, cell }) => (cell.status === 'ok' ? [{ along, value: cell.value }] : []));
  const published = new Set(compared.map(({ series }) => series));
  if (published.size === 1 && exact.length > 0) {
    const where = allWhere + whatAlone(data, compared[0]!.series, words);
    const first = exact[0]!;
    const last = exact.at(-1)!;
    const when = ({ along }: { along: string }) => words.when(data.figure.along, along);
    if (first.along === last.along) {
      const value = words.number(last.value, kind);
      return { text: words.t.finding.single(subject, where, value, when(last)), ranked: false };
    }
    const change = {
      subject,
      where,
      from: words.number(first.value, kind),
      fromWhen: when(first),
      to: words.number(last.value, kind),
      toWhen: when(last),
    };
    const moved = last.value - first.value;
    if (isSteady(first.value, moved, kind)) {
      return { text: words.t.finding.steady(change), ranked: false };
    }
    return { text: moved > 0 ? words.t.finding.rose(change) : words.t.finding.fell(change), ranked: false };
  }
  const lastYear = data.along.findLast((year) => compared.some((point) => point.along === year))!;
  const then = compared.filter(({ along }) => along === lastYear);
  const when = words.when(data.figure.along, lastYear);
  const name = (point: Point) => seriesName(data, point.series, words);
  return extremesSentence(data, then, name, subject, allWhere, when, words);
}

function isSteady(from: number, moved: number, kind: ValueKind): boolean {
  const share = Math.abs(moved) / Math.abs(from);
  if (moved === 0 || share <= STEADY) return true;
  if (kind !== 'count' && kind !== 'credits') return false;
  return share <= (Math.abs(moved) < FEW ? STEADY_FEW : STEADY_COUNT);
}

/** Of several places, those beside the state, where any of them has something published: a part is compared to parts. */
function withoutState(data: FigureData, points: readonly Point[]): readonly Point[] {
  const state = data.series.find(({ place }) => place?.type === 'State');
  const others = points.filter(({ series }) => series !== state?.key);
  return state === undefined || others.length === 0 ? points : others;
}

/** What the only published one of several series is, for a sentence that names no other. */
function whatAlone(data: FigureData, key: string, words: Wording): string {
  if (data.series.length === 1) return '';
  const place = data.series.find((series) => series.key === key)?.place;
  if (place) return words.t.finding.inPlace(words.place(place));
  return words.t.figures[data.figure.id]?.alone?.[key] ?? words.t.finding.forGroup(seriesName(data, key, words));
}

/**
 * Tells the highest and lowest on the list; of several places, for the first one beside the state that has more than a
 * total published. A single published part tells less than everybody together, and parts with nobody tell nothing.
 */
function listSentence(
  data: FigureData,
  points: readonly Point[],
  subject: string,
  where: string,
  words: Wording,
): Sentence {
  const when = listTime(data, words);
  const isPart = ({ along }: Point) => !TOTALS.includes(along);
  const holds = (some: readonly Point[]) => data.series.find(({ key }) => some.some(({ series }) => series === key));
  const compared = withoutState(data, points);
  const shown = holds(compared.filter(isPart)) ?? holds(compared);
  const first = compared.filter(({ series }) => series === shown?.key);
  const place = shown?.place;
  const told = data.series.length > 1 && place ? `${where}${words.t.finding.inPlace(words.place(place))}` : where;
  const parts = first.filter(isPart);
  const total = first.find((point) => !isPart(point));
  const name = (point: Point) => alongName(data, point.along, words);
  const telling = parts.filter(({ high }) => high > 0);
  if (telling.length > 1 || total === undefined) {
    return extremesSentence(data, parts, name, subject, told, when, words);
  }
  const value = words.cell(total.cell, valueKind(data));
  return { text: words.t.finding.single(subject, told, value, when), ranked: false };
}

/** The most parts with the same figure that a title names one by one. */
const MOST_NAMED = 3;

/**
 * Names a highest and a lowest only where the published figures prove them: a band that could lie above or below leaves
 * room for a range alone. What is zero is not named, nor a lowest that a hidden figure may well lie below.
 */
function extremesSentence(
  data: FigureData,
  points: readonly Point[],
  name: (point: Point) => string,
  subject: string,
  where: string,
  when: string,
  words: Wording,
): Sentence {
  const kind = valueKind(data);
  const top = Math.max(...points.map(({ high }) => high));
  const bottom = Math.min(...points.map(({ low }) => low));
  const { only, range, list } = words.t.finding;
  const named = (some: readonly Point[]) => list(some.map(name));
  const telling = points.filter(({ high }) => high > 0);
  const [single] = telling;
  if (
    single &&
    (telling.length === 1 || (top === Math.min(...telling.map(({ low }) => low)) && telling.length <= MOST_NAMED))
  ) {
    return { text: only(subject, where, named(telling), words.cell(single.cell, kind), when), ranked: false };
  }
  if (top === bottom) {
    return { text: words.t.finding.single(subject, where, words.number(top, kind), when), ranked: false };
  }
  const highest = points.filter((point) => points.every((other) => other === point || other.high <= point.low));
  const lowest = points.filter((point) => points.every((other) => other === point || other.low >= point.high));
  const [first] = highest;
  const [last] = lowest;
  if (!first || !last || highest.length > MOST_NAMED || (bottom > 0 && lowest.length > MOST_NAMED)) {
    const ends = { low: words.number(bottom, kind), high: words.number(top, kind) };
    return { text: range(subject, where, ends.low, ends.high, when), ranked: false };
  }
  const tell = words.t.figures[data.figure.id]?.extremes ?? words.t.finding.extremes;
  const text = tell({
    subject,
    where,
    when,
    highest: named(highest),
    highestValue: words.cell(first.cell, kind),
    ...(bottom > 0 && !smallOnesMayBeHidden(data, kind)
      ? { lowest: { name: named(lowest), value: words.cell(last.cell, kind) } }
      : {}),
  });
  return { text, ranked: true };
}

/** Counts and parts of a whole are hidden where they are small, so that the lowest published one may not be the lowest. */
function smallOnesMayBeHidden(data: FigureData, kind: ValueKind): boolean {
  return (kind === 'count' || data.figure.value.kind === 'share') && hiddenCount(data) > 0;
}

function publishedPoints(data: FigureData): readonly Point[] {
  const ceiling = valueKind(data) === 'share' ? 1 : Number.POSITIVE_INFINITY;
  return data.along.flatMap((along) =>
    data.series.flatMap(({ key }): readonly Point[] => {
      const cell = mainCell(data, along, key);
      if (cell.status === 'ok') return [{ along, series: key, cell, low: cell.value, high: cell.value }];
      if (cell.status !== 'banded') return [];
      return [{ along, series: key, cell, low: cell.low ?? 0, high: cell.high ?? ceiling }];
    }),
  );
}

function hiddenCount(data: FigureData): number {
  const shown = (cell: Cell) => cell.status === 'ok' || cell.status === 'banded';
  return data.along.flatMap((along) => data.series.filter(({ key }) => !shown(mainCell(data, along, key)))).length;
}

/** The parts of the scope that a reader must know and that no axis shows. */
function whereOf(data: FigureData, words: Wording): string {
  const { places, group, year, free } = data.scope;
  const { inPlace } = words.t.finding;
  const statewide = data.figure.placeColumn === undefined && data.figure.yearColumn !== undefined;
  const place = places.length === 1 ? inPlace(words.place(places[0]!)) : statewide ? inPlace(words.t.places.state) : '';
  const whose = group === undefined || group === EVERYBODY ? '' : words.t.finding.forGroup(words.group(group));
  const { yearColumn, placeColumn } = data.figure;
  const chosen = Object.entries(free)
    .filter(([, value]) => placeColumn === undefined && !TOTALS.includes(value))
    .map(([name, value]) => words.value(name, value, data.codeNames.get(name)?.get(value)));
  const which = chosen.length === 0 ? '' : words.t.finding.forGroup(chosen.join(', '));
  const cohort =
    year !== undefined && yearColumn && yearKindOf(yearColumn) === 'class' ? words.t.finding.ofClass(year) : '';
  return `${cohort}${place}${whose}${which}`;
}

/** When the figures of a list are from: the year chosen, or the year so long after it. */
function listTime(data: FigureData, words: Wording): string {
  const { year, after } = data.scope;
  const { yearColumn, lag } = data.figure;
  if (year === undefined || !yearColumn) return '';
  if (lag && after !== undefined) return words.when(lag.later, String(Number(year) + Number(after)));
  return words.when(yearColumn, year);
}

export function alongName(data: FigureData, value: string, words: Wording): string {
  const { along } = data.figure;
  return words.value(along, value, data.codeNames.get(along)?.get(value));
}

export function seriesName(data: FigureData, key: string, words: Wording): string {
  const series = data.series.find((one) => one.key === key);
  if (series?.place) return words.place(series.place);
  return typeof data.figure.series === 'object' ? words.value(data.figure.series.dimension, key) : key;
}
