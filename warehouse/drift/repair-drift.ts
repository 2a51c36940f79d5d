import type { MigrationResult } from '../../schemas/warehouse-drift.ts';
import { identifier } from '../identifier.ts';
import { createTable, createView, migrateWarehouse } from '../migrations/migrate-warehouse.ts';
import { columnDefinition, type WarehouseObject } from '../migrations/warehouse-object.ts';
import type { SnowflakeDatabases } from '../snowflake/statement-text.ts';
import type { Warehouse } from '../warehouse.ts';
import { findDrift, isBuilt } from './find-drift.ts';

/**
 * Brings a warehouse to what this code wants: first what the code changed, then what somebody changed by hand as far as
 * nothing is lost by it. Tables that builds make are left to them, since their rows come with their columns.
 * @param databases of Snowflake
 */
export async function repairDrift(
  warehouse: Warehouse,
  objects: readonly WarehouseObject[],
  databases?: SnowflakeDatabases,
): Promise<MigrationResult> {
  const standing = objects.filter((object) => !isBuilt(object));
  const applied = await migrateWarehouse(warehouse, standing);
  const { missing, columns, altered } = await findDrift(warehouse, standing, databases);
  const repaired: string[] = [];
  for (const object of missing) {
    if (object.kind === 'table') await warehouse.execute(createTable(object, warehouse.engine));
    else if (object.kind === 'view') await warehouse.execute(createView(object, warehouse.engine));
    else await warehouse.execute(object.statement);
    repaired.push(object.name);
  }
  for (const { table, column, live } of columns) {
    const wanted = table.columns.find(({ name }) => name === column);
    if (live !== undefined || wanted === undefined) continue;
    const { notNull: _rowsThatAreThereHaveNone, ...nullable } = wanted;
    await warehouse.execute(
      `ALTER TABLE ${identifier(table.name)} ADD COLUMN ${columnDefinition(nullable, warehouse.engine)}`,
    );
    repaired.push(`${table.name}.${column}`);
  }
  for (const view of altered) {
    await warehouse.execute(createView(view, warehouse.engine));
    repaired.push(view.name);
  }
  return Object.freeze({ applied, repaired });
}
