import { finishRun } from '../control/runs.ts';
import type {
  LinkageActivities,
  LoadActivities,
  ReleaseActivities,
  RunActivities,
} from '../workflows/activity-types.ts';
import { evaluateLinkage } from './evaluate-linkage.ts';
import { toFailure } from './failure.ts';
import { withHeartbeat } from './heartbeat.ts';
import type { HubContext } from './hub-context.ts';
import { materializeAsset } from './materialize-asset.ts';
import { openRun } from './open-run.ts';
import { settleRelease, stageRelease } from './release-steps.ts';
import { retractLoad } from './retract-load.ts';

/** The activities of a worker, made over what they may touch. */
export function createActivities(
  context: HubContext,
): RunActivities & ReleaseActivities & LoadActivities & LinkageActivities {
  /** Under a heartbeat, as everything is that may take longer than a heartbeat's timeout; statements end when canceled. */
  const working = <T>(work: () => Promise<T>): Promise<T> =>
    withHeartbeat((signal) =>
      context.warehouse.withCancellation(signal, work).catch((error: unknown) => {
        throw signal.aborted ? signal.reason : toFailure(error);
      }),
    );
  return {
    openRun: (request) => failing(() => openRun(context, request)),
    materializeAsset: (request, step) => materializeAsset(context, request, step),
    closeRun: (runId, state, sentence) =>
      failing(() => finishRun(context.control, runId, state, { at: context.now(), sentence })),
    stageRelease: (request) => working(() => stageRelease(context, request)),
    settleRelease: (releaseId, runId, decision) => working(() => settleRelease(context, releaseId, runId, decision)),
    evaluateLinkage: (request) => working(() => evaluateLinkage(context, request)),
    retractLoad: (request) => working(() => retractLoad(context, request)),
  };
}

async function failing<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw toFailure(error);
  }
}
