import type { AssetGraph } from '../assets/asset-graph.ts';
import { loadTables } from '../extracts/loads/load-tables.ts';
import type { Agency } from '../schemas/agency.ts';
import { extractContracts } from '../schemas/extracts/index.ts';

/** Whose data a table holds, by `schema.table`. What is not named is the hub's own. */
export function tableOwners(graph: AssetGraph): ReadonlyMap<string, readonly Agency[]> {
  const owners = new Map<string, readonly Agency[]>();
  for (const contract of extractContracts.values()) {
    const { staging, vault, stagingColumns, vaultColumns } = loadTables(contract);
    const agenciesOf = (columns: typeof stagingColumns) => [
      ...new Set([contract.agency, ...columns.flatMap(({ source }) => source.agency ?? [])]),
    ];
    owners.set(staging, agenciesOf(stagingColumns));
    if (vault !== undefined) owners.set(vault, agenciesOf(vaultColumns));
  }
  for (const { contract } of graph.assets.values()) {
    if (contract !== undefined) owners.set(contract.table, contract.owners);
  }
  return owners;
}
