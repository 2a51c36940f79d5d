import type { Knex } from 'knex';
import type { Control } from './connect.ts';
import type { JsonObject } from './json-value.ts';

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

/** What is on record of an attempt whose worker was lost. */
export const LOST_ATTEMPT = 'AttemptLostError';

/**
 * Records where an attempt stands; the latest report of an attempt stays. One that begins shows that those before it
 * are over, whatever became of them.
 */
export async function recordStep(control: Control, step: StepReport): Promise<void> {
  if (step.state === 'running' && step.attempt > 1) {
    const { runId, assetKey, partition, attempt, startedAt } = step;
    await loseAttempts(control, { runId, at: startedAt }, (earlier) =>
      earlier.where({ asset_key: assetKey, partition }).where('attempt', '<', attempt),
    );
  }
  await control('step')
    .insert({
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
    })
    .onConflict(['run_id', 'asset_key', 'partition', 'attempt'])
    .merge();
}

/**
 * Ends attempts on record that nobody heard of again. A worker that was only thought lost may still report how its
 * attempt ended.
 * @param narrow which of the run's. @default all
 */
export async function loseAttempts(
  control: Control,
  { runId, at }: { readonly runId: string; readonly at: Date },
  narrow: (query: Knex.QueryBuilder) => Knex.QueryBuilder = (query) => query,
): Promise<void> {
  await narrow(control('step').where({ run_id: runId, state: 'running' })).update({
    state: 'failed',
    seconds: control.raw('EXTRACT(EPOCH FROM (CAST(? AS TIMESTAMPTZ) - started_at))', [at]),
    error_type: LOST_ATTEMPT,
    error_sentence: 'The attempt was lost with its worker',
  });
}

/** The steps of a run, in the order they started. */
export async function stepsOf(control: Control, runId: string): Promise<StepRecord[]> {
  return (await control('step')
    .select({
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
    })
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
