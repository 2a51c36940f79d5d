import { describe, expect, test } from 'vitest';
import { ConnectionPool } from '../../../warehouse/snowflake/connection-pool.ts';
import type { Connection } from '../../../warehouse/snowflake/driver.ts';

interface Line {
  readonly connection: Connection;
  up: boolean;
  ended: boolean;
}

function lines() {
  const opened: Line[] = [];
  const open = async () => {
    const line: Line = {
      up: true,
      ended: false,
      connection: {
        isUp: () => line.up,
        destroy: (done: () => void) => {
          line.ended = true;
          done();
        },
      } as unknown as Connection,
    };
    opened.push(line);
    return line.connection;
  };
  return { opened, open };
}

describe('a pool of connections', () => {
  test('opens one when none is idle, and hands an idle one out again', async () => {
    const { opened, open } = lines();
    const pool = new ConnectionPool(open, { max: 4, idleMilliseconds: 60_000 });
    const first = await pool.acquire();
    const second = await pool.acquire();
    expect(second).not.toBe(first);
    await pool.release(first, false);
    expect(await pool.acquire()).toBe(first);
    expect(opened).toHaveLength(2);
    await pool.close();
  });

  test('has no more than its limit, and gives the next waiting the place that comes free', async () => {
    const { opened, open } = lines();
    const pool = new ConnectionPool(open, { max: 2, idleMilliseconds: 60_000 });
    const [a, b] = [await pool.acquire(), await pool.acquire()];
    const order: string[] = [];
    const third = pool.acquire().then((connection) => {
      order.push('third');
      return connection;
    });
    const fourth = pool.acquire().then(() => order.push('fourth'));
    await pool.release(a, false);
    expect(await third).toBe(a);
    expect(order).toEqual(['third']);
    await pool.release(b, true);
    await fourth;
    expect(opened).toHaveLength(3);
  });

  test('hands out none that is down or was said to be ended', async () => {
    const { opened, open } = lines();
    const pool = new ConnectionPool(open, { max: 1, idleMilliseconds: 60_000 });
    const first = await pool.acquire();
    await pool.release(first, true);
    expect(opened[0]?.ended).toBe(true);
    const second = await pool.acquire();
    await pool.release(second, false);
    (opened[1] as Line).up = false;
    expect(await pool.acquire()).toBe(opened[2]?.connection);
  });

  test('tells why one could not be opened, and keeps its place for the next', async () => {
    let broken = true;
    const { open } = lines();
    const reason = new Error('refused');
    const pool = new ConnectionPool(() => (broken ? Promise.reject(reason) : open()), {
      max: 1,
      idleMilliseconds: 60_000,
    });
    await expect(pool.acquire()).rejects.toBe(reason);
    broken = false;
    await expect(pool.acquire()).resolves.toBeDefined();
  });

  test('lets one stop waiting whose work is canceled, and keeps its place for those behind it', async () => {
    const { open } = lines();
    const pool = new ConnectionPool(open, { max: 1, idleMilliseconds: 60_000 });
    const held = await pool.acquire();
    const controller = new AbortController();
    const before = pool.acquire();
    const canceled = pool.acquire(controller.signal);
    const behind = pool.acquire();
    controller.abort(new Error('canceled'));
    await expect(canceled).rejects.toThrow('canceled');
    await pool.release(held, false);
    await pool.release(await before, false);
    expect(await behind).toBe(held);
    await expect(pool.acquire(AbortSignal.abort())).rejects.toThrow();
    await pool.close();
  });

  test('ends idle ones when it is closed, and those in use as they come back', async () => {
    const { opened, open } = lines();
    const pool = new ConnectionPool(open, { max: 2, idleMilliseconds: 60_000 });
    const [a, b] = [await pool.acquire(), await pool.acquire()];
    await pool.release(a, false);
    await pool.close();
    expect(opened.map(({ ended }) => ended)).toEqual([true, false]);
    await pool.release(b, false);
    expect(opened.map(({ ended }) => ended)).toEqual([true, true]);
  });
});
