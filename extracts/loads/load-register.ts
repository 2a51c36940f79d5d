import { UsageError } from '../../schemas/errors.ts';
import { textLiteral } from '../../warehouse/identifier.ts';
import type { Session, Warehouse } from '../../warehouse/warehouse.ts';

export type LoadState = 'current' | 'superseded' | 'retracted';

/** A row of `hub.load`. */
export interface LoadRecord {
  readonly load_id: number;
  readonly extract: string;
  readonly submitter: string;
  readonly period: string;
  readonly content_hash: string;
  readonly contract_version: number;
  readonly token_key_id: string;
  readonly state: LoadState;
  readonly rows_read: number;
  readonly rows_loaded: number;
  readonly rows_quarantined: number;
  /** UTC, as the warehouse prints it. */
  readonly loaded_at: string;
  readonly source_name: string;
  readonly actor: string;
  readonly run_id: string;
  readonly file_bytes: number;
  readonly accepted_quarantine_rate: number | null;
  readonly accepted_quarantine_reason: string | null;
  readonly row_count_reason: string | null;
  readonly ended_at: string | null;
  readonly ended_by: string | null;
  readonly ended_reason: string | null;
  /** Whether its people are invented. Null in loads of earlier code, which did not ask. */
  readonly synthetic: boolean | null;
}

export interface LoadFilter {
  readonly extract?: string;
  readonly submitter?: string;
  readonly period?: string;
  readonly state?: LoadState;
  /** Newest first. @default 200 */
  readonly limit?: number;
}

/** Loads, newest first. */
export function listLoads(warehouse: Session, filter: LoadFilter = {}): Promise<LoadRecord[]> {
  const given = (['extract', 'submitter', 'period', 'state'] as const).filter((name) => filter[name] !== undefined);
  const where = given.length === 0 ? '' : `WHERE ${given.map((name) => `${name} = $${name}`).join(' AND ')}`;
  return warehouse.query<LoadRecord & Record<string, unknown>>(
    `SELECT * FROM hub.load ${where} ORDER BY load_id DESC NULLS LAST LIMIT ${Math.trunc(filter.limit ?? 200)}`,
    Object.fromEntries(given.map((name) => [name, filter[name] ?? null])),
  );
}

export interface QuarantinedLine {
  readonly line_no: number;
  readonly reasons: string;
  readonly masked_line: string;
}

export interface LoadDetail extends LoadRecord {
  /** Reason → rows that have it. A row may have several. */
  readonly reasons: Readonly<Record<string, number>>;
  /** The first quarantined lines, masked. */
  readonly quarantined: readonly QuarantinedLine[];
}

/**
 * One load, with what was quarantined and why.
 * @param options.lines how many quarantined lines to show. @default 20
 * @throws UsageError when there is no such load
 */
export async function showLoad(
  warehouse: Session,
  loadId: number,
  options: { readonly lines?: number } = {},
): Promise<LoadDetail> {
  const load = await loadNamed(warehouse, loadId);
  const combinations = await warehouse.query<{ reasons: string; rows: number }>(
    'SELECT reasons, count(*) AS "rows" FROM quarantine.record WHERE load_id = $load_id GROUP BY reasons',
    { load_id: loadId },
  );
  const quarantined = await warehouse.query<QuarantinedLine & Record<string, unknown>>(
    `SELECT line_no, reasons, masked_line FROM quarantine.record WHERE load_id = $load_id
     ORDER BY line_no LIMIT ${Math.trunc(options.lines ?? 20)}`,
    { load_id: loadId },
  );
  return Object.freeze({ ...load, reasons: countReasons(combinations), quarantined });
}

