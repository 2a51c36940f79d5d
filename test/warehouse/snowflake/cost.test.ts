import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { CostLimitError, UnavailableError } from '../../../schemas/errors.ts';
import { costMeter } from '../../../warehouse/snowflake/cost-meter.ts';
import { readRunUsage } from '../../../warehouse/snowflake/run-usage.ts';
import { openSnowflake } from '../../../warehouse/snowflake/snowflake-warehouse.ts';
import { creditsAnHour, readVirtualWarehouse } from '../../../warehouse/snowflake/virtual-warehouse.ts';
import type { Warehouse } from '../../../warehouse/warehouse.ts';
import { type Emulator, startEmulator } from './emulator/emulator.ts';
import { createDatabases, DATABASES, emulatedOptions } from './open-emulated.ts';

describe('the meter of a virtual warehouse', () => {
  const meter = (runCreditLimit?: number) => costMeter({ runCreditLimit, creditsAnHour: async () => 4 });

  test('prices the time of statements, by run and by asset', async () => {
    const costs = meter();
    costs.charge({ run: 'a', asset: 'ecids.child' }, 900);
    costs.charge({ run: 'a', asset: 'ecids.child' }, 900);
    costs.charge({ run: 'a' }, 1_800);
    costs.charge({ run: 'b', asset: 'ecids.child' }, 360);
    costs.charge(undefined, 1_000_000);
    expect(await costs.spent({ run: 'a' })).toEqual({ statements: 3, seconds: 3_600, credits: 4 });
    expect(await costs.spent({ run: 'a', asset: 'ecids.child' })).toEqual({
      statements: 2,
      seconds: 1_800,
      credits: 2,
    });
    expect(await costs.spent({ run: 'b' })).toEqual({ statements: 1, seconds: 360, credits: 0.4 });
    expect(await costs.spent({ run: 'never' })).toEqual({ statements: 0, seconds: 0, credits: 0 });
  });

  test('lets a run go on until it has used what it may, and others after that', async () => {
    const costs = meter(1);
    costs.charge({ run: 'a' }, 899);
    await costs.admit({ run: 'a' });
    costs.charge({ run: 'a' }, 1);
    await expect(costs.admit({ run: 'a', asset: 'x.y' })).rejects.toThrow(CostLimitError);
    await expect(costs.admit({ run: 'a' })).rejects.toMatchObject({ retryable: false, fields: { run: 'a', limit: 1 } });
    await costs.admit({ run: 'b' });
    await costs.admit(undefined);
  });

  test.each([
    ['X-Small', 1],
    ['XSMALL', 1],
    ['Medium', 4],
    ['2X-Large', 32],
    ['of a size that came later', 512],
  ])('a warehouse that is %s uses %i credits an hour', (size, credits) => {
    expect(creditsAnHour(size)).toBe(credits);
  });
});

