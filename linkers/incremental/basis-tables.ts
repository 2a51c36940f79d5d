import { migrateWarehouse } from '../../warehouse/migrations/migrate-warehouse.ts';
import { type TableObject, tableOf, type WarehouseObject } from '../../warehouse/migrations/warehouse-object.ts';
import type { Warehouse } from '../../warehouse/warehouse.ts';

/**
 * What of a link version's basis names people: digests of everybody's standardized values (whoever knows a name could
 * try it), and the values that were counted or skipped. In the vault, therefore.
 */
export const basisObjects: readonly WarehouseObject[] = Object.freeze([
  tableOf('vault.link_entity', 'link_version INTEGER', 'entity_id BIGINT', 'source TEXT', 'digest TEXT'),
  namingOnly(
    ['value'],
    'vault.link_frequency',
    'link_version INTEGER',
    'step INTEGER',
    'comparison TEXT',
    'value TEXT',
    'adjustment DOUBLE',
  ),
  namingOnly(
    ['block'],
    'vault.link_skipped_block',
    'link_version INTEGER',
    'step INTEGER',
    'rule INTEGER',
    'block TEXT',
  ),
]);

/** A table of the vault of whose columns only some name people. */
function namingOnly(naming: readonly string[], name: string, ...definitions: readonly string[]): TableObject {
  const table = tableOf(name, ...definitions);
  return Object.freeze({
    ...table,
    columns: table.columns.map((column) => ({
      ...column,
      identifying: naming.includes(column.name) ? ('direct' as const) : ('none' as const),
    })),
  });
}

/** All tables of a basis, by link version. */
export const BASIS_TABLES = [
  'linkage.candidate',
  'linkage.pattern',
  'vault.link_entity',
  'vault.link_frequency',
  'vault.link_skipped_block',
] as const;

export async function migrateBasis(warehouse: Warehouse): Promise<void> {
  await migrateWarehouse(warehouse, basisObjects);
}

/**
 * Deletes bases that nothing goes on from: those of versions older than the promoted one. Versions themselves never
 * change; they cannot be gone on from any more.
 */
export async function forgetBases(warehouse: Warehouse): Promise<void> {
  const rows = await warehouse.query<{ link_version: number }>(`
    SELECT old.link_version
    FROM linkage.version AS old
    WHERE old.has_basis
      AND old.link_version < (SELECT MAX(link_version) FROM linkage.version WHERE state = 'promoted')
      AND NOT EXISTS (
        SELECT 1
        FROM linkage.version AS used
        WHERE used.trained_version = old.link_version
          AND used.link_version >= (SELECT MAX(link_version) FROM linkage.version WHERE state = 'promoted'))`);
  for (const { link_version } of rows) {
    // First, so that nobody goes on from a part of it.
    await warehouse.execute('UPDATE linkage.version SET has_basis = FALSE WHERE link_version = $link_version', {
      link_version,
    });
    await deleteBasis(warehouse, link_version);
  }
}

export async function deleteBasis(warehouse: Warehouse, linkVersion: number): Promise<void> {
  for (const table of BASIS_TABLES) {
    await warehouse.execute(`DELETE FROM ${table} WHERE link_version = $link_version`, { link_version: linkVersion });
  }
}
