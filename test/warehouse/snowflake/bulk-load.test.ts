import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { cacheFolder } from '../../../runtime/cache-folder.ts';
import type { HubError } from '../../../schemas/errors.ts';
import type { Fault, Matching } from './fault-proxy.ts';
import { type FaultyWarehouse, openFaulty, shortenWaits } from './faulty-warehouse.ts';

const COLUMNS = ['id', 'label', 'amount', 'born', 'seen'] as const;
const PUT = /^PUT /;
const COPY = /^COPY INTO/;
const STORAGE = /^\/fs_bucket\//;
const AGAIN_AND_AGAIN = Number.POSITIVE_INFINITY;

/** Rows of a file, with values that COPY INTO could take for something else. */
const ROWS = `SELECT * FROM (VALUES
  (1, 'plain', 12.50, DATE '2024-02-29', TIMESTAMP '2024-02-29 13:05:00.123456'),
  (9007199254740993, ' spaced ', -0.01, DATE '1899-12-31', TIMESTAMP '1969-12-31 23:59:59'),
  (3, '\\N', 0, NULL, NULL),
  (4, '', NULL, NULL, NULL),
  (5, NULL, 1, NULL, NULL)
) AS given (id, label, amount, born, seen)`;
const row = (id: number) =>
  `SELECT ${id} AS id, 'row ${id}' AS label, 1.00 AS amount, NULL::DATE AS born, NULL::TIMESTAMP AS seen`;