/** Loads by their ids, with the reasons their rows were quarantined for. */
export async function loadsOf(
  warehouse: Warehouse,
  loadIds: readonly number[],
): Promise<readonly (LoadRecord & Pick<LoadDetail, 'reasons'>)[]> {
  const wanted = `SELECT CAST(value AS BIGINT) FROM ${warehouse.dialect.functions.split_rows('$load_ids', "','")} AS wanted`;
  const parameters = { load_ids: loadIds.join(',') };
  const loads = await warehouse.query<LoadRecord & Record<string, unknown>>(
    `SELECT * FROM hub.load WHERE load_id IN (${wanted}) ORDER BY load_id`,
    parameters,
  );
  const combinations = await warehouse.query<{ load_id: number; reasons: string; rows: number }>(
    `SELECT load_id, reasons, count(*) AS "rows" FROM quarantine.record WHERE load_id IN (${wanted}) GROUP BY load_id, reasons`,
    parameters,
  );
  return loads.map((load) =>
    Object.freeze({
      ...load,
      reasons: countReasons(combinations.filter((combination) => combination.load_id === load.load_id)),
    }),
  );
}

/** Why a load is no longer current when another has taken its place. */
export function supersededBy(loadId: number): string {
  return `superseded by load ${loadId}`;
}

/** Ids of an extract's loads whose place the loads given have taken. */
export async function loadsEndedBy(
  warehouse: Session,
  extract: string,
  loadIds: readonly number[],
): Promise<readonly number[]> {
  const loads = await warehouse.query<{ load_id: number }>(
    `SELECT load_id FROM hub.load
     WHERE extract = $extract AND state = 'superseded'
       AND ended_reason IN (${loadIds.map((loadId) => textLiteral(supersededBy(loadId))).join(', ')})`,
    { extract },
  );
  return loads.map((load) => load.load_id);
}

/** Rows by single reason, from rows by comma-joined reasons; most frequent first. */
export function countReasons(
  combinations: readonly { readonly reasons: string; readonly rows: number }[],
): Readonly<Record<string, number>> {
  const counts = new Map<string, number>();
  for (const { reasons, rows } of combinations) {
    for (const reason of new Set(reasons.split(','))) counts.set(reason, (counts.get(reason) ?? 0) + Number(rows));
  }
  return Object.freeze(Object.fromEntries([...counts].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))));
}

export interface Retraction {
  readonly loadId: number;
  readonly reason: string;
  readonly actor: string;
  readonly at: Date;
}

/**
 * Takes a load's rows out of every current view. Its rows and its record stay; its slot is empty until a file is
 * loaded again.
 * @throws UsageError when there is no such load, it is not current, or the reason is empty
 */
export async function retractLoad(warehouse: Warehouse, retraction: Retraction): Promise<LoadRecord> {
  if (retraction.reason.trim() === '') throw new UsageError('A retraction needs a reason');
  return warehouse.transaction(async (session) => {
    const load = await loadNamed(session, retraction.loadId);
    if (load.state !== 'current') {
      throw new UsageError(`Load ${load.load_id} is ${load.state}, so there is nothing to retract`);
    }
    await session.execute(
      `UPDATE hub.load
       SET state = 'retracted', ended_at = CAST($at AS TIMESTAMP), ended_by = $actor, ended_reason = $reason
       WHERE load_id = $load_id`,
      {
        load_id: retraction.loadId,
        at: timestampText(retraction.at),
        actor: retraction.actor,
        reason: retraction.reason,
      },
    );
    return loadNamed(session, retraction.loadId);
  });
}

/** UTC without a zone, as `hub.load` stores it. */
export function timestampText(at: Date): string {
  return at.toISOString().replace('T', ' ').replace('Z', '');
}

async function loadNamed(warehouse: Session, loadId: number): Promise<LoadRecord> {
  const loads = await warehouse.query<LoadRecord & Record<string, unknown>>(
    'SELECT * FROM hub.load WHERE load_id = $load_id',
    { load_id: loadId },
  );
  const load = loads[0];
  if (load === undefined) {
    throw new UsageError(`There is no load ${loadId}`, { hint: 'See `hub loads list` for the loads there are.' });
  }
  return load;
}
