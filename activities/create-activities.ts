import type {
  BackfillActivities,
  LinkageActivities,
  LoadActivities,
  ReleaseActivities,
  RunActivities,
  WarehouseActivities,
  WithdrawalActivities,
} from '../workflows/activity-types.ts';
import { backfillPage, notePause, openBackfill } from './backfill-steps.ts';
import { drawReviewSample, exportReviewCards } from './clerical-review.ts';
import { closeRun } from './close-run.ts';
import { compareLinkVersions } from './compare-link-versions.ts';
import { evaluateLinkage } from './evaluate-linkage.ts';
import { explainPairs } from './explain-pairs.ts';
import { exportQuarantine } from './export-quarantine.ts';
import { toFailure } from './failure.ts';
import { type StepProgress, withHeartbeat } from './heartbeat.ts';
import type { HubContext } from './hub-context.ts';
import { keepAwake } from './keep-awake.ts';
import { materializeAsset } from './materialize-asset.ts';
import { openRun } from './open-run.ts';
import { promoteLinkVersion } from './promote-link-version.ts';
import { settleRelease, stageRelease } from './release-steps.ts';
import { retractLoad } from './retract-load.ts';
import { checkWarehouse, migrateHubWarehouse } from './tend-warehouse.ts';
import { withdrawRelease } from './withdraw-release.ts';

/** The activities of a worker, made over what they may touch. */
export function createActivities(
  context: HubContext,
): RunActivities &
  BackfillActivities &
  ReleaseActivities &
  WithdrawalActivities &
  LoadActivities &
  LinkageActivities &
  WarehouseActivities {
  /** Under a heartbeat, as everything is that may take longer than a heartbeat's timeout; statements end when canceled. */
  const working = <T>(
    work: (signal: AbortSignal, report: (progress: StepProgress) => void) => Promise<T>,
  ): Promise<T> =>
    withHeartbeat((signal, report) =>
      context.warehouse
        .withCancellation(signal, () => work(signal, report))
        .catch((error: unknown) => {
          throw signal.aborted ? signal.reason : toFailure(error);
        }),
    );
  const awake = keepAwake(context.warehouse);
  /** Compute that resumes by itself needs nobody to wake it, so that a role without the right goes on. */
  const trying = (work: Promise<void>) =>
    work.catch((error: unknown) =>
      context.log.error('The state of the warehouse’s compute could not be changed', error),
    );
  return {
    openRun: (request) =>
      failing(async () => {
        const plan = await openRun(context, request);
        await trying(awake.wakeFor(plan.runId));
        return plan;
      }),
    openBackfill: (request) =>
      failing(async () => {
        const opened = await openBackfill(context, request);
        await trying(awake.wakeFor(request.runId));
        return opened;
      }),
    backfillPage: (runId, from) => failing(() => backfillPage(context, runId, from)),
    notePause: (...pause) => failing(() => notePause(context, ...pause)),
    materializeAsset: (request, step) => materializeAsset(context, request, step),
    closeRun: (...end) =>
      failing(async () => {
        await closeRun(context, ...end);
        await trying(awake.restAfter(end[0]));
      }),
    stageRelease: (request) => working((signal, report) => stageRelease(context, request, signal, report)),
    settleRelease: (releaseId, runId, decision) =>
      working((signal) => settleRelease(context, releaseId, runId, decision, signal)),
    withdrawRelease: (request) => working(() => withdrawRelease(context, request)),
    evaluateLinkage: (request) => working(() => evaluateLinkage(context, request)),
    promoteLinkVersion: (request) => working(() => promoteLinkVersion(context, request)),
    compareLinkVersions: (request) => working(() => compareLinkVersions(context, request)),
    drawReviewSample: (request) => working(() => drawReviewSample(context, request)),
    exportReviewCards: (request) => working(() => exportReviewCards(context, request)),
    explainPairs: (request) => working(() => explainPairs(context, request)),
    retractLoad: (request) => working(() => retractLoad(context, request)),
    exportQuarantine: (request) => working(() => exportQuarantine(context, request)),
    checkWarehouse: () => working(() => checkWarehouse(context)),
    migrateWarehouse: () => working(() => migrateHubWarehouse(context)),
  };
}

async function failing<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw toFailure(error);
  }
}
