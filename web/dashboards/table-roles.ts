import type { ReleaseTable } from '../../schemas/releases/release-manifest.ts';
import type { FigureDefinition } from './definition.ts';

/** Values that stand for everything in their dimension. */
export const TOTALS: readonly string[] = ['ALL', 'All children', 'All graduates', '00', '0000', '00000000'];

/** The value of a dimension that stands for everything in it, where it has one. */
export function totalOf(values: readonly string[]): string | undefined {
  return TOTALS.find((total) => values.includes(total));
}

/** `dist_code` follows from `org_code`, so it is nothing to choose by. */
export function isDependent(table: ReleaseTable, dimension: string): boolean {
  return dimension === 'dist_code' && table.dimensions.some(({ name }) => name === 'org_code');
}

/** The dimensions a figure leaves to a select of their own. */
export function freeDimensions(figure: FigureDefinition, table: ReleaseTable): readonly string[] {
  const series = figure.series === undefined || figure.series === 'place' ? undefined : figure.series.dimension;
  const taken = new Set([
    figure.along,
    figure.yearColumn,
    figure.placeColumn,
    figure.groupColumn,
    figure.lag?.later,
    figure.lag?.earlier,
    series,
  ]);
  return table.dimensions.map(({ name }) => name).filter((name) => !taken.has(name) && !isDependent(table, name));
}

/** Columns a figure's definition names that the table lacks: with any of these missing it cannot be drawn. */
export function missingColumns(figure: FigureDefinition, table: ReleaseTable): readonly string[] {
  const dimensions = new Set(table.dimensions.map(({ name }) => name));
  const measures = new Set(table.measures.map(({ name }) => name));
  const series = figure.series === undefined || figure.series === 'place' ? undefined : figure.series.dimension;
  const wantedDimensions = [figure.along, figure.yearColumn, figure.placeColumn, series, figure.lag?.later];
  return [
    ...wantedDimensions.filter((name) => name !== undefined).filter((name) => !dimensions.has(name)),
    ...measuresOf(figure).filter((name) => !measures.has(name)),
  ];
}

/** The measures a figure reads, in the order of its cells; a share stands before its own. */
export function measuresOf(figure: FigureDefinition): readonly string[] {
  const { value, support = [] } = figure;
  if (value.kind === 'measure') return [value.measure, ...support];
  if (value.kind === 'share') return [value.numerator, value.denominator, ...support];
  return [value.low, value.middle, value.high, ...support];
}

/** The measure a figure is about: a share's numerator, the middle of a spread. */
export function mainMeasureOf({ value }: FigureDefinition): string {
  if (value.kind === 'measure') return value.measure;
  return value.kind === 'share' ? value.numerator : value.middle;
}
