import type { Control } from './connect.ts';

export type LoadState = 'current' | 'superseded' | 'retracted';

/** The store's copy of a commit row of the warehouse's `hub.load`. */
export interface NewLoad {
  readonly loadId: number;
  readonly extract: string;
  readonly submitter: string;
  readonly period: string;
  readonly contentHash: string;
  readonly contractVersion: number;
  readonly tokenKeyId?: string | null;
  readonly state: LoadState;
  readonly rowsRead: number;
  readonly rowsLoaded: number;
  readonly rowsQuarantined: number;
  /** Quarantined rows by reason code. */
  readonly reasons: Readonly<Record<string, number>>;
  readonly sourceName: string;
  readonly actor: string;
  readonly runId: string;
  readonly at: Date;
  /** @default not known */
  readonly synthetic?: boolean | null;
  readonly decisions?: LoadDecisions;
}

/** What people decided about a load: overrides when it came in, and what ended it. */
export interface LoadDecisions {
  /** Share of quarantined rows up to which it was accepted. */
  readonly acceptedQuarantineRate: number | null;
  readonly acceptedQuarantineReason: string | null;
  /** Why a row count far from the last period's was accepted. */
  readonly rowCountReason: string | null;
  readonly endedAt: Date | string | null;
  readonly endedBy: string | null;
  readonly endedReason: string | null;
}

/** What ended a load, and who. */
export interface LoadEnd {
  readonly at: Date;
  readonly actor: string;
  readonly reason: string;
}

export interface LoadRecord extends LoadDecisions {
  readonly loadId: number;
  readonly extract: string;
  readonly submitter: string;
  readonly period: string;
  readonly contentHash: string;
  readonly contractVersion: number;
  readonly tokenKeyId: string | null;
  readonly state: LoadState;
  readonly rowsRead: number;
  readonly rowsLoaded: number;
  readonly rowsQuarantined: number;
  readonly reasons: Readonly<Record<string, number>>;
  readonly sourceName: string;
  readonly actor: string;
  readonly runId: string;
  readonly loadedAt: string;
  /** Whether its people are invented; null where that was never said. */
  readonly synthetic: boolean | null;
  readonly endedAt: string | null;
}

/**
 * Mirrors a commit row; again with the same load id brings the copy up to date. A current load supersedes the one that
 * was current in its slot (extract, submitter, period).
 */
export function recordLoad(control: Control, load: NewLoad): Promise<void> {
  return recordLoads(control, [load]);
}

/** Mirrors commit rows, all or none. At most one of them is the current load of a slot. */
export async function recordLoads(control: Control, loads: readonly NewLoad[]): Promise<void> {
  if (loads.length === 0) return;
  const current = loads.filter((load) => load.state === 'current');
  await control.transaction(async (transaction) => {
    await transaction('load')
      .where({ state: 'current' })
      .whereIn(
        ['extract', 'submitter', 'period'],
        current.map((load) => [load.extract, load.submitter, load.period]),
      )
      .whereNotIn(
        'load_id',
        current.map((load) => load.loadId),
      )
      .update({ state: 'superseded' });
    await transaction('load').insert(loads.map(loadRow)).onConflict('load_id').merge();
  });
}

function loadRow(load: NewLoad) {
  const { decisions } = load;
  return {
    load_id: load.loadId,
    extract: load.extract,
    submitter: load.submitter,
    period: load.period,
    content_hash: load.contentHash,
    contract_version: load.contractVersion,
    token_key_id: load.tokenKeyId ?? null,
    state: load.state,
    rows_read: load.rowsRead,
    rows_loaded: load.rowsLoaded,
    rows_quarantined: load.rowsQuarantined,
    reasons: JSON.stringify(load.reasons),
    source_name: load.sourceName,
    actor: load.actor,
    run_id: load.runId,
    loaded_at: load.at,
    synthetic: load.synthetic ?? null,
    accepted_quarantine_rate: decisions?.acceptedQuarantineRate ?? null,
    accepted_quarantine_reason: decisions?.acceptedQuarantineReason ?? null,
    row_count_reason: decisions?.rowCountReason ?? null,
    ended_at: decisions?.endedAt ?? null,
    ended_by: decisions?.endedBy ?? null,
    ended_reason: decisions?.endedReason ?? null,
  };
}

