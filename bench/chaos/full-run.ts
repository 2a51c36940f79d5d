import { setTimeout as sleep } from 'node:timers/promises';
import { WorkflowExecutionAlreadyStartedError } from '@temporalio/client';
import type { Control } from '../../control/connect.ts';
import { findRelease } from '../../control/releases.ts';
import { findRun, listRuns, type RunRecord } from '../../control/runs.ts';
import { silentReporter } from '../../runtime/reporter/silent.ts';
import { ConflictError } from '../../schemas/errors.ts';
import type { RunningHub } from './running-hub.ts';

const ACTION = { actor: 'chaos', reason: 'A full run that is disturbed' };
/** Where the delivery lies in a data folder. */
export const DELIVERY: string = 'inbox/sample/extracts';
/** No step of the sample takes a fraction of this. */
const PATIENCE = 240_000;
const POLL = 50;

/**
 * Brings the main job to its end, from wherever it stands: everything made, a release staged, approved and published.
 * What has been begun is followed and never begun again; a run that ended failed is followed by another.
 *
 * @param options.runs how many runs may have been begun, those of earlier calls included
 * @throws Error when the job does not come to its end
 */
export async function completeFullRun(hub: RunningHub, options: { readonly runs: number }): Promise<void> {
  await completeRun(hub, options.runs);
  await completeRelease(hub, options.runs);
}

async function completeRun(hub: RunningHub, most: number): Promise<void> {
  for (let n = 1; n <= most; n++) {
    const runId = `full-${n}`;
    const known = await findRun(hub.control, runId);
    if (known === undefined) {
      const request = {
        ...{ runId, selection: ['*'], action: ACTION, approveRowCount: true },
        manifest: `${DELIVERY}/manifest.json`,
      };
      await ending(hub.client.run(request, silentReporter));
    }
    const { state } = await untilEnded(hub, runId);
    if (state === 'succeeded') return;
  }
  throw new Error(`The run failed ${most} times`);
}

async function completeRelease(hub: RunningHub, most: number): Promise<void> {
  const { client, control } = hub;
  for (let n = 1; n <= most; n++) {
    const runId = `release-${n}`;
    if ((await findRun(control, runId)) === undefined) await ending(client.stageRelease({ runId, action: ACTION }));
    const staged = await untilTrue(hub, 'a release to be staged', async () => {
      const run = await findRun(control, runId);
      return run?.endedAt != null || (await findRelease(control, runId)) !== undefined ? { run } : undefined;
    });
    if (staged.run?.endedAt == null) await decide(hub, runId);
    const { state } = await untilEnded(hub, runId);
    if (state === 'succeeded') return;
  }
  throw new Error(`The release failed ${most} times`);
}

/** On record as staged before its workflow knows of it, a release takes no decision yet; decided before the fault, none any more. */
async function decide({ client, control }: RunningHub, runId: string): Promise<void> {
  for (const deadline = Date.now() + PATIENCE; Date.now() < deadline; await sleep(POLL)) {
    try {
      await client.decideRelease(runId, { ...ACTION, approve: true });
      return;
    } catch (error) {
      if (!(error instanceof ConflictError)) throw error;
      if (!error.message.includes('not staged yet') || (await findRun(control, runId))?.endedAt != null) return;
    }
  }
}

/** Runs by state, for who wants to know how it went. */
export async function runsOf(control: Control): Promise<readonly RunRecord[]> {
  return (await listRuns(control, { limit: 100 })).toReversed();
}

/** Waits for what was begun. How it ended is told by the record, which is what the hub promises. */
async function ending(begun: Promise<unknown>): Promise<void> {
  await begun.catch((error: unknown) => {
    if (error instanceof WorkflowExecutionAlreadyStartedError) return;
    // A run that failed has failed on the record, too; a connection that was lost shows there as a run that goes on.
  });
}

function untilEnded(hub: RunningHub, runId: string): Promise<RunRecord> {
  return untilTrue(hub, `${runId} to end`, async () => {
    const run = await findRun(hub.control, runId);
    return run?.endedAt == null ? undefined : run;
  });
}

async function untilTrue<T>(hub: RunningHub, what: string, ask: () => Promise<T | undefined>): Promise<T> {
  for (const deadline = Date.now() + PATIENCE; Date.now() < deadline; await sleep(POLL)) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (!hub.isUp()) throw new Error(`The hub went down before there was ${what}`);
  }
  throw new Error(`There was no end of waiting for ${what}`);
}