describe('a bulk load into Snowflake', () => {
  let rig: FaultyWarehouse;
  let folder: string;
  let parquet: (name: string, sql: string) => Promise<string>;
  let lengthenWaits: () => void;
  let loads = 0;

  beforeAll(async () => {
    mkdirSync(cacheFolder, { recursive: true });
    folder = mkdtempSync(join(cacheFolder, 'bulk load-'));
    const duckdb = await (await DuckDBInstance.create(':memory:')).connect();
    parquet = async (name, sql) => {
      const path = join(folder, name);
      await duckdb.run(`COPY (${sql}) TO '${path}' (FORMAT PARQUET)`);
      return path;
    };
    rig = await openFaulty();
    await rig.warehouse.execute('CREATE SCHEMA IF NOT EXISTS staging');
    await rig.warehouse.execute('CREATE SCHEMA IF NOT EXISTS vault');
    const columns = 'id BIGINT, label TEXT, amount DECIMAL(11, 2), born DATE, seen TIMESTAMP, note TEXT';
    await rig.warehouse.execute(`CREATE TABLE staging.loaded (${columns})`);
    await rig.warehouse.execute(`CREATE TABLE vault.loaded (${columns})`);
  });
  afterAll(async () => {
    await rig.close();
    rmSync(folder, { recursive: true, force: true });
  });
  beforeEach(async () => {
    await rig.warehouse.execute('DELETE FROM staging.loaded');
    await rig.warehouse.execute('REMOVE @hub.load_stage/');
    rig.proxy.reset();
    lengthenWaits = shortenWaits();
    loads++;
  });
  afterEach(() => {
    lengthenWaits();
    expect(rig.proxy.reset()).toEqual([]);
  });

  const key = () => `load-${loads}`;
  const load = (files: readonly string[], table = 'staging.loaded', loadKey = key()): Promise<number> => {
    const { bulkLoad } = rig.warehouse;
    if (bulkLoad === undefined) throw new Error('Snowflake takes no bulk load');
    return bulkLoad.call(rig.warehouse, table, COLUMNS, files, { loadKey });
  };
  const failed = (work: Promise<unknown>) =>
    work.then(
      () => expect.unreachable('the load went well'),
      (error: HubError) => error,
    );
  const ids = async () =>
    (await rig.warehouse.query<{ id: number }>('SELECT id FROM staging.loaded ORDER BY id')).map(({ id }) => id);
  const staged = async () =>
    (await rig.warehouse.query<{ name: string }>('LIST @hub.load_stage')).map(({ name }) => name);
  const twoFiles = async () => [await parquet('one.parquet', row(1)), await parquet('two.parquet', row(2))];

  describe('takes files in', () => {
    test('with every value as it is, and leaves nothing on the stage', async () => {
      expect(await load([await parquet('values.parquet', ROWS)])).toBe(5);
      expect(await rig.warehouse.query('SELECT * FROM staging.loaded ORDER BY id')).toEqual([
        { id: 1, label: 'plain', amount: 12.5, born: '2024-02-29', seen: '2024-02-29 13:05:00.123456', note: null },
        { id: 3, label: '\\N', amount: 0, born: null, seen: null, note: null },
        { id: 4, label: '', amount: null, born: null, seen: null, note: null },
        { id: 5, label: null, amount: 1, born: null, seen: null, note: null },
        {
          ...{ id: 9007199254740993n, label: ' spaced ', amount: -0.01, born: '1899-12-31' },
          ...{ seen: '1969-12-31 23:59:59', note: null },
        },
      ]);
      expect(await staged()).toEqual([]);
    });

    test('several at once, also into the vault', async () => {
      expect(await load(await twoFiles())).toBe(2);
      expect(await load(await twoFiles(), 'vault.loaded')).toBe(2);
      expect(await ids()).toEqual([1, 2]);
      expect(await rig.warehouse.query('SELECT COUNT(*) AS n FROM vault.loaded')).toEqual([{ n: 2 }]);
    });

    test('none where there is none', async () => {
      expect(await load([])).toBe(0);
    });
  });

  describe('adds nothing twice', () => {
    test.each<[string, Matching, Fault]>([
      ['the way to the stage is told to nobody', { sql: PUT }, { kind: 'lose answer' }],
      [
        'nobody says whether a file is staged already',
        { path: STORAGE, method: 'HEAD' },
        { kind: 'answer', status: 503 },
      ],
      ['an upload breaks off', { path: STORAGE, method: 'PUT' }, { kind: 'drop' }],
      ['an upload is answered to nobody', { path: STORAGE, method: 'PUT' }, { kind: 'lose answer' }],
      ['the copy does not begin', { sql: COPY }, { kind: 'drop' }],
      ['the connection drops during the copy', { sql: COPY }, { kind: 'leave' }],
      ['the copy is answered to nobody', { sql: COPY }, { kind: 'lose answer' }],
      ['the session token expires before the copy', { sql: COPY }, { kind: 'refuse', code: '390112' }],
    ])('where %s', async (_, matching, fault) => {
      void rig.proxy.plan({ ...matching, fault });
      expect(await load(await twoFiles())).toBe(2);
      expect(await ids()).toEqual([1, 2]);
      expect(await staged()).toEqual([]);
    });

    test('where it is repeated under its key, and counts what it took before', async () => {
      expect(await load(await twoFiles())).toBe(2);
      expect(await load(await twoFiles())).toBe(2);
      expect(await ids()).toEqual([1, 2]);
      expect(rig.proxy.requests({ sql: COPY })).toHaveLength(1);
    });

    test('where it is repeated, and the cleaning is answered to nobody', async () => {
      expect(await load(await twoFiles())).toBe(2);
      void rig.proxy.plan({ sql: /^REMOVE/, fault: { kind: 'lose answer' } });
      expect(await load(await twoFiles())).toBe(2);
      expect(await ids()).toEqual([1, 2]);
      expect(await staged()).toEqual([]);
    });

    test('where nobody ever learns that the copy was made, and the load is repeated', async () => {
      void rig.proxy.plan({ sql: COPY, times: AGAIN_AND_AGAIN, fault: { kind: 'lose answer' } });
      expect(await failed(load(await twoFiles()))).toMatchObject({ name: 'WarehouseError', retryable: true });
      rig.proxy.reset();
      expect(await load(await twoFiles())).toBe(2);
      expect(await ids()).toEqual([1, 2]);
      expect(await staged()).toEqual([]);
    });

    test('where the copy never reached Snowflake, and the load is repeated', async () => {
      void rig.proxy.plan({ sql: COPY, times: AGAIN_AND_AGAIN, fault: { kind: 'drop' } });
      expect(await failed(load(await twoFiles()))).toMatchObject({ name: 'WarehouseError', retryable: true });
      expect(await ids()).toEqual([]);
      expect(await staged()).toHaveLength(2);
      rig.proxy.reset();
      expect(await load(await twoFiles())).toBe(2);
      expect(await ids()).toEqual([1, 2]);
      expect(await staged()).toEqual([]);
    });

    test('but the same files under another key, which are another load', async () => {
      expect(await load(await twoFiles())).toBe(2);
      expect(await load(await twoFiles(), 'staging.loaded', `${key()}-again`)).toBe(2);
      expect(await ids()).toEqual([1, 1, 2, 2]);
    });

    test('and refuses other files under a key that was used', async () => {
      expect(await load(await twoFiles())).toBe(2);
      const other = await parquet('three.parquet', row(3));
      expect(await failed(load([other]))).toMatchObject({ name: 'InvariantError' });
      expect(await ids()).toEqual([1, 2]);
    });
  });

  describe('loads all or nothing', () => {
    test.each([
      ['a text that is no number', `SELECT 7 AS id, 'x' AS label, 'Wojciechowska' AS amount`],
      ['a number that is too large', `SELECT 7 AS id, 'x' AS label, 98765432198765 AS amount`],
      ['a text that is no date', `SELECT 7 AS id, 'x' AS label, 1 AS amount, 'Wojciechowska' AS born`],
    ])('where %s is among the rows, and does not repeat the value', async (_, bad) => {
      const good = await parquet('good.parquet', row(1));
      const error = await failed(load([good, await parquet('bad.parquet', bad)]));
      expect(error).toMatchObject({ name: 'WarehouseError', retryable: false });
      const { message, stack, fields, cause } = error;
      const told = JSON.stringify([message, stack, fields, String(cause), (cause as Error).stack]);
      expect(told).not.toMatch(/Wojciechowska|98765432198765/);
      expect(await ids()).toEqual([]);
      expect(await staged()).toEqual([]);
      expect(rig.proxy.requests({ sql: COPY })).toHaveLength(1);
    });

    test('and can be made again, under its key, once the rows are right', async () => {
      await failed(load([await parquet('rows.parquet', `SELECT 1 AS id, 'x' AS label, 'none' AS amount`)]));
      expect(await load([await parquet('rows.parquet', row(1))])).toBe(1);
      expect(await ids()).toEqual([1]);
    });

    test('where the storage takes nothing in, which may pass', async () => {
      void rig.proxy.plan({
        ...{ path: STORAGE, method: 'PUT', times: AGAIN_AND_AGAIN },
        fault: { kind: 'answer', status: 403 },
      });
      expect(await failed(load(await twoFiles()))).toMatchObject({ name: 'WarehouseError', retryable: true });
      expect(rig.proxy.requests({ sql: COPY })).toEqual([]);
      expect(await staged()).toEqual([]);
    });

    test('where the storage cannot be reached, which the driver would pass over', async () => {
      void rig.proxy.plan({ path: STORAGE, times: AGAIN_AND_AGAIN, fault: { kind: 'drop' } });
      expect(await failed(load(await twoFiles()))).toMatchObject({ name: 'WarehouseError', retryable: true });
      expect(rig.proxy.requests({ sql: COPY })).toEqual([]);
    });

    test('where it is canceled between two tries of its copy, and leaves nothing on the stage', async () => {
      lengthenWaits();
      const files = await twoFiles();
      const controller = new AbortController();
      void rig.proxy.plan({ sql: COPY, fault: { kind: 'drop' } }).then(() => controller.abort());
      const work = rig.warehouse.withCancellation(controller.signal, () => load(files));
      expect(await failed(work)).toMatchObject({ name: 'WarehouseError' });
      await expect.poll(() => rig.proxy.requests({ sql: COPY }).length, { timeout: 10_000 }).toBe(2);
      expect(await ids()).toEqual([]);
      expect(await staged()).toEqual([]);
    });
  });

  test('cleans after itself only, also beside a key that begins as its own does', async () => {
    const [file = ''] = await twoFiles();
    await rig.warehouse.execute(`PUT 'file://${file}' @hub.load_stage/bulk/${key()}0/ AUTO_COMPRESS = FALSE`);
    expect(await load([file])).toBe(1);
    expect(await staged()).toEqual([`load_stage/bulk/${key()}0/one.parquet`]);
  });

  test('whose files were left on the stage is forgotten when uploads are discarded', async () => {
    void rig.proxy.plan({ sql: COPY, times: AGAIN_AND_AGAIN, fault: { kind: 'lose answer' } });
    await failed(load(await twoFiles()));
    rig.proxy.reset();
    await rig.warehouse.discardUploads?.();
    expect(await staged()).toEqual([]);
  });

  test('of a column that the table lacks is refused, copies nothing and leaves nothing staged', async () => {
    const file = await parquet('more.parquet', `${row(1)}, 'kept' AS remark`);
    const work = rig.warehouse.bulkLoad?.('staging.loaded', [...COLUMNS, 'remark'], [file], { loadKey: key() });
    const error = await failed(work ?? Promise.resolve());
    expect(error.message).toMatch(/remark/i);
    expect(rig.proxy.requests({ sql: COPY })).toEqual([]);
    expect(await staged()).toEqual([]);
  });

  test.each([
    ["a'quote.parquet", 'load'],
    ['a star*.parquet', 'load'],
    ['rows.parquet', 'a/../b'],
    ['rows.parquet', ''],
    ['rows.parquet', "x'; DROP TABLE staging.loaded; --"],
  ])('of %j under the key %j is refused', async (name, loadKey) => {
    const error = await failed(load([join(folder, name)], 'staging.loaded', loadKey));
    expect(error).toMatchObject({ name: 'UsageError' });
    expect(rig.proxy.requests({ sql: /DROP|COPY|PUT|REMOVE/ })).toEqual([]);
  });
});
