import { tableOwners } from '../../../../activities/table-owners.ts';
import { warehouseObjects } from '../../../../activities/warehouse-objects.ts';
import { hubGraph } from '../../../../assets/hub-assets.ts';
import { type ProtectionPlan, protectionPlan } from '../../../../warehouse/snowflake/protection/protection-plan.ts';
import { DATABASES } from '../open-emulated.ts';

/** The hub's own plan, for the databases of the tests. */
export const hubPlan: ProtectionPlan = protectionPlan({
  objects: warehouseObjects(hubGraph),
  owners: tableOwners(hubGraph),
  databases: DATABASES,
  prefix: 'HUB',
  virtualWarehouse: 'HUB_WH',
});
