import { ApplicationFailure } from '@temporalio/common';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { DriftFinding } from '../../schemas/warehouse-drift.ts';
import type { WarehouseActivities } from '../../workflows/activity-types.ts';
import { openWorkflowBench, type WorkflowBench } from './workflow-bench.ts';

let bench: WorkflowBench;
beforeAll(async () => {
  bench = await openWorkflowBench();
});
afterAll(() => bench.close());

const finding: DriftFinding = {
  kind: 'undeclared',
  about: 'staging.by_hand',
  sentence: 'staging.by_hand is there, and nothing declares it',
  hint: 'Look at what is in it.',
};

test('what the worker finds off about its warehouse comes out as it was told', async () => {
  const activities: Pick<WarehouseActivities, 'checkWarehouse'> = { checkWarehouse: async () => [finding] };
  await bench.with(activities, async (start) => {
    const handle = await start('checkWarehouse');
    expect(await handle.result()).toEqual([finding]);
  });
});

test('a migration that cannot be made is tried once, and tells why', async () => {
  let attempts = 0;
  const activities: Pick<WarehouseActivities, 'migrateWarehouse'> = {
    migrateWarehouse: async () => {
      attempts += 1;
      throw ApplicationFailure.nonRetryable(
        'hub.load.load_id is TEXT but its contract now says BIGINT',
        'InvariantError',
      );
    },
  };
  await bench.with(activities, async (start) => {
    const handle = await start('migrateWarehouse');
    await expect(handle.result()).rejects.toMatchObject({
      cause: { cause: { message: 'hub.load.load_id is TEXT but its contract now says BIGINT' } },
    });
  });
  expect(attempts).toBe(1);
});
