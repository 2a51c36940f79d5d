import { WHOLE } from '../assets/partitions/axis.ts';
import { findRun, finishRun } from '../control/runs.ts';
import { recordStep } from '../control/steps.ts';
import type { RunState } from '../schemas/run.ts';
import type { HubContext } from './hub-context.ts';

/**
 * Records a run's end, and what it did not begin.
 * @param unbegun keys of assets, `key#partition` of some of their partitions
 */
export async function closeRun(
  { control, now }: Pick<HubContext, 'control' | 'now'>,
  runId: string,
  state: RunState,
  sentence?: string,
  unbegun: readonly string[] = [],
): Promise<void> {
  const at = now();
  const run = unbegun.length === 0 ? undefined : await findRun(control, runId);
  // Steps of a run that has ended already stay as they are.
  if (run !== undefined && run.endedAt === null) {
    for (const name of unbegun) {
      const [assetKey = '', partition = WHOLE] = name.split('#');
      await recordStep(control, { runId, assetKey, partition, attempt: 1, state: 'skipped', startedAt: at });
    }
  }
  await finishRun(control, runId, state, { at, sentence });
}
