import type { ExtractContract } from '../../schemas/contract/extract-contract.ts';
import { InvariantError } from '../../schemas/errors.ts';
import type { Session, Warehouse } from '../../warehouse/warehouse.ts';
import type { QuarantineOverride, RowCountApproval } from './decide-load.ts';
import type { EdgeSummary } from './edge-table.ts';
import { timestampText } from './load-register.ts';
import { loadTables } from './load-tables.ts';
import type { Slot } from './slot.ts';

export interface LoadToPublish {
  readonly contract: ExtractContract;
  readonly slot: Slot;
  readonly edgeTable: string;
  readonly summary: EdgeSummary;
  /** Records counted by the pass over the file, not by the loader. */
  readonly recordsCounted: number;
  readonly contentHash: string;
  readonly fileBytes: number;
  readonly tokenKeyId: string;
  readonly sourceName: string;
  readonly actor: string;
  readonly runId: string;
  readonly at: Date;
  readonly acceptQuarantine: QuarantineOverride | undefined;
  readonly approveRowCount: RowCountApproval | undefined;
}

/**
 * Makes a judged file the current load of its slot. Vault rows come first, invisible without their commit row; then
 * staging, quarantine and the commit row in one transaction. Callers hold the warehouse's write turn.
 * @returns the load's id
 * @throws InvariantError when read is not loaded + quarantined in the database; nothing stays behind
 */
export async function publishLoad(warehouse: Warehouse, load: LoadToPublish): Promise<number> {
  const tables = loadTables(load.contract);
  const rows = await warehouse.query<{ load_id: number }>(
    'SELECT coalesce(max(load_id), 0) + 1 AS load_id FROM hub.load',
  );
  const loadId = Number(rows[0]?.load_id);
  if (tables.vault !== undefined) {
    // A load that failed between the two databases may have left rows under this id.
    await warehouse.execute(`DELETE FROM ${tables.vault} WHERE load_id = $load_id`, { load_id: loadId });
  }
  try {
    if (tables.vault !== undefined) {
      await copyAccepted(warehouse, load.edgeTable, loadId, tables.vault, tables.vaultColumns);
    }
    await warehouse.transaction(async (session) => {
      await copyAccepted(session, load.edgeTable, loadId, tables.staging, tables.stagingColumns);
      await session.execute(
        `INSERT INTO quarantine.record (load_id, extract, line_no, reasons, masked_line)
         SELECT CAST($load_id AS BIGINT), $extract, line_no, reasons, masked_line
         FROM ${load.edgeTable} WHERE reasons IS NOT NULL ORDER BY line_no`,
        { load_id: loadId, extract: load.slot.extract },
      );
      await checkCounts(session, load, loadId);
      await supersede(session, load, loadId);
      await commitRow(session, load, loadId);
    });
  } catch (error) {
    if (tables.vault !== undefined) {
      await warehouse.execute(`DELETE FROM ${tables.vault} WHERE load_id = $load_id`, { load_id: loadId });
    }
    throw error;
  }
  return loadId;
}

async function copyAccepted(
  session: Session,
  edgeTable: string,
  loadId: number,
  table: string,
  columns: readonly { readonly name: string }[],
): Promise<void> {
  const names = columns.map((column) => column.name);
  await session.execute(
    `INSERT INTO ${table} (${['load_id', 'line_no', ...names].join(', ')})
     SELECT ${['CAST($load_id AS BIGINT)', 'line_no', ...names].join(', ')}
     FROM ${edgeTable} WHERE reasons IS NULL`,
    { load_id: loadId },
  );
}

async function checkCounts(session: Session, load: LoadToPublish, loadId: number): Promise<void> {
  const tables = loadTables(load.contract);
  const count = (table: string) => `(SELECT count(*) FROM ${table} WHERE load_id = $load_id)`;
  const rows = await session.query<{ staged: number; identified: number; quarantined: number }>(
    `SELECT ${count(tables.staging)} AS staged, ${count(tables.vault ?? tables.staging)} AS identified,
       ${count('quarantine.record')} AS quarantined`,
    { load_id: loadId },
  );
  const { staged, identified, quarantined } = rows[0] ?? { staged: -1, identified: -1, quarantined: -1 };
  if (staged + quarantined !== load.recordsCounted || staged !== identified) {
    throw new InvariantError(
      `A load of ${load.slot.extract} does not add up: the file has ${load.recordsCounted} records`,
      {
        hint: 'Nothing was loaded. Report this file: the loader and the counter disagree about it.',
        fields: { read: load.recordsCounted, staged, identified, quarantined },
      },
    );
  }
}

/** Ends the slot's current load; of a cumulative extract, every earlier period's too. */
async function supersede(session: Session, load: LoadToPublish, loadId: number): Promise<void> {
  const periods = load.contract.coverage === 'cumulative' ? 'period <= $period' : 'period = $period';
  await session.execute(
    `UPDATE hub.load
     SET state = 'superseded', ended_at = CAST($at AS TIMESTAMP), ended_by = $actor, ended_reason = $reason
     WHERE extract = $extract AND submitter = $submitter AND ${periods} AND state = 'current'`,
    { ...load.slot, at: timestampText(load.at), actor: load.actor, reason: `superseded by load ${loadId}` },
  );
}

async function commitRow(session: Session, load: LoadToPublish, loadId: number): Promise<void> {
  await session.execute(
    `INSERT INTO hub.load (
       load_id, extract, submitter, period, content_hash, contract_version, token_key_id, state, rows_read, rows_loaded,
       rows_quarantined, loaded_at, source_name, actor, run_id, file_bytes, accepted_quarantine_rate,
       accepted_quarantine_reason, row_count_reason
     )
     SELECT $load_id, $extract, $submitter, $period, $content_hash, $contract_version, $token_key_id, 'current',
       $rows_read, $rows_loaded, $rows_quarantined, CAST($at AS TIMESTAMP), $source_name, $actor, $run_id, $file_bytes,
       CAST($quarantine_rate AS DOUBLE), $quarantine_reason, $row_count_reason`,
    {
      load_id: loadId,
      ...load.slot,
      content_hash: load.contentHash,
      contract_version: load.contract.version,
      token_key_id: load.tokenKeyId,
      rows_read: load.recordsCounted,
      rows_loaded: load.summary.accepted,
      rows_quarantined: load.summary.quarantined,
      at: timestampText(load.at),
      source_name: load.sourceName,
      actor: load.actor,
      run_id: load.runId,
      file_bytes: load.fileBytes,
      quarantine_rate: load.acceptQuarantine?.rate ?? null,
      quarantine_reason: load.acceptQuarantine?.reason ?? null,
      row_count_reason: load.approveRowCount?.reason ?? null,
    },
  );
}
