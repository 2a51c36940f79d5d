import { type CheckResult, listCheckResults } from '../control/check-results.ts';
import type { Control } from '../control/connect.ts';
import { type RunDetail, showRun } from '../control/runs.ts';
import type { StepRecord, StepState } from '../control/steps.ts';
import { counted } from './counted.ts';

/** What a run has on record when it is over, however it ended. */
export interface RunOutcome {
  readonly run: RunDetail;
  /** The latest attempt at each asset. */
  readonly steps: readonly StepRecord[];
  readonly failedChecks: readonly CheckResult[];
}

export async function runOutcome(control: Control, runId: string): Promise<RunOutcome> {
  const run = await showRun(control, runId);
  const latest = new Map<string, StepRecord>();
  for (const step of run.steps) {
    const key = `${step.assetKey} ${step.partition}`;
    if (step.attempt >= (latest.get(key)?.attempt ?? 0)) latest.set(key, step);
  }
  const failedChecks = await listCheckResults(control, { runId, failedOnly: true, limit: 100_000 });
  return { run, steps: [...latest.values()], failedChecks: failedChecks.toReversed() };
}

const SAID: Readonly<Record<StepState, string>> = {
  succeeded: 'made',
  running: 'under way',
  failed: 'failed',
  canceled: 'canceled',
  skipped: 'not begun',
};

/** How many assets were made and how many not, each failure, what was not begun, and which checks failed. */
export function outcomeText({ run, steps, failedChecks }: RunOutcome): string {
  const inState = (state: StepState) => steps.filter((step) => step.state === state);
  const counts = (Object.keys(SAID) as StepState[])
    .map((state) => ({ state, count: inState(state).length }))
    .filter(({ state, count }) => count > 0 || state === 'succeeded')
    .map(({ state, count }) => `${state === 'succeeded' ? counted(count, 'asset') : count} ${SAID[state]}`);
  const skipped = inState('skipped');
  return [
    `Run ${run.runId} ${run.state}: ${counts.join(', ')}.`,
    ...inState('failed').map(({ assetKey, errorSentence }) => `  failed     ${assetKey}: ${errorSentence ?? ''}`),
    ...(skipped.length === 0 ? [] : [`  not begun  ${skipped.map(({ assetKey }) => assetKey).join(', ')}`]),
    ...failedChecks.map(checkText),
  ].join('\n');
}

/** A warning stops nothing, so that a sentence is all that tells of it. */
export function checkText({ assetKey, check, severity, details }: CheckResult): string {
  const kind = severity === 'warn' ? 'warning' : 'check';
  return `  ${kind.padEnd(9)}  ${assetKey}: ${check} (${Number(details.failed ?? 0).toLocaleString('en-US')})`;
}
