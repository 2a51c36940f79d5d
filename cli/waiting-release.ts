import type { Control } from '../control/connect.ts';
import { findRelease, type ReleaseRecord } from '../control/releases.ts';
import { findRun } from '../control/runs.ts';
import { ConflictError, UsageError } from '../schemas/errors.ts';

const SHOWN_BY_LIST = '`hub release list` shows the releases there are.';

/**
 * The release of that id, or that the run of that id staged, which waits for a decision.
 * @throws UsageError when there is none
 * @throws ConflictError when it is not staged yet, or has been decided already
 */
export async function waitingRelease(control: Control, releaseOrRun: string): Promise<ReleaseRecord> {
  const release = await findRelease(control, releaseOrRun);
  if (release === undefined) return refuseMissing(control, releaseOrRun);
  if (release.state === 'staged') return release;
  throw new ConflictError(
    `Release ${release.releaseId} has been decided already: it is ${release.state}, by ${release.decidedBy}`,
    { hint: `${SHOWN_BY_LIST} Stage again to decide anew.` },
  );
}

async function refuseMissing(control: Control, runId: string): Promise<never> {
  const run = await findRun(control, runId);
  if (run?.kind !== 'release') throw new UsageError(`There is no release ${runId}`, { hint: SHOWN_BY_LIST });
  if (run.endedAt === null) {
    throw new ConflictError(`The release of run ${runId} is not staged yet`, { hint: 'Decide once it is.' });
  }
  throw new ConflictError(`Run ${runId} ended without a release: ${run.sentence ?? run.state}`, {
    hint: 'Mend that, and stage again.',
  });
}
