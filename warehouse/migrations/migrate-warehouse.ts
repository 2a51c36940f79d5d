import { createHash } from 'node:crypto';
import { InvariantError } from '../../schemas/errors.ts';
import { identifier } from '../identifier.ts';
import { insertRows } from '../insert-rows.ts';
import { snowflakeObjects } from '../snowflake/snowflake-objects.ts';
import type { TableColumn, Warehouse } from '../warehouse.ts';
import type { WarehouseSchema } from '../warehouse-schemas.ts';
import {
  columnDefinition,
  type ObjectColumn,
  schemaOf,
  type TableObject,
  tableOf,
  type ViewObject,
  type WarehouseObject,
} from './warehouse-object.ts';

/** What was applied, under the checksum of what it was. */
export const REGISTER = tableOf(
  'hub.migration',
  'object_name TEXT NOT NULL',
  'kind TEXT NOT NULL',
  'checksum TEXT NOT NULL',
  'applied_at TIMESTAMP NOT NULL',
);

/** An object that the warehouse lacks, or has as other code wanted it. */
export interface PendingObject {
  readonly object: WarehouseObject;
  readonly state: 'missing' | 'changed';
}

/** What `migrateWarehouse` would apply, in the order given. */
export async function pendingObjects(
  warehouse: Warehouse,
  objects: readonly WarehouseObject[],
): Promise<readonly PendingObject[]> {
  const applied = await readRegister(warehouse);
  return objectsFor(warehouse, objects).flatMap((object): PendingObject[] => {
    const known = applied.get(object.name);
    if (known === undefined) return [{ object, state: 'missing' }];
    return known === checksumOf(object) ? [] : [{ object, state: 'changed' }];
  });
}

/**
 * Brings objects of the warehouse to what this code wants, in the order given, and remembers each by its checksum: what
 * has not changed is not touched, so that a daily run finds nothing to do and needs no right to do it. Nothing is lost:
 * tables only gain columns, and views are replaced with the grants they have.
 * @returns names of what was applied
 * @throws InvariantError when a column changed its type, which no migration of rows that are there can bridge
 */
export async function migrateWarehouse(
  warehouse: Warehouse,
  objects: readonly WarehouseObject[],
  options: { readonly clock?: () => Date } = {},
): Promise<readonly string[]> {
  const pending = await pendingObjects(warehouse, objects);
  if (pending.length === 0) return [];
  await ensureSchemas(warehouse, [REGISTER, ...pending.map(({ object }) => object)]);
  await warehouse.execute(createTable(REGISTER, warehouse.engine));
  const catalog = catalogOf(warehouse);
  const applied: WarehouseObject[] = [];
  try {
    for (const { object } of pending) {
      await apply(warehouse, object, catalog);
      applied.push(object);
    }
  } finally {
    await remember(warehouse, applied, (options.clock ?? (() => new Date()))());
  }
  return applied.map(({ name }) => name);
}

function objectsFor(warehouse: Warehouse, objects: readonly WarehouseObject[]): readonly WarehouseObject[] {
  return warehouse.engine === 'snowflake' ? [...snowflakeObjects, ...objects] : objects;
}

type Catalog = (schema: WarehouseSchema) => Promise<ReadonlyMap<string, readonly TableColumn[]>>;

/** Looks each schema up once. */
function catalogOf(warehouse: Warehouse): Catalog {
  const known = new Map<WarehouseSchema, ReturnType<Catalog>>();
  return (schema) => {
    const columns = known.get(schema) ?? warehouse.tableColumns(schema);
    known.set(schema, columns);
    return columns;
  };
}

async function readRegister(warehouse: Warehouse): Promise<ReadonlyMap<string, string>> {
  const hub = await warehouse.tableColumns('hub');
  if (!hub.has('migration')) return new Map();
  const rows = await warehouse.query<{ object_name: string; checksum: string }>(
    'SELECT object_name, checksum FROM hub.migration',
  );
  return new Map(rows.map(({ object_name, checksum }) => [object_name, checksum]));
}

