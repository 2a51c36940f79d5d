import type { Agency } from '../agency.ts';
import type { TableColumn, TableColumnType, TableContract } from '../contract/table-contract.ts';
import { defineTable } from '../contract/table-contract.ts';
import { type ProtectedTableSpec, protectedTableSpecSchema } from '../disclosure/protected-table.ts';
import { type PublicTable, publicTableSchema } from './public-table.ts';

/** Names that a public table may show beside a code. */
export interface NameLookups {
  readonly collegeByCeeb: ReadonlyMap<string, string>;
}

/** Values of a row's attribute columns, worked out from its keys. */
export type AttributeValues = (
  keys: Readonly<Record<string, string | number>>,
  names: NameLookups,
) => Readonly<Record<string, string | number | null>>;

/** A public table whole: what it shows, what disclosure control must know of it, and the aggregates it is made from. */
export interface PublicTableDefinition {
  readonly table: PublicTable;
  readonly protection: ProtectedTableSpec;
  /** Contract of `public_stage.<name>`. */
  readonly stage: TableContract;
  /** Present when the table has attributes. */
  readonly attributes?: AttributeValues;
}

export interface PublicTableOptions {
  readonly table: PublicTable;
  readonly protection: Omit<ProtectedTableSpec, 'name'>;
  readonly owners: readonly Agency[];
  /** Columns of the aggregates beyond the keys: counts, sums, and what is known of contributors. */
  readonly aggregates: readonly TableColumn[];
  readonly attributes?: AttributeValues;
}

/** Completes a public table; the contract of its aggregates follows from its keys. */
export function definePublicTable(options: PublicTableOptions): PublicTableDefinition {
  const table = publicTableSchema.parse(options.table);
  const keys = options.protection.dimensions.flatMap((dimension) => dimension.columns);
  const dimensionOf = new Map(table.dimensions.map((dimension) => [dimension.name, dimension]));
  const keyColumns = keys.map((name): TableColumn => {
    const dimension = dimensionOf.get(name);
    if (dimension === undefined) throw new TypeError(`${table.name}: the key ${name} is not a dimension`);
    return { name, meaning: dimension.meaning, type: dimension.type };
  });
  const linkVersion: TableColumn = { name: 'link_version', type: 'integer', meaning: 'Version of the record linkage.' };
  return Object.freeze({
    table,
    protection: protectedTableSpecSchema.parse({ ...options.protection, name: table.name }),
    stage: defineTable({
      table: `public_stage.${table.name}`,
      title: `${table.title}: aggregates before protection`,
      grain: 'One row a cell of the public table that has anybody in it.',
      columns: [linkVersion, ...keyColumns, ...options.aggregates],
      primaryKey: keys,
      references: [],
      owners: options.owners,
    }),
    ...(options.attributes === undefined ? {} : { attributes: options.attributes }),
  });
}

/** A column of aggregates. Empty where the data do not reach. */
export function aggregate(name: string, meaning: string, type: TableColumnType = { type: 'bigint' }): TableColumn {
  return { ...type, name, meaning, nullable: true, min: 0 };
}

export const DOLLARS: TableColumnType = Object.freeze({ type: 'decimal', precision: 18, scale: 2 });
export const CREDITS: TableColumnType = Object.freeze({ type: 'decimal', precision: 14, scale: 2 });
