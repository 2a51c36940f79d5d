import type { ReleaseOrganization, ReleaseTable } from '../../schemas/releases/release-manifest.ts';
import { ABSENT, type Cell, NOT_AVAILABLE, shareOf } from '../release/cell.ts';
import type { OpenRelease } from '../release/open-release.ts';
import { type PublicRow, type RowFilter, selectRows } from '../release/select-rows.ts';
import { AmbiguousFigureError } from './ambiguous-figure-error.ts';
import type { FigureDefinition } from './definition.ts';
import type { DrawableFigure, Selection } from './selection.ts';
import { GROUP_FAMILIES, inGroupOrder } from './student-groups.ts';
import { freeDimensions, measuresOf, TOTALS } from './table-roles.ts';

/** One line, one color of bar: a place, or a value of the dimension that tells series apart. */
export interface Series {
  readonly key: string;
  readonly place: ReleaseOrganization | undefined;
}

/** What is asked of the table, as a reader would say it. */
export interface FigureScope {
  readonly places: readonly ReleaseOrganization[];
  readonly year: string | undefined;
  readonly group: string | undefined;
  readonly after: string | undefined;
  readonly free: Readonly<Record<string, string>>;
}

export type UnmetNeed = 'year' | 'after' | 'group' | 'place' | 'value';

/** A figure with its cells, ready to be drawn, told and tabulated. */
export interface FigureData {
  readonly figure: FigureDefinition;
  readonly table: ReleaseTable;
  readonly scope: FigureScope;
  /** Values along the lines or down the list, in an order that never depends on the figures. */
  readonly along: readonly string[];
  /** Names of codes, by dimension, where the release or the public lists name them. */
  readonly codeNames: ReadonlyMap<string, ReadonlyMap<string, string>>;
  readonly series: readonly Series[];
  /** Cells of one point: a share first, where the figure shows one; then the measures, as `measuresOf` orders them. */
  readonly cells: (along: string, series: string) => readonly Cell[];
  readonly filters: readonly RowFilter[];
  /** Places chosen that this table does not hold, and the district shown in their stead. */
  readonly substituted: readonly { readonly from: ReleaseOrganization; readonly to: ReleaseOrganization | undefined }[];
  /** The figure tells other things apart than places, so that only the first of several places is shown. */
  readonly firstPlaceOnly: boolean;
  /** Set when the table holds nothing for the selection. */
  readonly unmet: UnmetNeed | undefined;
}

export async function figureData(
  drawable: DrawableFigure,
  selection: Selection,
  release: OpenRelease,
): Promise<FigureData> {
  const { figure, table } = drawable;
  const { shown, substituted } = resolvePlaces(drawable, selection, release);
  const group = usedGroup(drawable, selection);
  const free = Object.fromEntries(
    freeDimensions(figure, table)
      .map((dimension) => [dimension, selection.free[dimension]] as const)
      .filter((pair): pair is readonly [string, string] => pair[1] !== undefined),
  );
  const along = await valuesAlong(drawable, selection, release);
  const series = seriesOf(figure, shown);
  const firstPlaceOnly = typeof figure.series === 'object' && shown.length > 1;
  const scope: FigureScope = {
    places: firstPlaceOnly ? shown.slice(0, 1) : shown,
    year: figure.yearColumn ? selection.year : undefined,
    group,
    after: figure.lag ? selection.after : undefined,
    free,
  };
  const unmet = await unmetNeed(drawable, scope, release);
  const filters = filtersOf(figure, scope, along, series);
  const rows = unmet ? [] : await selectRows(release, table, filters);
  const codeNames = new Map<string, ReadonlyMap<string, string>>();
  for (const name of [figure.along, ...Object.keys(free)]) codeNames.set(name, await release.namesOf(table.name, name));
  return {
    figure,
    table,
    scope,
    along,
    codeNames,
    series,
    cells: indexCells(figure, rows),
    filters,
    substituted,
    firstPlaceOnly,
    unmet,
  };
}

function resolvePlaces({ figure, table }: DrawableFigure, selection: Selection, release: OpenRelease) {
  const chosen = selection.places.map((code) => release.places.find(code)).filter((place) => place !== undefined);
  const column = figure.placeColumn;
  if (!column) return { shown: [], substituted: [] };
  const held = new Set(release.values(table.name, column));
  const substituted: { from: ReleaseOrganization; to: ReleaseOrganization | undefined }[] = [];
  const shown = new Map<string, ReleaseOrganization>();
  for (const place of chosen) {
    const stand = held.has(place.orgCode) ? place : release.places.find(place.districtCode);
    const usable = stand && held.has(stand.orgCode) ? stand : undefined;
    if (usable?.orgCode !== place.orgCode) substituted.push({ from: place, to: usable });
    if (usable) shown.set(usable.orgCode, usable);
  }
  return { shown: [...shown.values()], substituted };
}

