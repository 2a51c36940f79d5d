import { describe, expect, test } from 'vitest';
import { keepAwake } from '../../activities/keep-awake.ts';
import type { Warehouse } from '../../warehouse/warehouse.ts';

function sleeper(asleep: boolean) {
  const log: string[] = [];
  let sleeping = asleep;
  const warehouse = {
    wake: async () => {
      if (!sleeping) return undefined;
      sleeping = false;
      log.push('woken');
      return async () => {
        sleeping = true;
        log.push('resting');
      };
    },
  } as unknown as Warehouse;
  return { awake: keepAwake(warehouse), log };
}

describe('compute that is asleep', () => {
  test('is woken by the first run and rests after the last', async () => {
    const { awake, log } = sleeper(true);
    await awake.wakeFor('a');
    await awake.wakeFor('b');
    await awake.wakeFor('a');
    await awake.restAfter('a');
    expect(log).toEqual(['woken']);
    await awake.restAfter('b');
    expect(log).toEqual(['woken', 'resting']);
    await awake.wakeFor('c');
    await awake.restAfter('c');
    expect(log).toEqual(['woken', 'resting', 'woken', 'resting']);
  });

  test('stays awake when somebody else had woken it', async () => {
    const { awake, log } = sleeper(false);
    await awake.wakeFor('a');
    await awake.restAfter('a');
    expect(log).toEqual([]);
  });

  test('is nothing that an engine without compute of its own knows of', async () => {
    const awake = keepAwake({} as unknown as Warehouse);
    await awake.wakeFor('a');
    await awake.restAfter('a');
    await expect(awake.restAfter('never began')).resolves.toBeUndefined();
  });
});
