import { z } from 'zod';
import type { ReleaseTable } from '../../schemas/releases/release-manifest.ts';
import type { OpenRelease } from '../release/open-release.ts';
import { STATE_CODE } from '../release/place-index.ts';
import type { DashboardDefinition, FigureDefinition } from './definition.ts';
import { firstPublished } from './first-published.ts';
import { EVERYBODY, GROUP_FAMILIES, GROUP_FAMILY_NAMES, type GroupFamily, inGroupOrder } from './student-groups.ts';
import { freeDimensions, missingColumns, totalOf } from './table-roles.ts';
import { UnknownFilterError } from './unknown-filter-error.ts';

export const MOST_PLACES = 6;

/** A figure that the release can draw, with its table. */
export interface DrawableFigure {
  readonly figure: FigureDefinition;
  readonly table: ReleaseTable;
}

/** A select that is not about year, place or group: term, partner college, program. */
export interface FreeFilter {
  readonly dimension: string;
  readonly options: readonly string[];
  /** Names of the options, where the table names them. */
  readonly optionNames: ReadonlyMap<string, string>;
}

/** What may be chosen on a dashboard. */
export interface FilterChoices {
  readonly years: readonly string[];
  /** The column the years come from, which says how they are written. */
  readonly yearColumn: string | undefined;
  /** The year shown when the address names none. */
  readonly usualYear: string | undefined;
  readonly groups: readonly string[];
  readonly families: readonly GroupFamily[];
  readonly lags: readonly string[];
  readonly usualLag: string | undefined;
  readonly free: readonly FreeFilter[];
}

/** What is chosen: everything the address says, completed with defaults. */
export interface Selection {
  readonly year: string | undefined;
  readonly places: readonly string[];
  readonly group: string;
  readonly family: GroupFamily;
  readonly after: string | undefined;
  readonly free: Readonly<Record<string, string>>;
  /** Words looked for among place names. */
  readonly find: string;
}

export function drawableFigures(dashboard: DashboardDefinition, release: OpenRelease): readonly DrawableFigure[] {
  return dashboard.figures.flatMap((figure) => {
    const table = release.table(figure.table);
    return table && missingColumns(figure, table).length === 0 ? [{ figure, table }] : [];
  });
}

/** Gathers what the figures' tables hold. Counts nothing, and looks at keys only. */
export async function filterChoices(
  dashboard: DashboardDefinition,
  drawable: readonly DrawableFigure[],
  release: OpenRelease,
): Promise<FilterChoices> {
  const years = new Set<string>();
  const groups = new Set<string>();
  const lags = new Set<string>();
  const free = new Map<string, { options: Set<string>; names: Map<string, string> }>();
  for (const { figure, table } of drawable) {
    const valuesOf = (dimension: string | undefined) => (dimension ? release.values(table.name, dimension) : []);
    for (const year of valuesOf(figure.yearColumn)) years.add(year);
    const groupColumn = figure.groupColumn ?? (figure.along === 'stu_grp' ? 'stu_grp' : undefined);
    if (groupColumn) for (const group of valuesOf(groupColumn)) groups.add(group);
    if (figure.lag) for (const lag of await release.lags(table.name, figure.lag)) lags.add(String(lag));
    for (const dimension of freeDimensions(figure, table)) {
      const filter = free.get(dimension) ?? { options: new Set(), names: new Map() };
      for (const option of valuesOf(dimension)) filter.options.add(option);
      for (const [code, name] of await release.namesOf(table.name, dimension)) filter.names.set(code, name);
      free.set(dimension, filter);
    }
  }
  const byYears = [...lags].sort((a, b) => Number(a) - Number(b));
  const latestFirst = [...years].sort().reverse();
  return {
    years: latestFirst,
    yearColumn: drawable.find(({ figure }) => figure.yearColumn)?.figure.yearColumn,
    usualYear: usualYear(latestFirst, dashboard.followedYears ?? 0, drawable, release),
    groups: inGroupOrder([...groups]),
    families: GROUP_FAMILY_NAMES.filter((family) => GROUP_FAMILIES[family].some((group) => groups.has(group))),
    lags: byYears,
    usualLag: byYears.find((lag) => Number(lag) === dashboard.usualLag) ?? byYears[0],
    free: [...free].map(([dimension, { options, names }]) => ({
      dimension,
      options: [...options],
      optionNames: names,
    })),
  };
}

/** The latest class that the data follow for long enough, else the latest. */
function usualYear(
  latestFirst: readonly string[],
  followed: number,
  drawable: readonly DrawableFigure[],
  release: OpenRelease,
): string | undefined {
  const along = drawable.find(({ figure }) => figure.yearColumn && figure.display === 'lines');
  if (!along) return latestFirst[0];
  const reached = Number(release.values(along.table.name, along.figure.along).at(-1));
  return latestFirst.find((year) => Number(year) + followed <= reached) ?? latestFirst[0];
}

