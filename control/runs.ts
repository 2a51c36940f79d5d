import { ConflictError, UsageError } from '../schemas/errors.ts';
import type { Control } from './connect.ts';
import { loseAttempts, type StepRecord, stepsOf } from './steps.ts';

export type RunState = 'queued' | 'running' | 'succeeded' | 'failed' | 'canceled';
export type FinalRunState = 'succeeded' | 'failed' | 'canceled';

export interface NewRun {
  readonly runId: string;
  /** What asked for it: such as `manual`, `schedule`, `arrival`, `backfill`, `link`, `release`. */
  readonly kind: string;
  readonly selection: readonly string[];
  readonly actor: string;
  readonly reason: string;
  readonly codeVersion: string;
  readonly settingsHash: string;
  readonly at: Date;
}

export interface RunRecord {
  readonly runId: string;
  readonly kind: string;
  readonly selection: readonly string[];
  readonly state: RunState;
  readonly actor: string;
  readonly reason: string;
  readonly codeVersion: string;
  readonly settingsHash: string;
  /** Why it failed or was canceled, or what it waits for. */
  readonly sentence: string | null;
  /** Times are ISO 8601 in UTC. */
  readonly queuedAt: string;
  readonly startedAt: string | null;
  readonly endedAt: string | null;
}

const COLUMNS = {
  runId: 'run_id',
  kind: 'kind',
  selection: 'selection',
  state: 'state',
  actor: 'actor',
  reason: 'reason',
  codeVersion: 'code_version',
  settingsHash: 'settings_hash',
  sentence: 'sentence',
  queuedAt: 'queued_at',
  startedAt: 'started_at',
  endedAt: 'ended_at',
} as const;

/** Records a run that waits to start. Again with the same id changes nothing. */
export async function queueRun(control: Control, run: NewRun): Promise<void> {
  await insertRun(control, run, 'queued').onConflict('run_id').ignore();
}

/** Says of a run that is queued what it waits for. */
export async function noteWaiting(control: Control, runId: string, sentence: string): Promise<void> {
  await control('run').where({ run_id: runId, state: 'queued' }).update({ sentence });
}

/**
 * Records that a run has started, whether or not it was queued before. Again for a run under way changes nothing.
 *
 * @throws ConflictError when the run has ended already
 */
export async function startRun(control: Control, run: NewRun): Promise<void> {
  const started = await insertRun(control, run, 'running')
    .onConflict('run_id')
    .merge({ state: 'running', started_at: run.at, sentence: null })
    .where('run.state', 'queued')
    .returning('run_id');
  if (started.length > 0) return;
  const { state } = await control('run').where('run_id', run.runId).first<{ state: RunState }>('state');
  if (state !== 'running') throw new ConflictError(`Run ${run.runId} has ended (${state}) and cannot start again`);
}

/**
 * Records a run's end and gives back its partitions. A final state stays: again with the same state changes nothing.
 *
 * @throws UsageError when there is no such run
 * @throws ConflictError when it ended in another state
 */
export async function finishRun(
  control: Control,
  runId: string,
  state: FinalRunState,
  end: { readonly at: Date; readonly sentence?: string | undefined },
): Promise<void> {
  const ended = control('run')
    .where('run_id', runId)
    .whereNull('ended_at')
    .update({ state, ended_at: end.at, sentence: end.sentence ?? null });
  const { changed, before } = (await control
    .with('ended', ended.returning('run_id'))
    .with('released', control('partition_lock').where('run_id', runId).delete())
    .with(
      'lost',
      loseAttempts(control, { runId, at: end.at }, (attempts) => attempts.whereExists(control('ended'))),
    )
    .select({
      changed: control('ended').count(),
      // As it was: what a statement changes it does not see.
      before: control('run').select('state').where('run_id', runId),
    })
    .first()) as { readonly changed: number; readonly before: RunState | null };
  if (changed === 1) return;
  if (before === null) throw new UsageError(`There is no run ${runId}`);
  if (before !== state) throw new ConflictError(`Run ${runId} has ended (${before}) and cannot become ${state}`);
}

export interface RunFilter {
  readonly states?: readonly RunState[] | undefined;
  readonly kind?: string | undefined;
  readonly actor?: string | undefined;
  /** Runs that touched this asset. */
  readonly assetKey?: string | undefined;
  /** Only runs queued before this ISO time: the next page. */
  readonly before?: string | undefined;
  /** @default 50 */
  readonly limit?: number | undefined;
}

/** Runs, newest first. */
export async function listRuns(control: Control, filter: RunFilter = {}): Promise<RunRecord[]> {
  const query = control('run')
    .select(COLUMNS)
    .orderBy([{ column: 'queued_at', order: 'desc' }, { column: 'run_id' }])
    .limit(filter.limit ?? 50);
  if (filter.states !== undefined) query.whereIn('state', [...filter.states]);
  if (filter.kind !== undefined) query.where('kind', filter.kind);
  if (filter.actor !== undefined) query.where('actor', filter.actor);
  if (filter.before !== undefined) query.where('queued_at', '<', filter.before);
  if (filter.assetKey !== undefined) {
    query.whereIn('run_id', control('step').select('run_id').where('asset_key', filter.assetKey));
  }
  return (await query) as RunRecord[];
}

export interface RunDetail extends RunRecord {
  readonly steps: readonly StepRecord[];
}

/** A run, where there is one of that id. */
export async function findRun(control: Control, runId: string): Promise<RunRecord | undefined> {
  return (await control('run').select(COLUMNS).where('run_id', runId).first()) as RunRecord | undefined;
}

/** One run with its steps. @throws UsageError when there is no such run */
export async function showRun(control: Control, runId: string): Promise<RunDetail> {
  const run = await findRun(control, runId);
  if (run === undefined) {
    throw new UsageError(`There is no run ${runId}`, { hint: 'hub runs list shows the runs there are.' });
  }
  return Object.freeze({ ...run, steps: await stepsOf(control, runId) });
}

function insertRun(control: Control, run: NewRun, state: 'queued' | 'running') {
  return control('run').insert({
    run_id: run.runId,
    kind: run.kind,
    selection: JSON.stringify(run.selection),
    state,
    actor: run.actor,
    reason: run.reason,
    code_version: run.codeVersion,
    settings_hash: run.settingsHash,
    queued_at: run.at,
    started_at: state === 'running' ? run.at : null,
  });
}
