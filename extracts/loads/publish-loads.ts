import type { ExtractContract } from '../../schemas/contract/extract-contract.ts';
import { InvariantError } from '../../schemas/errors.ts';
import type { Session, SqlParameters, SqlValue, Warehouse } from '../../warehouse/warehouse.ts';
import type { QuarantineOverride, RowCountApproval } from './decide-load.ts';
import { type RowSet, type RowSets, rowSets } from './edge-rows.ts';
import type { EdgeSummary } from './edge-table.ts';
import type { EdgeStation } from './ingest-request.ts';
import { timestampText } from './load-register.ts';
import { loadTables } from './load-tables.ts';
import type { Slot } from './slot.ts';
import { uploadRows } from './upload-rows.ts';

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
  readonly synthetic: boolean;
}

export interface LoadsToPublish {
  readonly contract: ExtractContract;
  /** Where the edge table is. @default in the warehouse */
  readonly edge?: EdgeStation | undefined;
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
 * Makes judged files the current loads of their slots, all or none. Rows are invisible without the commit row of their
 * load. Beside the edge table, vault rows come first, then staging, quarantine and the commit rows in one transaction; a
 * warehouse elsewhere gets all rows first, and the commit rows then. Callers hold the warehouse's write turn.
 * @returns the loads' ids, in their order
 * @throws InvariantError when read is not loaded + quarantined in the database; nothing stays behind
 */
export async function publishLoads(warehouse: Warehouse, group: LoadsToPublish): Promise<readonly number[]> {
  const rows = await warehouse.query<{ load_id: number }>(
    `SELECT COALESCE(MAX(load_id), 0) + 1 AS load_id
     FROM (SELECT load_id FROM hub.load UNION ALL SELECT load_id FROM hub.load_id_taken) AS known`,
  );
  const first = Number(rows[0]?.load_id);
  const ids = group.loads.map((_, index) => first + index);
  const sets = rowSets(group, ids);
  if (group.edge === undefined) await publishBeside(warehouse, group, sets, ids, first);
  else await publishElsewhere(warehouse, group.edge, group, sets, ids, first);
  return ids;
}

async function publishBeside(
  warehouse: Warehouse,
  group: LoadsToPublish,
  { staging, vault, quarantine }: RowSets,
  ids: readonly number[],
  first: number,
): Promise<void> {
  // Written beside staging, which is another database, and committed before it.
  const identified =
    vault === undefined
      ? Promise.resolve()
      : warehouse.transaction(async (session) => {
          await deleteLeft(session, [vault], first);
          await insertRows(session, vault);
        });
  // Its failure is met where it is awaited.
  identified.catch(() => undefined);
  try {
    await warehouse.transaction(async (session) => {
      await insertRows(session, staging);
      await insertRows(session, quarantine);
      await identified;
      await commitLoads(session, group, ids, first);
    });
  } catch (error) {
    await identified.catch(() => undefined);
    // Rows that cannot be deleted now, as after a cancellation, are deleted by the next publication or repair.
    if (vault !== undefined) await deleteLeft(warehouse, [vault], first).catch(() => undefined);
    throw error;
  }
}

async function publishElsewhere(
  warehouse: Warehouse,
  edge: EdgeStation,
  group: LoadsToPublish,
  { staging, vault, quarantine }: RowSets,
  ids: readonly number[],
  first: number,
): Promise<void> {
  const sets = [...(vault === undefined ? [] : [vault]), staging, quarantine];
  const accepted = group.loads.reduce((sum, { summary }) => sum + summary.accepted, 0);
  const refused = group.loads.reduce((sum, { summary }) => sum + summary.quarantined, 0);
  // An attempt that nobody hears of any more may still be copying: its ids are never those of another.
  await warehouse.execute('INSERT INTO hub.load_id_taken (load_id) VALUES ($last)', { last: first + ids.length - 1 });
  try {
    for (const set of sets) await uploadRows(warehouse, edge, set, set === quarantine ? refused : accepted);
    await warehouse.transaction((session) => commitLoads(session, group, ids, first));
  } catch (error) {
    await deleteLeft(warehouse, sets, first).catch(() => undefined);
    throw error;
  }
}

/** Loads that failed may have left rows under these ids. */
async function deleteLeft(session: Session, sets: readonly RowSet[], first: number): Promise<void> {
  for (const { table } of sets) await session.execute(`DELETE FROM ${table} WHERE load_id >= $first`, { first });
}

async function insertRows(session: Session, { table, columns, query }: RowSet): Promise<void> {
  await session.execute(`INSERT INTO ${table} (${columns.join(', ')})\n${query}`);
}

async function commitLoads(
  session: Session,
  group: LoadsToPublish,
  ids: readonly number[],
  first: number,
): Promise<void> {
  await checkCounts(session, group, ids);
  for (let start = 0; start < ids.length; start += COMMIT_ROWS) await commitRows(session, group, ids, start);
  await supersede(session, group.contract, first);
}

async function checkCounts(session: Session, group: LoadsToPublish, ids: readonly number[]): Promise<void> {
  const tables = loadTables(group.contract);
  const countsIn = async (table: string): Promise<ReadonlyMap<number, number>> => {
    const rows = await session.query<{ load_id: number; rows: number }>(
      `SELECT load_id, count(*) AS "rows" FROM ${table} WHERE load_id >= $first GROUP BY load_id`,
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
  const replaces =
    contract.coverage === 'cumulative' ? 'hub.load.period <= newer.period' : 'hub.load.period = newer.period';
  await session.execute(
    `UPDATE hub.load
     SET state = 'superseded', ended_at = newer.loaded_at, ended_by = newer.actor,
       ended_reason = 'superseded by load ' || CAST(newer.load_id AS TEXT)
     FROM (SELECT * FROM hub.load WHERE load_id >= $first) AS newer
     WHERE hub.load.load_id < $first AND hub.load.extract = newer.extract AND hub.load.submitter = newer.submitter
       AND ${replaces} AND hub.load.state = 'current'`,
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
  synthetic: (parameter) => `CAST(${parameter} AS BOOLEAN)`,
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
    synthetic: load.synthetic,
  };
}
