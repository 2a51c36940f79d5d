import type { ExtractContract } from '../../schemas/contract/extract-contract.ts';
import { InvariantError } from '../../schemas/errors.ts';
import type { Session, SqlParameters, SqlValue, Warehouse } from '../../warehouse/warehouse.ts';
import type { QuarantineOverride, RowCountApproval } from './decide-load.ts';
import type { EdgeSummary } from './edge-table.ts';
import { timestampText } from './load-register.ts';
import { loadTables } from './load-tables.ts';
import { perFileSql, type Slot } from './slot.ts';

/** One judged file of an edge table. */
export interface LoadToPublish {
  readonly fileNo: number;
  readonly slot: Slot;
  readonly summary: EdgeSummary;
  /** Records counted by the pass over the file, not by the loader. */
  readonly recordsCounted: number;
  readonly contentHash: string;
  readonly fileBytes: number;
  readonly sourceName: string;
  readonly actor: string;
  readonly runId: string;
  readonly acceptQuarantine: QuarantineOverride | undefined;
  readonly approveRowCount: RowCountApproval | undefined;
}

export interface LoadsToPublish {
  readonly contract: ExtractContract;
  readonly edgeTable: string;
  /** Of the edge table, those left out included. */
  readonly fileCount: number;
  readonly tokenKeyId: string;
  readonly at: Date;
  /** None takes the place of another. */
  readonly loads: readonly LoadToPublish[];
}

/** Rows of `hub.load` that one statement inserts. */
const COMMIT_ROWS = 64;

/**
 * Makes judged files the current loads of their slots, all or none. Vault rows come first, invisible without their
 * commit rows; then staging, quarantine and the commit rows in one transaction. Callers hold the warehouse's write turn.
 * @returns the loads' ids, in their order
 * @throws InvariantError when read is not loaded + quarantined in the database; nothing stays behind
 */
export async function publishLoads(warehouse: Warehouse, group: LoadsToPublish): Promise<readonly number[]> {
  const tables = loadTables(group.contract);
  const rows = await warehouse.query<{ load_id: number }>(
    'SELECT coalesce(max(load_id), 0) + 1 AS load_id FROM hub.load',
  );
  const first = Number(rows[0]?.load_id);
  const ids = group.loads.map((_, index) => first + index);
  const clearVault = async (session: Session): Promise<void> => {
    // Loads that failed between the two databases may have left rows under these ids.
    if (tables.vault === undefined) return;
    await session.execute(`DELETE FROM ${tables.vault} WHERE load_id >= $first`, { first });
  };
  const { vault } = tables;
  // Written beside staging, which is another database, and committed before it.
  const identified =
    vault === undefined
      ? Promise.resolve()
      : warehouse.transaction(async (session) => {
          await clearVault(session);
          await copyAccepted(session, group, ids, vault, tables.vaultColumns);
        });
  // Its failure is met where it is awaited.
  identified.catch(() => undefined);
  try {
    await warehouse.transaction(async (session) => {
      await copyAccepted(session, group, ids, tables.staging, tables.stagingColumns);
      await session.execute(
        `INSERT INTO quarantine.record (load_id, extract, line_no, reasons, masked_line)
         SELECT ${loadIdSql(group, ids)} AS load_id, $extract, line_no, reasons, masked_line
         FROM ${group.edgeTable} WHERE reasons IS NOT NULL AND ${publishedSql(group, ids)} ORDER BY load_id, line_no`,
        { extract: group.contract.key },
      );
      await identified;
      await checkCounts(session, group, ids);
      for (let start = 0; start < ids.length; start += COMMIT_ROWS) {
        await commitRows(session, group, ids, start);
      }
      await supersede(session, group.contract, first);
    });
  } catch (error) {
    await identified.catch(() => undefined);
    // Rows that cannot be deleted now, as after a cancellation, are deleted by the next publication or repair.
    await clearVault(warehouse).catch(() => undefined);
    throw error;
  }
  return ids;
}

/** A row's load, by its file; 0 for a file that is left out. */
function loadIdSql(group: LoadsToPublish, ids: readonly number[]): string {
  const byFile = Array.from({ length: group.fileCount }, () => '0');
  for (const [index, load] of group.loads.entries()) byFile[load.fileNo - 1] = String(ids[index]);
  return `CAST(${perFileSql(byFile)} AS BIGINT)`;
}

function publishedSql(group: LoadsToPublish, ids: readonly number[]): string {
  return group.loads.length === group.fileCount ? 'TRUE' : `${loadIdSql(group, ids)} <> 0`;
}

