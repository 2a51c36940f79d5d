import { z } from 'zod';
import type { ReleaseTable } from '../../schemas/releases/release-manifest.ts';
import { UnknownFilterError } from '../dashboards/unknown-filter-error.ts';
import type { OpenRelease } from '../release/open-release.ts';
import type { ValueFilter } from '../release/select-rows.ts';
import { UnknownColumnError } from './unknown-column-error.ts';

/** Rows on one page of the table explorer. */
export const PAGE_SIZE = 50;

/** What an address may hold beside columns: the page, words looked for, the language, and how many rows JSON has. */
const OTHER_NAMES: readonly string[] = ['page', 'find', 'lang', 'limit'];

/** What an address chooses of a whole table. */
export interface TableQuery {
  /** Dimensions with values chosen; a dimension without any keeps all. */
  readonly filters: readonly ValueFilter[];
  /** From 1. */
  readonly page: number;
  /** Words looked for among place names. */
  readonly find: string;
}

const many = z
  .union([z.string().max(120), z.array(z.string().max(120)).max(200)])
  .optional()
  .transform((value) => (value === undefined ? [] : [value].flat().filter((one) => one !== '')));
const querySchema = z.object({ page: z.coerce.number().int().min(1).max(1_000_000).catch(1), find: many });

/**
 * Reads filters by column name from an address.
 *
 * @throws UnknownFilterError when a value is not in the table
 * @throws UnknownColumnError when it chooses by anything that is no column, and would so be given more than it asked for
 */
export function parseTableQuery(query: unknown, table: ReleaseTable, release: OpenRelease): TableQuery {
  const raw = z.record(z.string(), z.unknown()).parse(query);
  const columns = table.dimensions.map(({ name }) => name);
  const unknown = Object.keys(raw).find((name) => !columns.includes(name) && !OTHER_NAMES.includes(name));
  if (unknown !== undefined) throw new UnknownColumnError(unknown, columns);
  const { page, find } = querySchema.parse({ page: raw.page, find: raw.find });
  const filters = table.dimensions.flatMap(({ name }): readonly ValueFilter[] => {
    const parsed = many.safeParse(raw[name]);
    const held = release.values(table.name, name);
    if (!parsed.success) throw new UnknownFilterError(name, held);
    const values = [...new Set(parsed.data)];
    if (values.length === 0) return [];
    const known = new Set(held);
    if (values.some((value) => !known.has(value))) throw new UnknownFilterError(name, held);
    return [{ column: name, values }];
  });
  return { filters, page, find: find.at(-1)?.trim() ?? '' };
}

export function tableParams({ filters }: Pick<TableQuery, 'filters'>, page?: number): URLSearchParams {
  const params = new URLSearchParams();
  for (const { column, values } of filters) for (const value of values) params.append(column, value);
  if (page !== undefined && page > 1) params.set('page', String(page));
  return params;
}
