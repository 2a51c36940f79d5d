import { pendingObjects, REGISTER } from '../migrations/migrate-warehouse.ts';
import type { TableObject, ViewObject, WarehouseObject } from '../migrations/warehouse-object.ts';
import type { SnowflakeDatabases } from '../snowflake/statement-text.ts';
import type { TableColumn, Warehouse } from '../warehouse.ts';
import { WAREHOUSE_SCHEMAS, type WarehouseSchema } from '../warehouse-schemas.ts';
import { alteredViews } from './view-texts.ts';

/** A column that is not as its table's contract says. */
export interface ColumnDrift {
  readonly table: TableObject;
  readonly column: string;
  /** Absent: the table lacks it. */
  readonly live?: string;
  /** Absent: the contract knows nothing of it. */
  readonly wanted?: string;
}

/** How a warehouse differs from the objects that this code wants. */
export interface ObjectDrift {
  readonly missing: readonly WarehouseObject[];
  /** Wanted otherwise by this code than by the code that applied them. */
  readonly changed: readonly WarehouseObject[];
  readonly columns: readonly ColumnDrift[];
  /** Views that somebody gave another text. */
  readonly altered: readonly ViewObject[];
  /** Tables and views that nobody declares. */
  readonly undeclared: readonly string[];
}

/** What a step leaves in the vault between two statements; made anew by the next run. */
const WORK_TABLE = /^vault\.\w+_work$/;

/**
 * Compares a warehouse with what this code wants, and changes nothing in it. A table that builds make may be missing
 * until it is built.
 * @param databases of Snowflake, where views of several are looked up
 */
export async function findDrift(
  warehouse: Warehouse,
  objects: readonly WarehouseObject[],
  databases?: SnowflakeDatabases,
): Promise<ObjectDrift> {
  const live = await relations(warehouse);
  const pending = (await pendingObjects(warehouse, objects)).filter(({ object }) => !isBuilt(object));
  const gone = objects.filter((object) => isRelation(object) && !isBuilt(object) && !live.has(object.name));
  const missing = [
    ...gone,
    ...pending.filter(({ object, state }) => state === 'missing' && !isRelation(object)).map(({ object }) => object),
  ];
  const changed = pending.map(({ object }) => object).filter((object) => !missing.includes(object));
  const columns = objects.flatMap((object) => {
    const found = live.get(object.name);
    return object.kind === 'table' && found !== undefined ? columnDrift(warehouse, object, found) : [];
  });
  const views = objects.filter((object): object is ViewObject => object.kind === 'view');
  const settled = views.filter((view) => live.has(view.name) && !changed.includes(view));
  const declared = new Set([REGISTER.name, ...objects.map(({ name }) => name)]);
  return Object.freeze({
    missing,
    changed,
    columns,
    altered: await alteredViews(warehouse, settled, databases),
    undeclared: [...live.keys()].filter((name) => !declared.has(name) && !WORK_TABLE.test(name)),
  });
}

/** Whether a build makes it, and gives it its columns. */
export function isBuilt(object: WarehouseObject): boolean {
  return object.kind === 'table' && object.rebuilt === true;
}

function isRelation({ kind }: WarehouseObject): boolean {
  return kind === 'table' || kind === 'view';
}

/** The columns of everything that is there, by `schema.table`. */
async function relations(warehouse: Warehouse): Promise<ReadonlyMap<string, readonly TableColumn[]>> {
  const found = new Map<string, readonly TableColumn[]>();
  for (const schema of Object.keys(WAREHOUSE_SCHEMAS) as WarehouseSchema[]) {
    for (const [name, columns] of await warehouse.tableColumns(schema)) found.set(`${schema}.${name}`, columns);
  }
  return found;
}

function columnDrift(warehouse: Warehouse, table: TableObject, found: readonly TableColumn[]): readonly ColumnDrift[] {
  const live = new Map(found.map(({ name, type }) => [name, type]));
  const wanted = new Map(table.columns.map(({ name, type }) => [name, warehouse.dialect.typeName(type)]));
  return [...new Set([...wanted.keys(), ...live.keys()])].flatMap((column): ColumnDrift[] => {
    const [is, should] = [live.get(column), wanted.get(column)];
    if (is === should) return [];
    return [
      { table, column, ...(is === undefined ? {} : { live: is }), ...(should === undefined ? {} : { wanted: should }) },
    ];
  });
}
