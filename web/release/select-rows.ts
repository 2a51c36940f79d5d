import type { ReleaseTable } from '../../schemas/releases/release-manifest.ts';
import { type Cell, cellOf } from './cell.ts';
import type { OpenRelease, SqlValue } from './open-release.ts';
import { publicIdentifier } from './public-identifier.ts';

/** Rows whose `column` holds one of `values`. */
export interface ValueFilter {
  readonly column: string;
  readonly values: readonly string[];
}

/** Rows in which year `later` lies `years` after year `earlier`. */
export interface LagFilter {
  readonly later: string;
  readonly earlier: string;
  readonly years: number;
}

export type RowFilter = ValueFilter | LagFilter;

/** A row of a public table: its key as text, its measures as cells. */
export interface PublicRow {
  readonly key: Readonly<Record<string, string>>;
  readonly cells: Readonly<Record<string, Cell>>;
}

export interface RowCondition {
  readonly sql: string;
  readonly values: readonly SqlValue[];
}

/** The `WHERE` clause of filters; every value is bound, every column checked. */
export function conditionOf(table: ReleaseTable, filters: readonly RowFilter[]): RowCondition {
  const values: SqlValue[] = [];
  const parts = filters.map((filter) => {
    if ('later' in filter) {
      values.push(filter.years);
      return `${asInteger(filter.later)} - ${asInteger(filter.earlier)} = $${values.length}`;
    }
    const integer = table.dimensions.find(({ name }) => name === filter.column)?.type === 'integer';
    const places = filter.values.map((value) => {
      values.push(integer ? Number(value) : value);
      return `$${values.length}`;
    });
    return places.length === 0 ? 'FALSE' : `${publicIdentifier(filter.column)} IN (${places.join(', ')})`;
  });
  return { sql: parts.length === 0 ? 'TRUE' : parts.join(' AND '), values };
}

function asInteger(column: string): string {
  return `CAST(${publicIdentifier(column)} AS INTEGER)`;
}

export interface Page {
  readonly limit: number;
  readonly offset: number;
}

/** The rows that pass the filters, ordered by the table's dimensions. */
export async function selectRows(
  release: OpenRelease,
  table: ReleaseTable,
  filters: readonly RowFilter[],
  page?: Page,
): Promise<readonly PublicRow[]> {
  const { sql, values } = conditionOf(table, filters);
  const columns = [
    ...table.dimensions.map(({ name }) => `CAST(${publicIdentifier(name)} AS VARCHAR) AS ${publicIdentifier(name)}`),
    ...[...new Set(table.measures.map(({ statusColumn }) => statusColumn))].map(publicIdentifier),
    ...table.measures.flatMap(({ name, banded }) =>
      [name, ...(banded ? [`${name}_low`, `${name}_high`] : [])].map(asDouble),
    ),
  ];
  const order = table.dimensions.map(({ name }) =>
    publicIdentifier(`${table.name}`).concat('.', publicIdentifier(name)),
  );
  const text = [
    `SELECT ${columns.join(', ')}`,
    `FROM ${publicIdentifier(table.name)}`,
    `WHERE ${sql}`,
    `ORDER BY ${order.join(', ')}`,
    ...(page ? [`LIMIT ${Math.trunc(page.limit)} OFFSET ${Math.trunc(page.offset)}`] : []),
  ].join('\n');
  const rows = await release.select(text, values);
  return rows.map((row) => {
    const number = (column: string) => (typeof row[column] === 'number' ? row[column] : null);
    return {
      key: Object.fromEntries(table.dimensions.map(({ name }) => [name, String(row[name] ?? '')])),
      cells: Object.fromEntries(
        table.measures.map(({ name, statusColumn }) => [
          name,
          cellOf(String(row[statusColumn]), number(name), number(`${name}_low`), number(`${name}_high`)),
        ]),
      ),
    };
  });
}

function asDouble(column: string): string {
  return `CAST(${publicIdentifier(column)} AS DOUBLE) AS ${publicIdentifier(column)}`;
}

/** How many rows pass the filters, and how their cells are published. */
export interface SelectionSize {
  readonly rows: number;
  readonly cells: number;
  readonly published: number;
}

export async function measureSelection(
  release: OpenRelease,
  table: ReleaseTable,
  filters: readonly RowFilter[],
): Promise<SelectionSize> {
  const { sql, values } = conditionOf(table, filters);
  const published = table.measures
    .map(({ statusColumn }) => `count(*) FILTER (WHERE ${publicIdentifier(statusColumn)} IN ('ok', 'banded'))`)
    .join(' + ');
  const [row] = await release.select(
    `SELECT count(*) AS row_count, ${published} AS published FROM ${publicIdentifier(table.name)} WHERE ${sql}`,
    values,
  );
  const rows = Number(row?.row_count ?? 0);
  return { rows, cells: rows * table.measures.length, published: Number(row?.published ?? 0) };
}
