import type { Knex } from 'knex';
import type { Control } from './connect.ts';
import type { JsonObject } from './json-value.ts';
import { type NewMaterialization, upsertMaterialization } from './materializations.ts';

export type StepState = 'running' | 'succeeded' | 'failed' | 'canceled' | 'skipped';

/** One attempt at one asset partition within a run. */
export interface StepReport {
  readonly runId: string;
  readonly assetKey: string;
  readonly partition: string;
  /** From 1. */
  readonly attempt: number;
  readonly state: StepState;
  readonly startedAt: Date;
  readonly rowsIn?: number;
  readonly rowsOut?: number;
  readonly rowsRejected?: number;
  /** Absent while it runs. */
  readonly seconds?: number;
  /** The error's class name and its sentence, which holds no value of a person's row. */
  readonly error?: { readonly type: string; readonly sentence: string };
  readonly metadata?: JsonObject;
}

export interface StepRecord {
  readonly assetKey: string;
  readonly partition: string;
  readonly attempt: number;
  readonly state: StepState;
  readonly rowsIn: number;
  readonly rowsOut: number;
  readonly rowsRejected: number;
  readonly startedAt: string;
  readonly seconds: number | null;
  readonly errorType: string | null;
  readonly errorSentence: string | null;
  readonly metadata: JsonObject;
}

const COLUMNS = {
  assetKey: 'asset_key',
  partition: 'partition',
  attempt: 'attempt',
  state: 'state',
  rowsIn: 'rows_in',
  rowsOut: 'rows_out',
  rowsRejected: 'rows_rejected',
  startedAt: 'started_at',
  seconds: 'seconds',
  errorType: 'error_type',
  errorSentence: 'error_sentence',
  metadata: 'metadata',
} as const;

const ATTEMPT = ['run_id', 'asset_key', 'partition', 'attempt'];

/** What is on record of an attempt whose worker was lost. */
export const LOST_ATTEMPT = 'AttemptLostError';

/**
 * Records where an attempt stands; the latest report of an attempt stays. One that begins shows that those before it
 * are over, whatever became of them.
 */
export async function recordStep(control: Control, step: StepReport): Promise<void> {
  if (step.state === 'running') await loseEarlier(control, step);
  await control('step').insert(stepRow(step)).onConflict(ATTEMPT).merge();
}

async function loseEarlier(control: Control, step: Omit<StepReport, 'state'>): Promise<void> {
  const { runId, assetKey, partition, attempt, startedAt } = step;
  if (attempt === 1) return;
  await loseAttempts(control, { runId, at: startedAt }, (earlier) =>
    earlier.where({ asset_key: assetKey, partition }).where('attempt', '<', attempt),
  );
}

/**
 * Ends attempts on record that nobody heard of again. A worker that was only thought lost may still report how its
 * attempt ended.
 * @param narrow which of the run's. @default all
 */
export function loseAttempts(
  control: Control,
  { runId, at }: { readonly runId: string; readonly at: Date },
  narrow: (query: Knex.QueryBuilder) => Knex.QueryBuilder = (query) => query,
): Knex.QueryBuilder {
  return narrow(control('step').where({ run_id: runId, state: 'running' })).update({
    state: 'failed',
    seconds: control.raw('EXTRACT(EPOCH FROM (CAST(? AS TIMESTAMPTZ) - started_at))', [at]),
    error_type: LOST_ATTEMPT,
    error_sentence: 'The attempt was lost with its worker',
  });
}

/**
 * Records that an attempt has begun, unless an earlier one has succeeded: its outcome was lost on the way to Temporal.
 * @returns the attempt that succeeded; undefined when this one has begun
 */
export async function beginStep(control: Control, step: Omit<StepReport, 'state'>): Promise<StepRecord | undefined> {
  const whose = { run_id: step.runId, asset_key: step.assetKey, partition: step.partition };
  const row = stepRow({ ...step, state: 'running' });
  const columns = Object.keys(row);
  const { rowCount } = (await control.raw(
    `INSERT INTO step (${columns.join(', ')}) SELECT ${columns.map((name) => `CAST(:${name} AS ${TYPES[name] ?? 'TEXT'})`).join(', ')}
    WHERE NOT EXISTS (
      SELECT 1 FROM step
      WHERE run_id = :run_id AND asset_key = :asset_key AND partition = :partition AND state = 'succeeded'
    )
    ON CONFLICT (${ATTEMPT.join(', ')})
      DO UPDATE SET state = EXCLUDED.state, started_at = EXCLUDED.started_at, seconds = NULL`,
    row,
  )) as { rowCount: number };
  if (rowCount > 0) {
    await loseEarlier(control, step);
    return undefined;
  }
  return (await control('step')
    .select(COLUMNS)
    .where({ ...whose, state: 'succeeded' })
    .first()) as StepRecord;
}

