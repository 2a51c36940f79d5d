import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import type { ProtectedDimension, ProtectedTableSpec } from '../schemas/disclosure/protected-table.ts';
import type { PublicTableDefinition } from '../schemas/releases/define-public-table.ts';
import { identifier, textLiteral } from '../warehouse/identifier.ts';

export const TOTAL_GROUP_PLACES = ['state', 'district'] as const;
export type TotalGroupPlace = (typeof TOTAL_GROUP_PLACES)[number];

export interface TotalGroupCounts {
  readonly cells: number;
  readonly published: number;
}

/**
 * Cells of all students together, with every other breakdown at its total too, by state and district: the numbers that
 * people look for first. Years count each; a breakdown without a total, such as the partner colleges of credits, counts
 * with each of its codes. Cells that no rule of protection decides about (`not_available`, `not_applicable`) are left out.
 * @param folder of the release, with `<table>.parquet`
 */
export async function countTotalGroupCells(
  folder: string,
  definitions: readonly PublicTableDefinition[],
): Promise<Readonly<Record<TotalGroupPlace, TotalGroupCounts>>> {
  const instance = await DuckDBInstance.create(':memory:', { threads: '1', autoinstall_known_extensions: 'false' });
  const connection = await instance.connect();
  try {
    const counts = { state: { cells: 0, published: 0 }, district: { cells: 0, published: 0 } };
    for (const { table, protection } of definitions) {
      for (const place of TOTAL_GROUP_PLACES) {
        const condition = totalGroupCondition(protection, place);
        if (condition === undefined) continue;
        for (const { statusColumn } of table.measures) {
          const status = identifier(statusColumn);
          const rows = await connection.runAndReadAll(`
            SELECT count(*), count(*) FILTER (WHERE ${status} IN ('ok', 'banded'))
            FROM read_parquet(${textLiteral(join(folder, `${table.name}.parquet`))})
            WHERE ${condition} AND ${status} IN ('ok', 'banded', 'suppressed')`);
          const [cells, published] = rows.getRows()[0] ?? [];
          counts[place].cells += Number(cells);
          counts[place].published += Number(published);
        }
      }
    }
    return counts;
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

/** Which rows are of the total group at a place; undefined for a table that has no student groups or not that place. */
export function totalGroupCondition(spec: ProtectedTableSpec, place: TotalGroupPlace): string | undefined {
  if (!spec.dimensions.some(({ name }) => name === 'stu_grp')) return undefined;
  const placed = spec.dimensions.find(isPlace);
  if (placed === undefined && place !== 'state') return undefined;
  const conditions = spec.dimensions.map((dimension) => {
    if (dimension === placed) return placeCondition(dimension, place);
    const totals = totalsOf(dimension);
    return totals === undefined
      ? 'TRUE'
      : `${identifier(dimension.columns[0]!)} IN (${totals.map(textLiteral).join(', ')})`;
  });
  return conditions.join(' AND ');
}

function isPlace({ name, nesting }: ProtectedDimension): boolean {
  return nesting !== undefined && (name === 'place' || name === 'district');
}

function placeCondition({ columns, nesting }: ProtectedDimension, place: TotalGroupPlace): string {
  const [upper, lower] = columns.map(identifier);
  const top = textLiteral(nesting!.top);
  if (place === 'state') return `${upper} = ${top}`;
  return lower === undefined ? `${upper} <> ${top}` : `${upper} <> ${top} AND ${lower} = ${upper}`;
}

/** The codes of a dimension that are part of no other; undefined where none stands for the rest. */
function totalsOf({ codes, lines, nesting }: ProtectedDimension): readonly string[] | undefined {
  if (nesting !== undefined) return [nesting.top];
  if (codes === undefined || lines === undefined) return undefined;
  const parts = new Set(lines.flatMap((line) => line.parts));
  return codes.filter((code) => !parts.has(code));
}
