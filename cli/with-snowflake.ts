import { tableOwners } from '../activities/table-owners.ts';
import { warehouseObjects } from '../activities/warehouse-objects.ts';
import { hubGraph } from '../assets/hub-assets.ts';
import { snowflakeDatabases, snowflakeOptions } from '../runtime/open-warehouse.ts';
import { InvariantError } from '../schemas/errors.ts';
import type { Settings } from '../schemas/settings.ts';
import { type ProtectionPlan, protectionPlan } from '../warehouse/snowflake/protection/protection-plan.ts';
import { openSnowflake } from '../warehouse/snowflake/snowflake-warehouse.ts';
import type { Warehouse } from '../warehouse/warehouse.ts';

/** What protects the warehouse that the settings name. Connects to nothing. */
export function protectionPlanOf(
  { snowflake }: Settings,
  { monthlyCredits }: { readonly monthlyCredits: number },
): ProtectionPlan {
  if (snowflake === undefined) throw new InvariantError('The settings name Snowflake and say nothing of it');
  return protectionPlan({
    objects: warehouseObjects(hubGraph),
    owners: tableOwners(hubGraph),
    databases: snowflakeDatabases(snowflake.database),
    prefix: snowflake.database,
    virtualWarehouse: snowflake.warehouse,
    monthlyCredits,
  });
}

/**
 * Works in Snowflake under the role that the settings name. Unlike an embedded warehouse it has no one owner, and what
 * owns its databases is another role than the worker's.
 */
export async function withSnowflake<T>(settings: Settings, work: (warehouse: Warehouse) => Promise<T>): Promise<T> {
  const warehouse = await openSnowflake(await snowflakeOptions(settings, process.env));
  try {
    return await work(warehouse);
  } finally {
    await warehouse.close();
  }
}