const TYPES: Readonly<Record<string, string>> = Object.freeze({
  attempt: 'INTEGER',
  rows_in: 'BIGINT',
  rows_out: 'BIGINT',
  rows_rejected: 'BIGINT',
  started_at: 'TIMESTAMPTZ',
  seconds: 'DOUBLE PRECISION',
  metadata: 'JSONB',
});

/** Records that an attempt has ended and what it made, both or neither. */
export async function recordMade(control: Control, step: StepReport, made: NewMaterialization): Promise<void> {
  await control
    .with('made', upsertMaterialization(control, made).returning('materialization_id'))
    .insert(stepRow(step))
    .into('step')
    .onConflict(ATTEMPT)
    .merge();
}

function stepRow(step: StepReport) {
  return {
    run_id: step.runId,
    asset_key: step.assetKey,
    partition: step.partition,
    attempt: step.attempt,
    state: step.state,
    rows_in: step.rowsIn ?? 0,
    rows_out: step.rowsOut ?? 0,
    rows_rejected: step.rowsRejected ?? 0,
    started_at: step.startedAt,
    seconds: step.seconds ?? null,
    error_type: step.error?.type ?? null,
    error_sentence: step.error?.sentence ?? null,
    metadata: JSON.stringify(step.metadata ?? {}),
  };
}

/** The steps of a run, in the order they started. */
export async function stepsOf(control: Control, runId: string): Promise<StepRecord[]> {
  return (await control('step')
    .select(COLUMNS)
    .where('run_id', runId)
    .orderBy(['started_at', 'asset_key', 'partition', 'attempt'])) as StepRecord[];
}

/** A last attempt at an asset partition that failed. */
export interface FailedStep {
  readonly runId: string;
  readonly assetKey: string;
  readonly partition: string;
  /** Names of its blocking checks that failed. */
  readonly checks: readonly string[];
}

/** The asset partitions whose last attempt to end by itself failed. */
export async function failedSteps(control: Control): Promise<FailedStep[]> {
  const last = control('step')
    .distinctOn('asset_key', 'partition')
    .select('run_id', 'asset_key', 'partition', 'state')
    .whereIn('state', ['failed', 'succeeded'])
    .orderBy([
      { column: 'asset_key' },
      { column: 'partition' },
      { column: 'started_at', order: 'desc' },
      { column: 'attempt', order: 'desc' },
    ])
    .as('last');
  const rows = (await control
    .from(last)
    .leftJoin('check_result', (join) => {
      join
        .on('check_result.run_id', 'last.run_id')
        .andOn('check_result.asset_key', 'last.asset_key')
        .andOn('check_result.partition', 'last.partition')
        .andOnVal('check_result.blocking', true)
        .andOnVal('check_result.passed', false);
    })
    .where('last.state', 'failed')
    .orderBy(['last.asset_key', 'last.partition', 'check_result.check_name'])
    .select({
      runId: 'last.run_id',
      assetKey: 'last.asset_key',
      partition: 'last.partition',
      check: 'check_result.check_name',
    })) as (Omit<FailedStep, 'checks'> & { readonly check: string | null })[];
  const byPartition = new Map<string, Omit<FailedStep, 'checks'> & { readonly checks: string[] }>();
  for (const { check, ...step } of rows) {
    const key = `${step.assetKey} ${step.partition}`;
    const found = byPartition.get(key) ?? { ...step, checks: [] };
    if (check !== null) found.checks.push(check);
    byPartition.set(key, found);
  }
  return [...byPartition.values()];
}

/** How long the last making of every asset took, in seconds, by its key. */
export async function lastSeconds(control: Control): Promise<ReadonlyMap<string, number>> {
  const rows = (await control('step')
    .distinctOn('asset_key')
    .select({ assetKey: 'asset_key', seconds: 'seconds' })
    .where('state', 'succeeded')
    .orderBy([{ column: 'asset_key' }, { column: 'started_at', order: 'desc' }])) as {
    readonly assetKey: string;
    readonly seconds: number;
  }[];
  return new Map(rows.map(({ assetKey, seconds }) => [assetKey, seconds]));
}
