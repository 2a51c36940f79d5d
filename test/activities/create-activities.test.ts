import { CancelledFailure } from '@temporalio/common';
import { MockActivityEnvironment } from '@temporalio/testing';
import { describe, expect, it } from 'vitest';
import { createActivities } from '../../activities/create-activities.ts';
import type { HubContext } from '../../activities/hub-context.ts';
import { HEARTBEAT_MILLISECONDS } from '../../temporal.config.ts';

/** A warehouse whose work lasts longer than two heartbeats, and ends when it is canceled. */
const slow = {
  warehouse: {
    withCancellation: (signal: AbortSignal) =>
      new Promise<void>((resolve, reject) => {
        setTimeout(resolve, 2.5 * HEARTBEAT_MILLISECONDS);
        signal.addEventListener('abort', () => reject(new Error('canceled')));
      }),
  },
} as unknown as HubContext;

const action = { actor: 'test', reason: 'test' };
const work = {
  stageRelease: (made: ReturnType<typeof createActivities>) => made.stageRelease({ runId: 'run', action }),
  settleRelease: (made: ReturnType<typeof createActivities>) =>
    made.settleRelease('release', 'run', { approve: true, ...action }),
  evaluateLinkage: (made: ReturnType<typeof createActivities>) => made.evaluateLinkage({ truth: 'truth' }),
  exportQuarantine: (made: ReturnType<typeof createActivities>) =>
    made.exportQuarantine({ loadId: 1, limit: 20, file: 'inbox/rows.json' }),
  retractLoad: (made: ReturnType<typeof createActivities>) => made.retractLoad({ loadId: 1, action }),
};

describe.each(Object.entries(work))('%s', (_name, start) => {
  it('heartbeats for as long as it works, so that no second attempt begins beside it', async () => {
    const environment = new MockActivityEnvironment();
    let heartbeats = 0;
    environment.on('heartbeat', () => {
      heartbeats += 1;
    });
    await environment.run(() => start(createActivities(slow)));
    expect(heartbeats).toBeGreaterThanOrEqual(2);
  });

  it('ends its statements when it is canceled', async () => {
    const environment = new MockActivityEnvironment();
    const running = environment.run(() => start(createActivities(slow)));
    environment.cancel();
    await expect(running).rejects.toBeInstanceOf(CancelledFailure);
  });
});
