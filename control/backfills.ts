import { ConflictError, UsageError } from '../schemas/errors.ts';
import type { Action } from '../schemas/run.ts';
import type { Control } from './connect.ts';
import type { RunState } from './runs.ts';
import type { StepState } from './steps.ts';

export interface NewBackfill {
  readonly runId: string;
  readonly retryOf?: string | undefined;
  /** How many partitions it is to make. */
  readonly partitions: number;
  /** Partitions of one step. */
  readonly atOnce: number;
  /** Steps at once. */
  readonly concurrency: number;
}

export interface BackfillRecord {
  readonly runId: string;
  readonly state: RunState;
  readonly selection: readonly string[];
  readonly actor: string;
  readonly reason: string;
  readonly sentence: string | null;
  readonly queuedAt: string;
  readonly startedAt: string | null;
  readonly endedAt: string | null;
  readonly retryOf: string | null;
  readonly partitions: number;
  readonly atOnce: number;
  readonly concurrency: number;
  readonly pausedAt: string | null;
  readonly pausedBy: string | null;
  readonly pauseReason: string | null;
}

const COLUMNS = {
  runId: 'run.run_id',
  state: 'run.state',
  selection: 'run.selection',
  actor: 'run.actor',
  reason: 'run.reason',
  sentence: 'run.sentence',
  queuedAt: 'run.queued_at',
  startedAt: 'run.started_at',
  endedAt: 'run.ended_at',
  retryOf: 'backfill.retry_of',
  partitions: 'backfill.partitions',
  atOnce: 'backfill.at_once',
  concurrency: 'backfill.concurrency',
  pausedAt: 'backfill.paused_at',
  pausedBy: 'backfill.paused_by',
  pauseReason: 'backfill.pause_reason',
} as const;

/** Records a backfill beside its run. Again with the same id changes nothing. */
export async function recordBackfill(control: Control, backfill: NewBackfill): Promise<void> {
  await control('backfill')
    .insert({
      run_id: backfill.runId,
      retry_of: backfill.retryOf ?? null,
      partitions: backfill.partitions,
      at_once: backfill.atOnce,
      concurrency: backfill.concurrency,
    })
    .onConflict('run_id')
    .ignore();
}

/** @throws UsageError when there is no such backfill */
export async function showBackfill(control: Control, runId: string): Promise<BackfillRecord> {
  const found = (await backfills(control).where('backfill.run_id', runId).first()) as BackfillRecord | undefined;
  if (found !== undefined) return found;
  throw new UsageError(`There is no backfill ${runId}`, { hint: 'hub backfill list shows those there are.' });
}

/** Backfills, newest first. */
export async function listBackfills(control: Control, limit: number): Promise<BackfillRecord[]> {
  return (await backfills(control)
    .orderBy([{ column: 'run.queued_at', order: 'desc' }, { column: 'run.run_id' }])
    .limit(limit)) as BackfillRecord[];
}

function backfills(control: Control) {
  return control('backfill').innerJoin('run', 'run.run_id', 'backfill.run_id').select(COLUMNS);
}

/** Records who paused a backfill and why; without, that it goes on. @throws ConflictError when it has ended */
export async function recordPause(
  control: Control,
  runId: string,
  paused: (Action & { readonly at: Date }) | undefined,
): Promise<void> {
  const changed = await control('backfill')
    .where('run_id', runId)
    .whereIn('run_id', control('run').select('run_id').whereNull('ended_at'))
    .update({
      paused_at: paused?.at ?? null,
      paused_by: paused?.actor ?? null,
      pause_reason: paused?.reason ?? null,
    });
  if (changed === 0) throw new ConflictError(`Backfill ${runId} has ended`);
}

/** Where one step of a run stands: its last attempt, or the one that succeeded. */
export interface StepStanding {
  readonly assetKey: string;
  readonly partition: string;
  readonly state: StepState;
  /** Milliseconds of the epoch. */
  readonly startedAt: number;
  readonly seconds: number | null;
  readonly errorSentence: string | null;
}

/** Of every step of a run, in one value: rows are what a store is slow to hand over. */
export async function stepStandings(control: Control, runId: string): Promise<readonly StepStanding[]> {
  const last = control('step')
    .distinctOn('asset_key', 'partition')
    .select('asset_key', 'partition', 'state', 'started_at', 'seconds', 'error_sentence')
    .where('run_id', runId)
    .orderBy([{ column: 'asset_key' }, { column: 'partition' }, { column: 'attempt', order: 'desc' }])
    .as('last');
  const row = (await control
    .from(last)
    .select(
      control.raw(`json_agg(json_build_array(
        asset_key, partition, state, EXTRACT(EPOCH FROM started_at) * 1000, seconds, error_sentence)) AS steps`),
    )
    .first()) as {
    readonly steps: readonly (readonly [string, string, StepState, number, number | null, string | null])[] | null;
  };
  return (row.steps ?? []).map(([assetKey, partition, state, startedAt, seconds, errorSentence]) => ({
    ...{ assetKey, partition, state, seconds, errorSentence },
    startedAt: Number(startedAt),
  }));
}
