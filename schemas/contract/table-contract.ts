import type { Agency } from '../agency.ts';
import type { Identifying } from './column.ts';

/** Types both engines share. `decimal` carries its precision and scale. */
export type TableColumnType =
  | { readonly type: 'text' | 'integer' | 'bigint' | 'double' | 'boolean' | 'date' | 'timestamp' }
  | { readonly type: 'decimal'; readonly precision: number; readonly scale: number };

export type TableColumn = TableColumnType & {
  readonly name: string;
  readonly meaning: string;
  /** @default false */
  readonly nullable?: boolean;
  /** @default 'none' */
  readonly identifying?: Identifying;
  readonly ceds?: string;
  /** Closed list of values, for text. */
  readonly codes?: readonly string[];
  /** Inclusive range, for numbers. */
  readonly min?: number;
  readonly max?: number;
};

export interface TableReference {
  readonly columns: readonly string[];
  /** `schema.table`. */
  readonly table: string;
  readonly tableColumns: readonly string[];
}

/** The contract of a table the hub builds. Its checks are derived: keys unique, references hold, values in range. */
export interface TableContract {
  /** `schema.table`, such as `ecids.child`. */
  readonly table: string;
  readonly title: string;
  /** What one row is, as one sentence. */
  readonly grain: string;
  readonly columns: readonly TableColumn[];
  readonly primaryKey: readonly string[];
  readonly references: readonly TableReference[];
  /** Agencies whose data it holds. */
  readonly owners: readonly Agency[];
}

export function defineTable(contract: TableContract): TableContract {
  const names = new Set(contract.columns.map((column) => column.name));
  if (names.size !== contract.columns.length) throw new TypeError(`${contract.table}: a column is named twice`);
  for (const name of [...contract.primaryKey, ...contract.references.flatMap((reference) => reference.columns)]) {
    if (!names.has(name)) throw new TypeError(`${contract.table}: a key names an unknown column ${name}`);
  }
  return Object.freeze(contract);
}
