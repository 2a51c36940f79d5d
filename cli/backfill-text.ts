import { formatDistanceStrict } from 'date-fns';
import { hubGraph } from '../assets/hub-assets.ts';
import { type PartitionProgress, partitionProgress } from '../assets/plan/backfill-progress.ts';
import { type BackfillRecord, type StepStanding, stepStandings } from '../control/backfills.ts';
import type { Control } from '../control/connect.ts';
import { findPlan } from '../control/plans.ts';
import { textTable } from './text-table.ts';

/** A backfill, and how far it has come. */
export interface BackfillView extends BackfillRecord {
  readonly progress: PartitionProgress;
  /** The first few of what failed, with their sentences. */
  readonly failures: readonly { readonly assetKey: string; readonly partition: string; readonly sentence: string }[];
}

const SHOWN_FAILURES = 10;

export async function backfillView(control: Control, record: BackfillRecord): Promise<BackfillView> {
  const steps = await stepStandings(control, record.runId);
  const plan = await findPlan(control, record.runId);
  const progress = partitionProgress(hubGraph, {
    planned: plan?.content.assets ?? [],
    steps,
    goesOn: record.state === 'running' && record.pausedAt === null,
  });
  return { ...record, progress, failures: failuresOf(steps) };
}

function failuresOf(steps: readonly StepStanding[]): BackfillView['failures'] {
  return steps
    .filter(({ state }) => state === 'failed')
    .slice(0, SHOWN_FAILURES)
    .map(({ assetKey, partition, errorSentence }) => ({ assetKey, partition, sentence: errorSentence ?? '' }));
}

export function stateText({ state, pausedAt }: BackfillRecord): string {
  return state === 'running' && pausedAt !== null ? 'paused' : state;
}

/** How far it is, by asset and in ranges. */
export function backfillText(view: BackfillView): string {
  const { progress } = view;
  const { total, done, failed, skipped } = progress;
  const columns = ['made', 'running', 'left', 'failed', 'skipped'] as const;
  const shown = columns.filter((column) => progress.assets.some((asset) => asset[column] !== ''));
  return [
    `Backfill ${view.runId}: ${stateText(view)}, ${number(done)} of ${number(total)} partitions${
      failed + skipped === 0 ? '' : `, ${number(failed)} failed, ${number(skipped)} not begun for that`
    }${progress.secondsLeft === null ? '' : `, about ${duration(progress.secondsLeft)} left`}.`,
    `${number(view.atOnce)} partitions a step, ${view.concurrency} steps at once; asked for by ${view.actor}: ${view.reason}`,
    ...(view.pausedAt === null ? [] : [`Paused by ${view.pausedBy} at ${view.pausedAt}: ${view.pauseReason}`]),
    ...(view.retryOf === null ? [] : [`It retries ${view.retryOf}.`]),
    ...(progress.assets.length === 0
      ? []
      : [
          '',
          textTable(
            ['asset', 'done', ...shown],
            progress.assets.map((asset) => [
              asset.assetKey,
              `${number(asset.done)} of ${number(asset.total)}`,
              ...shown.map((column) => asset[column]),
            ]),
          ),
        ]),
    ...view.failures.map(({ assetKey, partition, sentence }) => `  failed  ${assetKey} (${partition}): ${sentence}`),
  ].join('\n');
}

function number(value: number): string {
  return value.toLocaleString('en-US');
}

function duration(seconds: number): string {
  return formatDistanceStrict(0, seconds * 1_000);
}
