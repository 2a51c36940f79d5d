import type { OpenRelease } from '../release/open-release.ts';
import { publicIdentifier } from '../release/public-identifier.ts';
import { conditionOf } from '../release/select-rows.ts';
import type { DrawableFigure } from './selection.ts';
import { freeDimensions, mainMeasureOf } from './table-roles.ts';

/**
 * The first option, in the order of the list, for which some figure has something published under the choices made so
 * far; undefined where none has. It looks at which cells are published and never at a number, so that it tells no more
 * than the figures themselves do.
 */
export async function firstPublished(
  dimension: string,
  options: readonly string[],
  chosen: ReadonlyMap<string, string>,
  drawable: readonly DrawableFigure[],
  release: OpenRelease,
): Promise<string | undefined> {
  const published = new Set<string>();
  for (const { figure, table } of drawable) {
    const free = freeDimensions(figure, table);
    const main = table.measures.find(({ name }) => name === mainMeasureOf(figure));
    if (!main || !free.includes(dimension)) continue;
    const filters = free.flatMap((column) => {
      const value = chosen.get(column);
      return value === undefined ? [] : [{ column, values: [value] }];
    });
    const { sql, values } = conditionOf(table, filters);
    const rows = await release.select(
      `SELECT DISTINCT CAST(${publicIdentifier(dimension)} AS VARCHAR) AS option FROM ${publicIdentifier(table.name)} WHERE ${sql} AND ${publicIdentifier(main.statusColumn)} IN ('ok', 'banded')`,
      values,
    );
    for (const { option } of rows) published.add(String(option));
  }
  return options.find((option) => published.has(option));
}
