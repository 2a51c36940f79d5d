import type { CountMeasure } from '../../schemas/disclosure/protected-table.ts';
import { codeOf, conceptName, type PublicRow } from './concept.ts';
import { type GridRow, keyGrid, type TableToProtect } from './key-grid.ts';

/** A table with its key grid, and what is looked up in it for every row. */
export interface PreparedTable {
  readonly table: TableToProtect;
  readonly grid: readonly GridRow[];
  readonly counts: ReadonlyMap<string, CountMeasure>;
  /** Position of a dimension by the name of its concept. */
  readonly positions: ReadonlyMap<string, number>;
  /** What an earlier release showed, by the codes of a row. */
  readonly released: ((row: GridRow) => PublicRow | undefined) | undefined;
}

/** Tables of one release, prepared. */
export interface Vintage {
  /** Undefined for the one to be protected. */
  readonly release: string | undefined;
  readonly tables: readonly PreparedTable[];
}

/** Why a count has no number: the source said so. */
export type Absence = 'not_available' | 'not_applicable';

export function prepareTable(table: TableToProtect): PreparedTable {
  const { dimensions, measures } = table.spec;
  const { earlier } = table;
  return {
    table,
    grid: keyGrid(earlier === undefined ? table : { ...table, keys: earlier.released }),
    released: earlier === undefined ? undefined : byCodes(table, earlier.released),
    counts: new Map(
      measures.flatMap((measure) => (measure.kind === 'count' ? [[measure.name, measure] as const] : [])),
    ),
    positions: new Map(dimensions.map((dimension, index) => [conceptName(dimension), index])),
  };
}

/** The vintages among some tables, the one to be protected first and then as given. */
export function vintagesOf(tables: readonly TableToProtect[]): Vintage[] {
  const vintages = new Map<string | undefined, PreparedTable[]>([[undefined, []]]);
  for (const table of tables) {
    const release = table.earlier?.release;
    const own = vintages.get(release) ?? [];
    vintages.set(release, own);
    own.push(prepareTable(table));
  }
  return [...vintages].map(([release, own]) => ({ release, tables: own }));
}

function byCodes({ spec }: TableToProtect, rows: readonly PublicRow[]): (row: GridRow) => PublicRow | undefined {
  const released = new Map(
    rows.map((row) => [spec.dimensions.map((dimension) => codeOf(dimension, row)).join('\u001e'), row]),
  );
  return ({ codes }) => released.get(codes.join('\u001e'));
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
