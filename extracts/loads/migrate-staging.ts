import type { ExtractContract } from '../../schemas/contract/extract-contract.ts';
import { migrateWarehouse } from '../../warehouse/migrations/migrate-warehouse.ts';
import {
  type ObjectColumn,
  type TableObject,
  tableOf,
  type WarehouseObject,
} from '../../warehouse/migrations/warehouse-object.ts';
import type { Warehouse } from '../../warehouse/warehouse.ts';
import { isToken, type StoredColumn } from '../validation/compile-contract.ts';
import { type LoadTables, loadTables } from './load-tables.ts';

/** One row a load, committed with its rows: what makes them visible. History stays; one load a slot is current. */
const loadTable = tableOf(
  'hub.load',
  'load_id BIGINT NOT NULL',
  'extract TEXT NOT NULL',
  'submitter TEXT NOT NULL',
  'period TEXT NOT NULL',
  'content_hash TEXT NOT NULL',
  'contract_version INTEGER NOT NULL',
  'token_key_id TEXT NOT NULL',
  // 'current', 'superseded' or 'retracted'
  'state TEXT NOT NULL',
  'rows_read BIGINT NOT NULL',
  'rows_loaded BIGINT NOT NULL',
  'rows_quarantined BIGINT NOT NULL',
  'loaded_at TIMESTAMP NOT NULL',
  'source_name TEXT NOT NULL',
  'actor TEXT NOT NULL',
  'run_id TEXT NOT NULL',
  'file_bytes BIGINT NOT NULL',
  // The override of the contract's quarantine threshold, and of the hold on row counts, with their reasons.
  'accepted_quarantine_rate DOUBLE',
  'accepted_quarantine_reason TEXT',
  'row_count_reason TEXT',
  // When and why the load stopped being current.
  'ended_at TIMESTAMP',
  'ended_by TEXT',
  'ended_reason TEXT',
  // Whether its people are invented; empty in loads older than the column, which counts as not.
  'synthetic BOOLEAN',
);

/** The last ids of attempts whose rows may be on their way; an id is used once, whatever became of its load. */
const takenTable = tableOf('hub.load_id_taken', 'load_id BIGINT NOT NULL');

/** Rows refused by their contract: where they stand, every reason, and their shape with every letter and digit masked. */
const quarantineTable = tableOf(
  'quarantine.record',
  'load_id BIGINT NOT NULL',
  'extract TEXT NOT NULL',
  'line_no BIGINT NOT NULL',
  'reasons TEXT NOT NULL',
  'masked_line TEXT NOT NULL',
);

/** The loads whose rows count: one a slot. */
const currentLoadView: WarehouseObject = Object.freeze({
  kind: 'view',
  name: 'hub.current_load',
  query: `SELECT
  load_id,
  extract,
  submitter,
  period,
  content_hash,
  contract_version,
  token_key_id,
  rows_read,
  rows_loaded,
  rows_quarantined,
  loaded_at,
  source_name,
  actor,
  run_id
FROM hub.load
WHERE state = 'current'`,
});

/** The tables and views that loads need. */
export function stagingObjects(contracts: Iterable<ExtractContract>): readonly WarehouseObject[] {
  return Object.freeze([
    loadTable,
    takenTable,
    quarantineTable,
    currentLoadView,
    ...[...contracts].flatMap((contract) => contractObjects(contract, loadTables(contract))),
  ]);
}

/** Creates what is missing of them, and adds the columns that a newer contract has. Safe to call at every start. */
export async function migrateStaging(warehouse: Warehouse, contracts: Iterable<ExtractContract>): Promise<void> {
  await migrateWarehouse(warehouse, stagingObjects(contracts));
}

function contractObjects(contract: ExtractContract, tables: LoadTables): readonly WarehouseObject[] {
  const staged = tables.stagingColumns.map(({ name }) => `  staged.${name}`);
  return [
    ...(tables.vault === undefined ? [] : [rowTable(tables.vault, tables.vaultColumns)]),
    rowTable(tables.staging, tables.stagingColumns),
    {
      kind: 'view',
      name: tables.currentView,
      query: `SELECT
${['  staged.load_id', '  staged.line_no', ...staged].join(',\n')},
  load.period AS load_period,
  load.submitter AS load_submitter
FROM ${tables.staging} AS staged
INNER JOIN hub.load AS load ON load.load_id = staged.load_id
WHERE load.state = 'current' AND load.extract = '${contract.key}'`,
    },
  ];
}

function rowTable(name: string, columns: readonly StoredColumn[]): TableObject {
  return Object.freeze({
    kind: 'table',
    name,
    // The files are kept, and rows that name people should be gone once they are deleted.
    transient: true,
    columns: [
      { name: 'load_id', type: 'BIGINT', notNull: true },
      { name: 'line_no', type: 'BIGINT', notNull: true },
      ...columns.map(
        (column): ObjectColumn => ({
          name: column.name,
          type: column.type,
          // A number's token says who somebody is like the number itself.
          identifying: column.source.format.kind === 'ssn' ? 'direct' : column.source.identifying,
          ...(isToken(column) ? { random: true } : {}),
        }),
      ),
    ],
  });
}