/** Which of the loads the store has no copy of. */
export async function missingLoads(control: Control, loadIds: readonly number[]): Promise<readonly number[]> {
  if (loadIds.length === 0) return [];
  const rows: readonly { readonly loadId: number | string }[] = await control('load')
    .select({ loadId: 'load_id' })
    .whereIn('load_id', [...loadIds]);
  const known = new Set(rows.map(({ loadId }) => Number(loadId)));
  return loadIds.filter((loadId) => !known.has(loadId));
}

/** Marks a load that somebody took back. */
export async function markRetracted(control: Control, loadId: number, end: LoadEnd): Promise<void> {
  await control('load')
    .where('load_id', loadId)
    .update({ state: 'retracted', ended_at: end.at, ended_by: end.actor, ended_reason: end.reason });
}

export interface LoadFilter {
  readonly extract?: string | undefined;
  readonly submitter?: string | undefined;
  readonly period?: string | undefined;
  readonly state?: LoadState | undefined;
  readonly runId?: string | undefined;
  readonly loadId?: number | undefined;
  /** @default 100 */
  readonly limit?: number | undefined;
}

/** Loads, newest first. */
export async function listLoads(control: Control, filter: LoadFilter = {}): Promise<LoadRecord[]> {
  const query = control('load')
    .select({
      loadId: 'load_id',
      extract: 'extract',
      submitter: 'submitter',
      period: 'period',
      contentHash: 'content_hash',
      contractVersion: 'contract_version',
      tokenKeyId: 'token_key_id',
      state: 'state',
      rowsRead: 'rows_read',
      rowsLoaded: 'rows_loaded',
      rowsQuarantined: 'rows_quarantined',
      reasons: 'reasons',
      sourceName: 'source_name',
      actor: 'actor',
      runId: 'run_id',
      loadedAt: 'loaded_at',
      synthetic: 'synthetic',
      acceptedQuarantineRate: 'accepted_quarantine_rate',
      acceptedQuarantineReason: 'accepted_quarantine_reason',
      rowCountReason: 'row_count_reason',
      endedAt: 'ended_at',
      endedBy: 'ended_by',
      endedReason: 'ended_reason',
    })
    .orderBy([
      { column: 'loaded_at', order: 'desc' },
      { column: 'load_id', order: 'desc' },
    ])
    .limit(filter.limit ?? 100);
  if (filter.extract !== undefined) query.where('extract', filter.extract);
  if (filter.submitter !== undefined) query.where('submitter', filter.submitter);
  if (filter.period !== undefined) query.where('period', filter.period);
  if (filter.state !== undefined) query.where('state', filter.state);
  if (filter.runId !== undefined) query.where('run_id', filter.runId);
  if (filter.loadId !== undefined) query.where('load_id', filter.loadId);
  return (await query) as LoadRecord[];
}

/** Which loads of an extract are current for a period. */
export interface LoadedPeriod {
  readonly extract: string;
  readonly period: string;
  /** Another whenever other loads, or other rows of them, count. */
  readonly version: string;
  readonly rows: number;
}

/** What is loaded, by extract and period. */
export async function loadedPeriods(control: Control): Promise<LoadedPeriod[]> {
  return (await control('load')
    .select({ extract: 'extract', period: 'period' })
    .select(
      control.raw(
        `encode(sha256(convert_to(string_agg(load_id || ' ' || rows_loaded, ' ' ORDER BY load_id), 'UTF8')), 'hex')
          AS version`,
      ),
      control.raw('CAST(SUM(rows_loaded) AS BIGINT) AS rows'),
    )
    .where('state', 'current')
    .groupBy('extract', 'period')
    .orderBy(['extract', 'period'])) as LoadedPeriod[];
}
