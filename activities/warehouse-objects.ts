import type { AssetGraph } from '../assets/asset-graph.ts';
import { stagingObjects } from '../extracts/loads/migrate-staging.ts';
import { basisObjects } from '../linkers/incremental/basis-tables.ts';
import { linkageObjects } from '../linkers/migrate-linkage.ts';
import { publicTableObject } from '../publish/protect-public-tables.ts';
import { releasedObjects } from '../publish/released-tables.ts';
import { extractContracts } from '../schemas/extracts/index.ts';
import { referenceSets } from '../schemas/reference/index.ts';
import { publicTables } from '../schemas/releases/tables/index.ts';
import { contractTable } from '../warehouse/migrations/contract-table.ts';
import type { WarehouseObject } from '../warehouse/migrations/warehouse-object.ts';
import { entityObjects } from './entities/entity-tables.ts';
import { dataSetContract } from './load-reference.ts';

/** What every start needs: where loads, entities, link versions and releases are kept. */
export const standingObjects: readonly WarehouseObject[] = Object.freeze([
  ...stagingObjects(extractContracts.values()),
  ...linkageObjects,
  ...basisObjects,
  ...entityObjects,
  ...releasedObjects(publicTables.map(({ table }) => table)),
]);

/** Everything that the hub keeps in its warehouse, each after all it reads. */
export function warehouseObjects(graph: AssetGraph): readonly WarehouseObject[] {
  const contracts = [...graph.assets.values()].flatMap(({ contract }) => (contract === undefined ? [] : [contract]));
  return Object.freeze([
    ...standingObjects,
    ...[dataSetContract, ...[...referenceSets.values()].map(({ contract }) => contract)].map(contractTable),
    ...contracts.filter(({ table }) => !table.startsWith('reference.')).map(contractTable),
    ...publicTables.map(({ table }) => publicTableObject(table)),
  ]);
}
