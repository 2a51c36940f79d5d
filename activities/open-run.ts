import { type AssetGraph, selectAssets, upstreamOf } from '../assets/asset-graph.ts';
import { acquirePartitions } from '../control/partition-locks.ts';
import { startRun } from '../control/runs.ts';
import { UsageError } from '../schemas/errors.ts';
import type { RunPlan, RunRequest } from '../schemas/run.ts';
import { runRequestSchema } from '../schemas/run.ts';
import type { HubContext } from './hub-context.ts';

/** The one partition of an asset that has no others. */
export const WHOLE = 'all';

/** The assets of a selection that a run can make. @throws UsageError when none of them is one */
function selectMakeable(graph: AssetGraph, selection: readonly string[]): readonly string[] {
  const selected = selectAssets(graph, selection);
  const keys = selected.filter((key) => graph.assets.get(key)?.maker.kind !== 'decision');
  if (keys.length > 0) return keys;
  throw new UsageError(`${selected.join(', ')} is made by somebody’s decision, not by a run`, {
    hint: 'hub release stage writes a release; hub release approve makes it visible.',
  });
}

/** Resolves the selection into steps and their order, records the run, and takes what it is going to write. */
export async function openRun(context: HubContext, given: RunRequest): Promise<RunPlan> {
  const request = runRequestSchema.parse(given);
  // Before anything can be wrong with the request: a run that fails at once is on record, too.
  await startRun(context.control, {
    runId: request.runId,
    kind: 'manual',
    selection: request.selection,
    actor: request.action.actor,
    reason: request.action.reason,
    codeVersion: context.codeVersion,
    settingsHash: context.settingsHash,
    at: context.now(),
  });
  const keys = selectMakeable(context.graph, request.selection);
  const selected = new Set(keys);
  await acquirePartitions(
    context.control,
    request.runId,
    keys.map((assetKey) => ({ assetKey, partition: WHOLE })),
    context.now(),
  );
  return {
    runId: request.runId,
    // A step waits for everything selected that it reads, also through assets that are not selected.
    steps: keys.map((assetKey) => ({
      assetKey,
      after: [...upstreamOf(context.graph, assetKey)].filter((key) => selected.has(key)).toSorted(),
    })),
  };
}