describe('sessions and the cost of work in Snowflake (emulated)', () => {
  let emulator: Emulator;
  let open: Warehouse[] = [];
  const warehouse = async (changes: Parameters<typeof emulatedOptions>[1] = {}) => {
    const opened = await openSnowflake(emulatedOptions(emulator, changes));
    open.push(opened);
    return opened;
  };
  beforeAll(async () => {
    emulator = await startEmulator();
    await createDatabases(await warehouse());
  });
  beforeEach(async () => {
    for (const opened of open) await opened.close();
    open = [];
  });
  afterAll(async () => {
    for (const opened of open) await opened.close();
    await emulator.close();
  });

  test('is known by run and asset while it goes on', async () => {
    const working = await warehouse();
    await working.withQueryTag({ run: 'r1', asset: 'ecids.child' }, async () => {
      await working.query('SELECT 1 AS one');
      await working.query('SELECT 2 AS two');
    });
    await working.query('SELECT 3 AS untagged');
    const spent = await working.spent?.({ run: 'r1', asset: 'ecids.child' });
    expect(spent?.statements).toBe(2);
    expect(spent?.credits).toBeCloseTo(((spent?.seconds ?? 0) / 3_600) * 2, 9);
    expect(await working.spent?.({ run: 'r2' })).toMatchObject({ statements: 0 });
  });

  test('ends a run at its limit, before the next statement is sent, and no other', async () => {
    const sent: string[] = [];
    const working = await warehouse({ runCreditLimit: 1e-9, onStatement: (text) => sent.push(text) });
    const twice = async () => {
      await working.execute('CREATE TABLE IF NOT EXISTS hub_work.hub.once (id INTEGER)');
      await working.execute('INSERT INTO hub_work.hub.once VALUES (1)');
    };
    await expect(working.withQueryTag({ run: 'greedy' }, twice)).rejects.toThrow(CostLimitError);
    expect(sent.filter((text) => text.startsWith('INSERT'))).toEqual([]);
    expect(await working.query('SELECT COUNT(*) AS n FROM hub_work.hub.once')).toEqual([{ n: 0 }]);
  });

  test('lets a transaction that is stopped at the limit leave nothing', async () => {
    const working = await warehouse({ runCreditLimit: 1e-9 });
    await working.execute('CREATE TABLE IF NOT EXISTS hub_work.hub.half (id INTEGER)');
    const work = working.withQueryTag({ run: 'half' }, () =>
      working.transaction(async (session) => {
        await session.execute('INSERT INTO hub_work.hub.half VALUES (1)');
      }),
    );
    await expect(work).rejects.toThrow(CostLimitError);
    expect(await working.query('SELECT COUNT(*) AS n FROM hub_work.hub.half')).toEqual([{ n: 0 }]);
  });

  test('is told from the query history by asset, and of no other run', async () => {
    const working = await warehouse();
    for (const [run, asset] of [
      ['r3', 'ecids.child'],
      ['r3', 'ecids.child'],
      ['r3', 'ecids.screening'],
      ['r33', 'ecids.child'],
    ] as const) {
      await working.withQueryTag({ run, asset }, () => working.query('SELECT 1 AS one'));
    }
    const { assets, complete } = await readRunUsage(working, DATABASES.work, 'HUB_WH', 'r3');
    expect(complete).toBe(true);
    const counts = Object.fromEntries(assets.map(({ asset, statements }) => [asset, statements]));
    expect(counts).toEqual({ 'ecids.child': 2, 'ecids.screening': 1 });
    for (const { seconds, credits, bytesScanned } of assets) {
      expect(credits).toBeCloseTo((seconds / 3_600) * 2, 9);
      expect(bytesScanned).toBeGreaterThan(0);
    }
  });

  test('asks for what it signs in with anew for every session', async () => {
    let asked = 0;
    const { privateKey } = emulator;
    const working = await warehouse({
      signIn: async () => {
        asked++;
        return { kind: 'key-pair', privateKey };
      },
    });
    await working.execute('CREATE TEMPORARY TABLE passing (id INTEGER)');
    await working.query('SELECT 1 AS one');
    expect(asked).toBe(2);
  });

  test('begins with a sleeping warehouse awake, and ends with it asleep again', async () => {
    const options = emulatedOptions(emulator);
    const sleepy = await warehouse({ address: { ...options.address, warehouse: 'SLEEPY_WH' } });
    const suspended = async () => (await readVirtualWarehouse(sleepy, 'SLEEPY_WH')).suspended;
    expect(await suspended()).toBe(true);
    const rest = await sleepy.wake?.();
    expect(await suspended()).toBe(false);
    await rest?.();
    expect(await suspended()).toBe(true);
  });

  test('leaves a warehouse awake that was', async () => {
    expect(await (await warehouse()).wake?.()).toBeUndefined();
  });

  test('of a warehouse that is not there is an error that says so', async () => {
    const working = await warehouse();
    await expect(readVirtualWarehouse(working, 'NOWHERE')).rejects.toThrow(UnavailableError);
  });
});
