import type { CountMeasure } from '../../schemas/disclosure/protected-table.ts';
import { conceptName } from './concept.ts';
import { type GridRow, keyGrid, type TableToProtect } from './key-grid.ts';

/** A table with its key grid, and what is looked up in it for every row. */
export interface PreparedTable {
  readonly table: TableToProtect;
  readonly grid: readonly GridRow[];
  readonly counts: ReadonlyMap<string, CountMeasure>;
  /** Position of a dimension by the name of its concept. */
  readonly positions: ReadonlyMap<string, number>;
}

/** Why a count has no number: the source said so. */
export type Absence = 'not_available' | 'not_applicable';

export function prepareTable(table: TableToProtect): PreparedTable {
  const { dimensions, measures } = table.spec;
  return {
    table,
    grid: keyGrid(table),
    counts: new Map(
      measures.flatMap((measure) => (measure.kind === 'count' ? [[measure.name, measure] as const] : [])),
    ),
    positions: new Map(dimensions.map((dimension, index) => [conceptName(dimension), index])),
  };
}

export function codeLookup({ positions }: PreparedTable, row: GridRow): (concept: string) => string | undefined {
  return (concept) => {
    const position = positions.get(concept);
    return position === undefined ? undefined : row.codes[position];
  };
}

export const statusColumnOf = (measure: {
  readonly name: string;
  readonly statusColumn?: string | undefined;
}): string => measure.statusColumn ?? `${measure.name}_status`;

/** Whether the row has no value for a column though it exists, and for which of the two public reasons. */
export function absenceOf(row: GridRow, column: string, statusColumn: string): Absence | undefined {
  if (row.source === undefined) return undefined;
  const value = row.source[column];
  if (value !== null && value !== undefined) return undefined;
  return row.source[statusColumn] === 'not_applicable' ? 'not_applicable' : 'not_available';
}
