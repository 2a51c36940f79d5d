import type { Identifying } from '../../../schemas/contract/column.ts';
import type { ObjectColumn, TableObject, WarehouseObject } from '../../migrations/warehouse-object.ts';
import { schemaOf } from '../../migrations/warehouse-object.ts';
import { snowflakeDialect } from '../dialect.ts';

export type IdentifyingClass = Exclude<Identifying, 'none'>;

/** A column that says something of who somebody is. */
export interface IdentifyingColumn {
  /** `schema.table` */
  readonly table: string;
  readonly column: string;
  readonly identifying: IdentifyingClass;
  /** As Snowflake's catalog has it. */
  readonly type: string;
}

/** Numbers that the hub gives itself, and the name of a source: the columns by which tables of the vault are joined. */
const JOINING = new Set(['load_id', 'line_no', 'entity_id', 'source', 'link_version']);

export function tablesOf(objects: readonly WarehouseObject[]): readonly TableObject[] {
  return objects.filter((object): object is TableObject => object.kind === 'table');
}

/** Every such column, in the order of the tables. */
export function identifyingColumns(objects: readonly WarehouseObject[]): readonly IdentifyingColumn[] {
  return tablesOf(objects).flatMap((table) =>
    table.columns.flatMap((column): IdentifyingColumn[] => {
      const identifying = classOf(table, column);
      if (identifying === 'none') return [];
      return [{ table: table.name, column: column.name, identifying, type: snowflakeDialect.typeName(column.type) }];
    }),
  );
}

/** In the vault, a column of which nothing is said counts as one that names somebody. */
function classOf(table: TableObject, column: ObjectColumn): Identifying {
  if (column.identifying !== undefined) return column.identifying;
  return schemaOf(table.name) === 'vault' && !JOINING.has(column.name) ? 'direct' : 'none';
}

/** The column that a table of the vault is joined by, whose rows only roles of the linkage's path may see. */
export function rowAccessColumn(table: TableObject): string | undefined {
  if (schemaOf(table.name) !== 'vault') return undefined;
  const names = table.columns.map(({ name }) => name);
  return ['load_id', 'entity_id', 'link_version'].find((name) => names.includes(name));
}
