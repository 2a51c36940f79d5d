import type { Control } from '../control/connect.ts';
import { finishRun, listRuns, showRun } from '../control/runs.ts';
import { type Reporter, withTask } from '../runtime/reporter/reporter.ts';
import type { HubClient } from './hub-client.ts';

interface LeftRunsOptions {
  readonly client: HubClient;
  readonly control: Control;
  readonly reporter: Reporter;
  /** Whether they are to go on to their end, or to stop. */
  readonly what: 'finish' | 'cancel';
}

/**
 * Sees runs to their end that an earlier command left under way, when it was killed or its computer went down. They go
 * on as soon as there is a worker, and hold what they write until they have ended.
 */
export async function settleLeftRuns(options: LeftRunsOptions): Promise<void> {
  const { control, reporter, what } = options;
  const underWay = await listRuns(control, { states: ['queued', 'running'], limit: 1_000 });
  // A release waits for people; a backfill goes on for hours beside other runs, or is paused.
  const others: readonly string[] = what === 'finish' ? ['release', 'backfill'] : ['release'];
  const left = underWay.filter(({ kind }) => !others.includes(kind));
  for (const { runId } of left.toReversed()) {
    const title = `${what === 'finish' ? 'Finishing' : 'Canceling'} run ${runId}, which was left under way`;
    await withTask(reporter, title, () => settle(options, runId));
  }
}

async function settle({ client, control, what }: LeftRunsOptions, runId: string): Promise<void> {
  if (what === 'cancel') await client.cancelRun(runId);
  await client.awaitRun(runId);
  if ((await showRun(control, runId)).endedAt !== null) return;
  // Temporal keeps a run's history only for a while, and not across its own versions.
  await finishRun(control, runId, 'failed', { at: new Date(), sentence: 'Temporal knows nothing of it any more' });
}
