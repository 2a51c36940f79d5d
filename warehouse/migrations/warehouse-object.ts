import type { Identifying } from '../../schemas/contract/column.ts';
import { UsageError } from '../../schemas/errors.ts';
import { identifier } from '../identifier.ts';
import type { Warehouse } from '../warehouse.ts';
import { WAREHOUSE_SCHEMAS, type WarehouseSchema } from '../warehouse-schemas.ts';

export interface ObjectColumn {
  readonly name: string;
  /** SQL type that both engines know. */
  readonly type: string;
  /** @default false */
  readonly notNull?: boolean;
  /** How the column says who somebody is; decides who may read it on an engine that has policies. @default 'none' */
  readonly identifying?: Identifying;
  /** Whether its values are random text, in which compression finds little and costs much. @default false */
  readonly random?: boolean;
}

export interface TableObject {
  readonly kind: 'table';
  /** `schema.table` */
  readonly name: string;
  readonly columns: readonly ObjectColumn[];
  /**
   * Whether its rows can be made again from what is kept elsewhere, so that an engine that keeps deleted rows for a while
   * need not. @default false
   */
  readonly transient?: boolean;
  /** Whether its rows are made anew by a build, which also gives it the columns of its contract. @default false */
  readonly rebuilt?: boolean;
}

export interface ViewObject {
  readonly kind: 'view';
  /** `schema.view` */
  readonly name: string;
  /** The SELECT behind it, rendered. */
  readonly query: string;
  /** Whether an engine that can hides from its readers what lies behind it. @default false */
  readonly secure?: boolean;
}

/** What only one engine has or needs, such as a function or a stage. Safe to run again. */
export interface EngineObject {
  readonly kind: 'function' | 'stage';
  readonly name: string;
  readonly statement: string;
}

/**
 * Something of the warehouse as this code wants it. Applied whenever it has changed: a table gets the columns it lacks,
 * a view is replaced, a statement runs again.
 */
export type WarehouseObject = TableObject | ViewObject | EngineObject;

/** The schema that something lies in. */
export function schemaOf(name: string): WarehouseSchema {
  const [schema = ''] = name.split('.');
  if (schema in WAREHOUSE_SCHEMAS) return schema as WarehouseSchema;
  throw new UsageError(`${name} lies in no schema of the warehouse`, {
    hint: `They are ${Object.keys(WAREHOUSE_SCHEMAS).join(', ')}.`,
  });
}

/** A table from the columns of its definition in SQL, `name TYPE [NOT NULL]`. */
export function tableOf(name: string, ...definitions: readonly string[]): TableObject {
  const columns = definitions.map((definition): ObjectColumn => {
    const [column = '', ...rest] = definition.split(' ');
    const type = rest.join(' ');
    return type.endsWith(' NOT NULL')
      ? { name: column, type: type.slice(0, -' NOT NULL'.length), notNull: true }
      : { name: column, type };
  });
  return Object.freeze({ kind: 'table', name, columns: Object.freeze(columns) });
}

/** DuckDB's clause for a column in which compression finds little. Snowflake decides by itself. */
export const UNCOMPRESSED = ' USING COMPRESSION uncompressed';

export function columnDefinition({ name, type, notNull, random }: ObjectColumn, engine: Warehouse['engine']): string {
  const compression = random === true && engine === 'duckdb' ? UNCOMPRESSED : '';
  return `${identifier(name)} ${type}${compression}${notNull === true ? ' NOT NULL' : ''}`;
}