async function copyAccepted(
  session: Session,
  group: LoadsToPublish,
  ids: readonly number[],
  table: string,
  columns: readonly { readonly name: string }[],
): Promise<void> {
  const names = columns.map((column) => column.name);
  await session.execute(
    `INSERT INTO ${table} (${['load_id', 'line_no', ...names].join(', ')})
     SELECT ${[loadIdSql(group, ids), 'line_no', ...names].join(', ')}
     FROM ${group.edgeTable} WHERE reasons IS NULL AND ${publishedSql(group, ids)}`,
  );
}

async function checkCounts(session: Session, group: LoadsToPublish, ids: readonly number[]): Promise<void> {
  const tables = loadTables(group.contract);
  const countsIn = async (table: string): Promise<ReadonlyMap<number, number>> => {
    const rows = await session.query<{ load_id: number; rows: number }>(
      `SELECT load_id, count(*) AS rows FROM ${table} WHERE load_id >= $first GROUP BY load_id`,
      { first: ids[0] ?? 0 },
    );
    return new Map(rows.map((row) => [Number(row.load_id), Number(row.rows)]));
  };
  const stagedRows = await countsIn(tables.staging);
  const identifiedRows = tables.vault === undefined ? stagedRows : await countsIn(tables.vault);
  const quarantinedRows = await countsIn('quarantine.record');
  for (const [index, load] of group.loads.entries()) {
    const loadId = ids[index] ?? 0;
    const staged = stagedRows.get(loadId) ?? 0;
    const identified = identifiedRows.get(loadId) ?? 0;
    const quarantined = quarantinedRows.get(loadId) ?? 0;
    if (staged + quarantined === load.recordsCounted && staged === identified) continue;
    throw new InvariantError(
      `A load of ${load.slot.extract} does not add up: the file has ${load.recordsCounted} records`,
      {
        hint: 'Nothing was loaded. Report this file: the loader and the counter disagree about it.',
        fields: { read: load.recordsCounted, staged, identified, quarantined },
      },
    );
  }
}

/** Ends the current load of each new load's slot; of a cumulative extract, every earlier period's too. */
async function supersede(session: Session, contract: ExtractContract, first: number): Promise<void> {
  const replaces = contract.coverage === 'cumulative' ? 'load.period <= newer.period' : 'load.period = newer.period';
  await session.execute(
    `UPDATE hub.load AS load
     SET state = 'superseded', ended_at = newer.loaded_at, ended_by = newer.actor,
       ended_reason = 'superseded by load ' || newer.load_id
     FROM (SELECT * FROM hub.load WHERE load_id >= $first) AS newer
     WHERE load.load_id < $first AND load.extract = newer.extract AND load.submitter = newer.submitter
       AND ${replaces} AND load.state = 'current'`,
    { first },
  );
}

async function commitRows(
  session: Session,
  group: LoadsToPublish,
  ids: readonly number[],
  start: number,
): Promise<void> {
  const parameters: Record<string, SqlValue> = {};
  const rows = group.loads.slice(start, start + COMMIT_ROWS).map((load, index) => {
    const values = commitRow(group, load, ids[start + index] ?? 0);
    for (const [name, value] of Object.entries(values)) parameters[`${name}_${index}`] = value;
    return `(${Object.keys(values)
      .map((name) => COMMIT_TYPES[name]?.(`$${name}_${index}`) ?? `$${name}_${index}`)
      .join(', ')})`;
  });
  const [load] = group.loads;
  if (load === undefined) return;
  const names = Object.keys(commitRow(group, load, 0));
  await session.execute(`INSERT INTO hub.load (${names.join(', ')}) VALUES ${rows.join(', ')}`, parameters);
}

/** Parameters that are not of their column's type as they are bound. */
const COMMIT_TYPES: Readonly<Record<string, (parameter: string) => string>> = {
  loaded_at: (parameter) => `CAST(${parameter} AS TIMESTAMP)`,
  accepted_quarantine_rate: (parameter) => `CAST(${parameter} AS DOUBLE)`,
};

function commitRow(group: LoadsToPublish, load: LoadToPublish, loadId: number): SqlParameters {
  return {
    load_id: loadId,
    ...load.slot,
    content_hash: load.contentHash,
    contract_version: group.contract.version,
    token_key_id: group.tokenKeyId,
    state: 'current',
    rows_read: load.recordsCounted,
    rows_loaded: load.summary.accepted,
    rows_quarantined: load.summary.quarantined,
    loaded_at: timestampText(group.at),
    source_name: load.sourceName,
    actor: load.actor,
    run_id: load.runId,
    file_bytes: load.fileBytes,
    accepted_quarantine_rate: load.acceptQuarantine?.rate ?? null,
    accepted_quarantine_reason: load.acceptQuarantine?.reason ?? null,
    row_count_reason: load.approveRowCount?.reason ?? null,
  };
}
