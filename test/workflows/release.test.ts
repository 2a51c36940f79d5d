import { WorkflowFailedError, type WorkflowHandle, WorkflowUpdateFailedError } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readFailure } from '../../activities/failure.ts';
import type { ReleaseDecision, ReleaseRequest } from '../../schemas/run.ts';
import type { ReleaseActivities, RunActivities } from '../../workflows/activity-types.ts';
import { openWorkflowBench, type WorkflowBench } from './workflow-bench.ts';

let bench: WorkflowBench;
beforeAll(async () => {
  bench = await openWorkflowBench();
});
afterAll(() => bench?.close());

const REQUEST: ReleaseRequest = { runId: 'r1', action: { actor: 'ada', reason: 'quarterly' } };
const APPROVAL: ReleaseDecision = { actor: 'grace', reason: 'looks right', approve: true };

interface Desk {
  readonly settled: unknown[][];
  /** The ends of runs that the workflow itself recorded. */
  readonly closed: unknown[][];
  readonly activities: ReleaseActivities & Pick<RunActivities, 'closeRun'>;
  /** Lets the staging finish. */
  readonly finishStaging: () => void;
}

function desk(): Desk {
  const settled: unknown[][] = [];
  const closed: unknown[][] = [];
  let finishStaging = (): void => undefined;
  const mayFinish = new Promise<void>((resolve) => {
    finishStaging = resolve;
  });
  return {
    settled,
    closed,
    finishStaging,
    activities: {
      closeRun: async (...end) => void closed.push(end),
      stageRelease: async ({ runId }) => {
        await mayFinish;
        return `release-of-${runId}`;
      },
      settleRelease: async (...call) => void settled.push(call),
    },
  };
}

const decide = (handle: WorkflowHandle, decision: unknown) =>
  handle.executeUpdate<string, [unknown]>('decideRelease', { args: [decision] });

async function refusal(work: Promise<unknown>): Promise<string> {
  const error = await work.then(
    () => undefined,
    (failure: unknown) => failure,
  );
  expect(error).toBeInstanceOf(WorkflowUpdateFailedError);
  return readFailure(error).sentence;
}

async function staged(handle: WorkflowHandle): Promise<void> {
  await expect.poll(() => handle.query('stagedRelease'), { timeout: 20_000 }).toBe('release-of-r1');
}

test('a release waits for a decision, refuses one that is too early, without reason, or the second, and carries out the first', async () => {
  const { activities, settled, finishStaging } = desk();
  await bench.with(activities, async (start) => {
    const handle = await start('release', REQUEST);
    expect(await handle.query('stagedRelease')).toBeUndefined();
    expect(await refusal(decide(handle, APPROVAL))).toBe('The release is not staged yet: decide once it is.');
    finishStaging();
    await staged(handle);
    for (const reason of ['', '   ', undefined]) {
      expect(await refusal(decide(handle, { ...APPROVAL, reason }))).toBe('A decision needs a reason.');
    }
    expect(await refusal(decide(handle, { ...APPROVAL, actor: '' }))).toBe('A decision needs somebody who takes it.');
    expect(settled).toEqual([]);
    expect((await handle.describe()).status.name).toBe('RUNNING');

    const [first, second] = await Promise.allSettled([
      decide(handle, APPROVAL),
      decide(handle, { ...APPROVAL, approve: false }),
    ]);
    const kept = [first, second].filter(({ status }) => status === 'fulfilled');
    expect(kept).toHaveLength(1);
    const approved = first.status === 'fulfilled';
    expect(await handle.result()).toEqual({
      releaseId: 'release-of-r1',
      state: approved ? 'published' : 'rejected',
    });
    expect(settled).toEqual([['release-of-r1', 'r1', { ...APPROVAL, approve: approved }]]);
  });
});

test('a release that is rejected says so', async () => {
  const { activities, settled, finishStaging } = desk();
  finishStaging();
  await bench.with(activities, async (start) => {
    const handle = await start('release', REQUEST);
    await staged(handle);
    expect(await decide(handle, { ...APPROVAL, approve: false })).toBe('release-of-r1');
    expect(await handle.result()).toEqual({ releaseId: 'release-of-r1', state: 'rejected' });
  });
  expect(settled).toHaveLength(1);
});

test('a release that cannot be staged fails with the reason, ends its run, and asks nobody', async () => {
  const { activities: usual, closed } = desk();
  const activities: Desk['activities'] = {
    ...usual,
    stageRelease: () => Promise.reject(ApplicationFailure.nonRetryable('Two link versions are mixed', 'ConflictError')),
  };
  await bench.with(activities, async (start) => {
    const handle = await start('release', REQUEST);
    const error = await handle.result().catch((failure: unknown) => failure);
    expect(error).toBeInstanceOf(WorkflowFailedError);
    expect(readFailure(error).sentence).toBe('Two link versions are mixed');
  });
  expect(closed).toEqual([['r1', 'failed', 'Two link versions are mixed']]);
});