const many = z
  .union([z.string(), z.array(z.string())])
  .optional()
  .transform((value) =>
    (value === undefined ? [] : Array.isArray(value) ? value : [value]).filter((one) => one !== ''),
  );
const one = many.transform((values) => values.at(-1));
const shortText = z.string().max(80);

const querySchema = z.object({
  year: one.pipe(shortText.optional()),
  place: many.pipe(z.array(shortText).max(40)),
  group: one.pipe(shortText.optional()),
  by: one.pipe(shortText.optional()),
  after: one.pipe(shortText.optional()),
  find: one.pipe(z.string().max(200).optional()),
});

/**
 * Reads a selection from an address.
 *
 * @throws UnknownFilterError when a value is not among the choices, listing those that are
 */
export async function parseSelection(
  query: unknown,
  choices: FilterChoices,
  drawable: readonly DrawableFigure[],
  release: OpenRelease,
): Promise<Selection> {
  const parsed = querySchema.safeParse(query);
  if (!parsed.success) throw new UnknownFilterError(String(parsed.error.issues[0]?.path[0] ?? 'query'), []);
  const { year, place, group, by, after, find } = parsed.data;
  const raw = z.record(z.string(), z.unknown()).parse(query);
  const named = new Map<string, string>();
  for (const { dimension, options } of choices.free) {
    const value = chosen(dimension, one.pipe(shortText.optional()).parse(raw[dimension]), options, undefined);
    if (value !== undefined) named.set(dimension, value);
  }
  const free = await completedChoices(named, choices.free, drawable, release);
  return {
    year: chosen('year', year, choices.years, choices.usualYear, choices.yearColumn),
    places: chosenPlaces(place, release),
    group:
      chosen('group', group, choices.groups, choices.groups.includes(EVERYBODY) ? EVERYBODY : choices.groups[0]) ??
      EVERYBODY,
    family: (chosen('by', by, choices.families, choices.families[0]) ?? 'race') as GroupFamily,
    after: chosen('after', after, choices.lags, choices.usualLag),
    free,
    find: find?.trim() ?? '',
  };
}

/**
 * Gives every select a value: one that nobody chose takes its total, or else its first option, if figures are published
 * for it under the choices made so far, and the next one that has some if not. Selects without a total come first: the
 * total of another is worth less than something to see.
 */
async function completedChoices(
  named: ReadonlyMap<string, string>,
  filters: readonly FreeFilter[],
  drawable: readonly DrawableFigure[],
  release: OpenRelease,
): Promise<Readonly<Record<string, string>>> {
  const values = new Map(named);
  const open = filters.filter(({ dimension }) => !values.has(dimension));
  const [withTotal, without] = [true, false].map((has) =>
    open.filter(({ options }) => has === Boolean(totalOf(options))),
  );
  for (const { dimension, options } of [...without!, ...withTotal!]) {
    const total = totalOf(options);
    const ordered = total === undefined ? options : [total, ...options.filter((option) => option !== total)];
    const usual = (await firstPublished(dimension, ordered, values, drawable, release)) ?? ordered[0];
    if (usual !== undefined) values.set(dimension, usual);
  }
  return Object.fromEntries(filters.map(({ dimension }) => [dimension, values.get(dimension) ?? '']));
}

function chosen(
  filter: string,
  value: string | undefined,
  choices: readonly string[],
  fallback: string | undefined,
  column?: string,
): string | undefined {
  if (value === undefined) return fallback;
  if (choices.includes(value)) return value;
  throw new UnknownFilterError(filter, choices, column);
}

function chosenPlaces(codes: readonly string[], release: OpenRelease): readonly string[] {
  const places = [...new Set(codes)];
  if (places.length === 0) return [STATE_CODE];
  if (places.length > MOST_PLACES) throw new UnknownFilterError('places', [String(MOST_PLACES)]);
  for (const code of places) {
    if (!release.places.find(code)) {
      const districts = release.places.all.filter(({ type }) => type !== 'School').map(({ orgCode }) => orgCode);
      throw new UnknownFilterError('place', districts);
    }
  }
  return places;
}

/** The selection as query parameters; what equals the default is left out only when it says nothing. */
export function selectionParams(selection: Selection): URLSearchParams {
  const params = new URLSearchParams();
  if (selection.year !== undefined) params.set('year', selection.year);
  for (const place of selection.places) params.append('place', place);
  params.set('group', selection.group);
  params.set('by', selection.family);
  if (selection.after !== undefined) params.set('after', selection.after);
  for (const [dimension, value] of Object.entries(selection.free)) params.set(dimension, value);
  return params;
}