function usedGroup({ figure, table }: DrawableFigure, selection: Selection): string | undefined {
  const held = figure.groupColumn && table.dimensions.some(({ name }) => name === figure.groupColumn);
  return held ? selection.group : undefined;
}

async function valuesAlong(
  { figure, table }: DrawableFigure,
  selection: Selection,
  release: OpenRelease,
): Promise<readonly string[]> {
  const held = release.values(table.name, figure.along);
  if (figure.along === 'stu_grp') {
    const family = GROUP_FAMILIES[selection.family];
    return inGroupOrder(held.filter((group) => group === 'ALL' || family.includes(group)));
  }
  if (figure.alongOnly) return figure.alongOnly.filter((value) => held.includes(value));
  if (figure.yearColumn && figure.display === 'lines' && selection.year !== undefined) {
    const lags = new Set(await release.lags(table.name, { later: figure.along, earlier: figure.yearColumn }));
    return held.filter((year) => lags.has(Number(year) - Number(selection.year)));
  }
  return [...held.filter((value) => TOTALS.includes(value)), ...held.filter((value) => !TOTALS.includes(value))];
}

function seriesOf(figure: FigureDefinition, places: readonly ReleaseOrganization[]): readonly Series[] {
  if (typeof figure.series === 'object') return figure.series.only.map((key) => ({ key, place: undefined }));
  if (!figure.placeColumn) return [{ key: '', place: undefined }];
  return places.map((place) => ({ key: place.orgCode, place }));
}

async function unmetNeed(
  { figure, table }: DrawableFigure,
  scope: FigureScope,
  release: OpenRelease,
): Promise<UnmetNeed | undefined> {
  const lacks = (column: string | undefined, value: string | undefined) =>
    column !== undefined && value !== undefined && !release.values(table.name, column).includes(value);
  if (figure.placeColumn && scope.places.length === 0) return 'place';
  if (lacks(figure.yearColumn, scope.year)) return 'year';
  if (figure.lag && scope.after !== undefined) {
    const lags = await release.lags(table.name, figure.lag);
    const reached = String(Number(scope.year) + Number(scope.after));
    if (!lags.includes(Number(scope.after)) || lacks(figure.lag.later, reached)) return 'after';
  }
  if (scope.group !== undefined && lacks(figure.groupColumn, scope.group)) return 'group';
  if (Object.entries(scope.free).some(([dimension, value]) => lacks(dimension, value))) return 'value';
  return undefined;
}

function filtersOf(
  figure: FigureDefinition,
  scope: FigureScope,
  along: readonly string[],
  series: readonly Series[],
): readonly RowFilter[] {
  const filters: RowFilter[] = [{ column: figure.along, values: along }];
  const byValue = (column: string | undefined, values: readonly (string | undefined)[]) => {
    const wanted = values.filter((value) => value !== undefined);
    if (column && wanted.length > 0) filters.push({ column, values: wanted });
  };
  byValue(
    figure.placeColumn,
    scope.places.map(({ orgCode }) => orgCode),
  );
  byValue(figure.yearColumn, [scope.year]);
  if (scope.group !== undefined) byValue(figure.groupColumn, [scope.group]);
  if (figure.lag && scope.after !== undefined) filters.push({ ...figure.lag, years: Number(scope.after) });
  for (const [dimension, value] of Object.entries(scope.free)) byValue(dimension, [value]);
  if (typeof figure.series === 'object')
    byValue(
      figure.series.dimension,
      series.map(({ key }) => key),
    );
  return filters;
}

function indexCells(figure: FigureDefinition, rows: readonly PublicRow[]): FigureData['cells'] {
  const seriesColumn = typeof figure.series === 'object' ? figure.series.dimension : figure.placeColumn;
  const byPoint = new Map<string, readonly Cell[]>();
  for (const row of rows) {
    const point = `${row.key[figure.along]}\n${seriesColumn ? row.key[seriesColumn] : ''}`;
    if (byPoint.has(point)) throw new AmbiguousFigureError(figure.id, figure.table);
    byPoint.set(point, cellsOf(figure, row));
  }
  const parts = measuresOf(figure).length + (figure.value.kind === 'share' ? 1 : 0);
  const absent = Array.from({ length: parts }, () => ABSENT);
  return (along, series) => byPoint.get(`${along}\n${series}`) ?? absent;
}

function cellsOf(figure: FigureDefinition, row: PublicRow): readonly Cell[] {
  const measured = measuresOf(figure).map((measure) => row.cells[measure] ?? NOT_AVAILABLE);
  if (figure.value.kind !== 'share') return measured;
  const [numerator = NOT_AVAILABLE, denominator = NOT_AVAILABLE] = measured;
  return [shareOf(numerator, denominator), ...measured];
}

/** The cell that is drawn and told: the share, the measure, or the middle of a spread. */
export function mainCell(data: FigureData, along: string, series: string): Cell {
  const cells = data.cells(along, series);
  return (data.figure.value.kind === 'spread' ? cells[1] : cells[0]) ?? NOT_AVAILABLE;
}