async function remember(warehouse: Warehouse, objects: readonly WarehouseObject[], at: Date): Promise<void> {
  if (objects.length === 0) return;
  const appliedAt = at.toISOString().replace('T', ' ').replace('Z', '');
  await warehouse.transaction(async (session) => {
    const names = warehouse.dialect.functions.split_rows('$names', "','");
    await session.execute(`DELETE FROM hub.migration WHERE object_name IN (SELECT value FROM ${names} AS applied)`, {
      names: objects.map(({ name }) => name).join(','),
    });
    await insertRows(
      session,
      warehouse.dialect,
      REGISTER.name,
      REGISTER.columns,
      objects.map((object) => [object.name, object.kind, checksumOf(object), appliedAt]),
    );
  });
}

/** The vault of DuckDB is a database without schemas, attached before. */
async function ensureSchemas(warehouse: Warehouse, objects: readonly WarehouseObject[]): Promise<void> {
  const schemas = new Set(objects.map(({ name }) => schemaOf(name)));
  if (warehouse.engine === 'duckdb') schemas.delete('vault');
  for (const schema of schemas) await warehouse.execute(`CREATE SCHEMA IF NOT EXISTS ${schema}`);
}

async function apply(warehouse: Warehouse, object: WarehouseObject, catalog: Catalog): Promise<void> {
  switch (object.kind) {
    case 'table':
      return applyTable(warehouse, object, (await catalog(schemaOf(object.name))).get(tableName(object)));
    case 'view':
      await warehouse.execute(createView(object, warehouse.engine));
      return;
    default:
      await warehouse.execute(object.statement);
  }
}

async function applyTable(
  warehouse: Warehouse,
  table: TableObject,
  live: readonly TableColumn[] | undefined,
): Promise<void> {
  if (live === undefined) {
    await warehouse.execute(createTable(table, warehouse.engine));
    return;
  }
  if (table.rebuilt === true) return;
  const types = new Map(live.map(({ name, type }) => [name, type]));
  for (const column of table.columns) {
    const type = types.get(column.name);
    if (type === undefined) await addColumn(warehouse, table, column);
    else requireType(table, column, type, warehouse.dialect.typeName(column.type));
  }
}

/** Rows that are there have no value for it, so that nothing can be asked of it yet. */
async function addColumn(warehouse: Warehouse, table: TableObject, column: ObjectColumn): Promise<void> {
  const { notNull: _notNull, ...nullable } = column;
  await warehouse.execute(
    `ALTER TABLE ${identifier(table.name)} ADD COLUMN ${columnDefinition(nullable, warehouse.engine)}`,
  );
}

function requireType(table: TableObject, column: ObjectColumn, live: string, wanted: string): void {
  if (live === wanted) return;
  throw new InvariantError(`${table.name}.${column.name} is ${live} but its contract now says ${column.type}`, {
    hint: 'Give the changed column a new name in the contract.',
  });
}

/** Statement that makes a table where there is none. */
export function createTable(table: TableObject, engine: Warehouse['engine']): string {
  const columns = table.columns.map((column) => `  ${columnDefinition(column, engine)}`);
  const kind = engine === 'snowflake' && table.transient === true ? 'TRANSIENT TABLE' : 'TABLE';
  return `CREATE ${kind} IF NOT EXISTS ${identifier(table.name)} (\n${columns.join(',\n')}\n)`;
}

/** Statement that makes a view, or replaces it without dropping what was granted on it. */
export function createView(view: ViewObject, engine: Warehouse['engine']): string {
  if (engine === 'duckdb') return `CREATE OR REPLACE VIEW ${identifier(view.name)} AS\n${view.query}`;
  const kind = view.secure === true ? 'SECURE VIEW' : 'VIEW';
  return `CREATE OR REPLACE ${kind} ${identifier(view.name)} COPY GRANTS AS\n${view.query}`;
}

function tableName({ name }: TableObject): string {
  return name.split('.')[1] ?? '';
}

function checksumOf(object: WarehouseObject): string {
  return createHash('sha256').update(JSON.stringify(object)).digest('hex');
}
