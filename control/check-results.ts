import type { Control } from './connect.ts';
import type { JsonObject } from './json-value.ts';

/** What a check said about the new rows of one asset partition. */
export interface NewCheckResult {
  readonly runId: string;
  readonly assetKey: string;
  readonly partition: string;
  readonly check: string;
  readonly severity: 'warn' | 'error';
  readonly blocking: boolean;
  readonly passed: boolean;
  /** Counts and column names; never a value of a person's row. */
  readonly details?: JsonObject;
  readonly at: Date;
}

export interface CheckResult {
  readonly runId: string;
  readonly assetKey: string;
  readonly partition: string;
  readonly check: string;
  readonly severity: 'warn' | 'error';
  readonly blocking: boolean;
  readonly passed: boolean;
  readonly details: JsonObject;
  readonly checkedAt: string;
}

const COLUMNS = {
  runId: 'run_id',
  assetKey: 'asset_key',
  partition: 'partition',
  check: 'check_name',
  severity: 'severity',
  blocking: 'blocking',
  passed: 'passed',
  details: 'details',
  checkedAt: 'checked_at',
} as const;

/** Records a check's result, once a run, partition and check: a repeated step replaces its own. */
export async function recordCheck(control: Control, result: NewCheckResult): Promise<void> {
  await control('check_result')
    .insert({
      run_id: result.runId,
      asset_key: result.assetKey,
      partition: result.partition,
      check_name: result.check,
      severity: result.severity,
      blocking: result.blocking,
      passed: result.passed,
      details: JSON.stringify(result.details ?? {}),
      checked_at: result.at,
    })
    .onConflict(['run_id', 'asset_key', 'partition', 'check_name'])
    .merge();
}

/** Check results, newest first, of a run or of an asset. */
export async function listCheckResults(
  control: Control,
  filter: {
    readonly runId?: string | undefined;
    readonly assetKey?: string | undefined;
    readonly failedOnly?: boolean | undefined;
    readonly limit?: number | undefined;
  } = {},
): Promise<CheckResult[]> {
  const query = control('check_result')
    .select(COLUMNS)
    .orderBy('check_result_id', 'desc')
    .limit(filter.limit ?? 200);
  if (filter.runId !== undefined) query.where('run_id', filter.runId);
  if (filter.assetKey !== undefined) query.where('asset_key', filter.assetKey);
  if (filter.failedOnly === true) query.where('passed', false);
  return (await query) as CheckResult[];
}
