import { generateKeyPairSync } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { WarehouseError } from '../../../warehouse/warehouse-error.ts';
import type { Fault } from './fault-proxy.ts';
import { type FaultyWarehouse, openFaulty, shortenWaits } from './faulty-warehouse.ts';

const LOGIN = /login-request$/;
const RENEWAL = /token-request$/;
const CHUNK = /^\/chunks\//;
const INSERT = /INSERT INTO \S*fault\.row/;
const SESSION_EXPIRED = '390112';
const MASTER_EXPIRED = '390114';
const SESSION_GONE = '390111';
const SESSION_UNKNOWN = '390104';

const failed = (work: Promise<unknown>) =>
  work.then(
    () => expect.unreachable('the work went well'),
    (error: WarehouseError) => error,
  );

describe('between the driver and Snowflake', () => {
  let rig: FaultyWarehouse;
  let lengthenWaits: () => void;

  beforeAll(async () => {
    rig = await openFaulty();
    await rig.warehouse.execute('CREATE SCHEMA hub_work.fault');
    await rig.warehouse.execute('CREATE TABLE hub_work.fault.row (id INTEGER, label TEXT)');
  });
  afterAll(() => rig.close());
  beforeEach(async () => {
    await rig.warehouse.execute('DELETE FROM hub_work.fault.row');
    rig.proxy.reset();
    lengthenWaits = shortenWaits();
  });
  afterEach(() => {
    lengthenWaits();
    expect(rig.proxy.reset()).toEqual([]);
  });

  /** A statement of its own, that can be told from all others. */
  const insert = (id: number, label: string) =>
    rig.warehouse.execute(`INSERT INTO hub_work.fault.row VALUES ($id, '${label}')`, { id });
  const labels = async () => {
    const rows = await rig.warehouse.query<{ label: string }>('SELECT label FROM hub_work.fault.row ORDER BY label');
    return rows.map(({ label }) => label);
  };
  const tries = (sql: RegExp) => rig.proxy.requests({ sql });

  describe('a statement runs once, and is told right', () => {
    test.each<[string, Fault, number]>([
      ['the connection drops before it ran', { kind: 'drop' }, 2],
      ['the connection drops while it runs', { kind: 'leave' }, 2],
      ['its answer is lost', { kind: 'lose answer' }, 2],
      ['its answer is cut short', { kind: 'cut answer' }, 2],
      ['its answer takes long', { kind: 'hold answer', milliseconds: 500 }, 1],
      ['too many requests are under way', { kind: 'answer', status: 429 }, 2],
      ['the service is away', { kind: 'answer', status: 503 }, 2],
      ['the session token has expired', { kind: 'refuse', code: SESSION_EXPIRED }, 2],
    ])('where %s', async (name, fault, expected) => {
      await rig.warehouse.query('SELECT 1 AS one');
      void rig.proxy.plan({ sql: INSERT, fault });
      expect(await insert(1, name)).toBe(1);
      expect(await labels()).toEqual([name]);
      const sent = tries(INSERT);
      expect(sent).toHaveLength(expected);
      expect(new Set(sent.map(({ requestId }) => requestId)).size).toBe(1);
      expect(await rig.ran(new RegExp(name))).toHaveLength(1);
      expect(rig.proxy.requests({ path: LOGIN })).toEqual([]);
    });

    test('where throttling goes on for a while, and several at once meet it', async () => {
      void rig.proxy.plan({ sql: INSERT, times: 12, fault: { kind: 'answer', status: 429 } });
      await Promise.all([insert(1, 'a'), insert(2, 'b'), insert(3, 'c'), insert(4, 'd')]);
      expect(await labels()).toEqual(['a', 'b', 'c', 'd']);
    });

    test('where it takes longer than a request may, and its result is asked for', async () => {
      const changed = await rig.warehouse.execute(
        `INSERT INTO hub_work.fault.row SELECT MIN(a.x), 'slow' FROM UNNEST(GENERATE_SERIES(1, 60000)) AS a (x)
         CROSS JOIN UNNEST(GENERATE_SERIES(1, 6000)) AS b (y) WHERE SQRT(a.x * b.y) > 1`,
      );
      expect(changed).toBe(1);
      expect(await labels()).toEqual(['slow']);
      expect(rig.proxy.requests({ path: /\/result$/ }).length).toBeGreaterThan(0);
    });

    test('where what commits its transaction is answered to nobody', async () => {
      void rig.proxy.plan({ sql: /^COMMIT/, fault: { kind: 'lose answer' } });
      const result = await rig.warehouse.transaction(async (session) => {
        await session.execute(`INSERT INTO hub_work.fault.row VALUES (1, 'committed')`);
        return 'done';
      });
      expect(result).toBe('done');
      expect(await labels()).toEqual(['committed']);
      expect(tries(/^COMMIT/)).toHaveLength(2);
      expect(tries(/^ROLLBACK/)).toEqual([]);
    });

    test('where the token expires within its transaction, which goes on', async () => {
      void rig.proxy.plan({ sql: /second/, fault: { kind: 'refuse', code: SESSION_EXPIRED } });
      await rig.warehouse.transaction(async (session) => {
        await session.execute(`INSERT INTO hub_work.fault.row VALUES (1, 'first')`);
        await session.execute(`INSERT INTO hub_work.fault.row VALUES (2, 'second')`);
      });
      expect(await labels()).toEqual(['first', 'second']);
      expect(rig.proxy.requests({ path: RENEWAL })).toHaveLength(1);
    });
  });

  describe('what is read', () => {
    test('arrives whole and in order where parts of it are lost, cut short and refused', async () => {
      for (const kind of ['drop', 'cut answer', 'lose answer'] as const) {
        void rig.proxy.plan({ path: CHUNK, fault: { kind } });
      }
      void rig.proxy.plan({ path: CHUNK, fault: { kind: 'answer', status: 503 } });
      let next = 0;
      for await (const { id } of rig.warehouse.stream<{ id: number }>(
        'SELECT id FROM UNNEST(GENERATE_SERIES(0, 34999)) AS given (id) ORDER BY id',
      )) {
        expect(id).toBe(next++);
      }
      expect(next).toBe(35_000);
    });
  });

  describe('what may pass is worth another try', () => {
    test.each<[string, Fault]>([
      ['a connection that stays away', { kind: 'drop' }],
      ['a service that stays away', { kind: 'answer', status: 503 }],
    ])('%s', async (_, fault) => {
      void rig.proxy.plan({ sql: INSERT, times: Number.POSITIVE_INFINITY, fault });
      expect(await failed(insert(1, 'never'))).toMatchObject({ name: 'WarehouseError', retryable: true });
      expect(tries(INSERT).length).toBeGreaterThan(2);
      expect(await labels()).toEqual([]);
    });

    test('a master token that has expired, after which work gets a session of its own', async () => {
      const warehouse = await rig.open();
      const mark = (label: string) => warehouse.execute(`INSERT INTO hub_work.fault.row VALUES (1, '${label}')`);
      await warehouse.query('SELECT 1 AS one');
      void rig.proxy.plan({ sql: INSERT, fault: { kind: 'refuse', code: SESSION_EXPIRED } });
      void rig.proxy.plan({ path: RENEWAL, fault: { kind: 'refuse', code: MASTER_EXPIRED } });
      expect(await failed(mark('too late'))).toMatchObject({ name: 'WarehouseError', retryable: true });
      expect(rig.proxy.requests({ path: LOGIN })).toHaveLength(1);
      expect(await mark('in time')).toBe(1);
      expect(rig.proxy.requests({ path: LOGIN })).toHaveLength(2);
      expect(await labels()).toEqual(['in time']);
      await warehouse.close();
    });

    test.each<[string, Fault]>([
      ['that is gone', { kind: 'end session', code: SESSION_GONE }],
      ['that Snowflake no longer knows', { kind: 'end session', code: SESSION_UNKNOWN }],
      ['that Snowflake no longer knows, told by HTTP', { kind: 'end session', code: SESSION_UNKNOWN, status: 401 }],
    ])('a session %s, whose transaction leaves nothing', async (_, fault) => {
      await insert(0, 'kept');
      const before = (await rig.ran(/'second'/)).length;
      void rig.proxy.plan({ sql: /second/, fault });
      const work = rig.warehouse.transaction(async (session) => {
        await session.execute('DELETE FROM hub_work.fault.row');
        await session.execute(`INSERT INTO hub_work.fault.row VALUES (1, 'first')`);
        await session.execute(`INSERT INTO hub_work.fault.row VALUES (2, 'second')`);
      });
      expect(await failed(work)).toMatchObject({ name: 'WarehouseError', retryable: true });
      expect(await labels()).toEqual(['kept']);
      expect(await rig.ran(/'second'/)).toHaveLength(before);
    });

    test('a transaction whose connection stays away before it commits, which leaves nothing', async () => {
      void rig.proxy.plan({ sql: /^COMMIT/, times: Number.POSITIVE_INFINITY, fault: { kind: 'drop' } });
      const work = rig.warehouse.transaction((session) =>
        session.execute(`INSERT INTO hub_work.fault.row VALUES (1, 'uncommitted')`),
      );
      expect(await failed(work)).toMatchObject({ name: 'WarehouseError', retryable: true });
      expect(await labels()).toEqual([]);
      expect(await insert(2, 'next')).toBe(1);
    });

    test('a transaction of which nobody ever learns that it was committed, which says so', async () => {
      void rig.proxy.plan({ sql: /^COMMIT/, times: Number.POSITIVE_INFINITY, fault: { kind: 'lose answer' } });
      const work = rig.warehouse.transaction((session) =>
        session.execute(`INSERT INTO hub_work.fault.row VALUES (1, 'committed')`),
      );
      const error = await failed(work);
      expect(error).toMatchObject({ name: 'WarehouseError', retryable: true });
      expect(error.message).toMatch(/did not say whether it committed/);
      expect(await labels()).toEqual(['committed']);
    });

    test('work that fails keeps its own error where its transaction cannot be rolled back', async () => {
      void rig.proxy.plan({ sql: /^ROLLBACK/, times: Number.POSITIVE_INFINITY, fault: { kind: 'drop' } });
      const reason = new Error('changed our minds');
      const work = rig.warehouse.transaction(async (session) => {
        await session.execute(`INSERT INTO hub_work.fault.row VALUES (1, 'undone')`);
        throw reason;
      });
      await expect(work).rejects.toBe(reason);
      expect(await labels()).toEqual([]);
    });
  });

  describe('what is canceled writes nothing more', () => {
    const ENDLESS = `INSERT INTO hub_work.fault.row SELECT COUNT(*), 'endless'
      FROM UNNEST(GENERATE_SERIES(1, 1000000)) AS a (x) CROSS JOIN UNNEST(GENERATE_SERIES(1, 1000000)) AS b (y)
      WHERE SQRT(a.x * b.y) = 0.5`;

    const canceledOn = async (moment: Promise<unknown>, work: () => Promise<unknown>) => {
      const controller = new AbortController();
      void moment.then(() => controller.abort());
      return failed(rig.warehouse.withCancellation(controller.signal, work));
    };

    test('while it runs', async () => {
      const moment = new Promise((resolve) => setTimeout(resolve, 300));
      expect(await canceledOn(moment, () => rig.warehouse.execute(ENDLESS))).toMatchObject({ name: 'WarehouseError' });
      expect(await labels()).toEqual([]);
    });

    test('while the result of a slow one is asked for', async () => {
      const asked = rig.proxy.plan({ path: /\/result$/, fault: { kind: 'leave' } });
      expect(await canceledOn(asked, () => rig.warehouse.execute(ENDLESS))).toMatchObject({ name: 'WarehouseError' });
      expect(await labels()).toEqual([]);
    });

    test('between two tries of the driver, of which the second comes when all is over', async () => {
      lengthenWaits();
      const dropped = rig.proxy.plan({ sql: INSERT, fault: { kind: 'drop' } });
      expect(await canceledOn(dropped, () => insert(1, 'late'))).toMatchObject({ name: 'WarehouseError' });
      await expect.poll(() => tries(INSERT).length, { timeout: 10_000 }).toBe(2);
      expect(await labels()).toEqual([]);
      expect(await rig.ran(/'late'/)).toEqual([]);
    });
  });

  describe('what would fail again is tried once', () => {
    test.each([
      ['a statement that is none', 'SELECT FROM WHERE nowhere'],
      ['a table that is missing', 'SELECT * FROM hub_work.fault.nowhere'],
      ['a column that is missing', 'SELECT nowhere FROM hub_work.fault.row'],
      ['a value that is no number', `SELECT CAST('nowhere' AS INTEGER) AS n`],
    ])('%s', async (_, sql) => {
      expect(await failed(rig.warehouse.query(sql))).toMatchObject({ name: 'WarehouseError', retryable: false });
      expect(tries(/nowhere/)).toHaveLength(1);
    });

    const strangers = () =>
      generateKeyPairSync('rsa', {
        modulusLength: 2048,
        publicKeyEncoding: { type: 'spki', format: 'pem' },
        privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
      }).privateKey;

    test.each([
      ['a key that Snowflake does not know', () => ({ kind: 'key-pair', privateKey: strangers() }) as const],
      ['a token that Snowflake does not take', () => ({ kind: 'oauth', token: 'of-somebody-else' }) as const],
    ])('%s', async (_, signIn) => {
      const warehouse = await rig.open({ signIn: async () => signIn() });
      const error = await failed(warehouse.query('SELECT 1 AS one'));
      expect(error).toMatchObject({ name: 'WarehouseError', retryable: false });
      expect(error.message).toMatch(/^No session with Snowflake/);
      expect(rig.proxy.requests({ path: LOGIN })).toHaveLength(1);
      await warehouse.close();
    });

    test('an address that lets nobody in', async () => {
      const warehouse = await rig.open();
      void rig.proxy.plan({ path: LOGIN, fault: { kind: 'answer', status: 403 } });
      const error = await failed(warehouse.query('SELECT 1 AS one'));
      expect(error).toMatchObject({ name: 'WarehouseError', retryable: false });
      expect(rig.proxy.requests({ path: LOGIN })).toHaveLength(1);
      await warehouse.close();
    });
  });

  describe('signing in is tried again', () => {
    test.each<[string, Fault]>([
      ['where the connection drops', { kind: 'drop' }],
      ['where the answer is lost', { kind: 'lose answer' }],
      ['where the service is away', { kind: 'answer', status: 503 }],
    ])('%s', async (_, fault) => {
      const warehouse = await rig.open();
      void rig.proxy.plan({ path: LOGIN, fault });
      expect(await warehouse.query('SELECT 1 AS one')).toEqual([{ one: 1 }]);
      expect(rig.proxy.requests({ path: LOGIN })).toHaveLength(2);
      await warehouse.close();
    });
  });
});
