import { rmSync, statSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type PgliteServer, servePglite } from '../../../control/embedded/serve-pglite.ts';
import { makeStoreFolder } from '../../../control/embedded/store-folder.ts';
import { disposableFolder, templates } from '../stores.ts';

describe('many clients of one PGlite', () => {
  const folder = disposableFolder();
  const socketPath = join(folder, '.s.PGSQL.5432');
  const address = { host: folder, user: 'postgres', database: 'postgres' };
  let database: PGlite;
  let server: PgliteServer;
  let pools: pg.Pool[];

  beforeAll(async () => {
    await makeStoreFolder(join(folder, 'files'), templates);
    database = await PGlite.create(join(folder, 'files'));
    server = await servePglite({ database, socketPath, idleTransactionMilliseconds: 2_000 });
  });
  afterAll(async () => {
    await server.close();
    await database.close();
    rmSync(folder, { recursive: true, force: true });
  });
  beforeEach(async () => {
    pools = [new pg.Pool({ ...address, max: 4 }), new pg.Pool({ ...address, max: 4 })];
    await pools[0]?.query('CREATE TABLE counter (id INTEGER PRIMARY KEY, n INTEGER NOT NULL)');
    await pools[0]?.query('INSERT INTO counter VALUES (1, 0)');
  });
  afterEach(async () => {
    await pools[0]?.query('DROP TABLE counter');
    await Promise.all(pools.map((pool) => pool.end()));
  });

  const count = async () => (await pools[0]?.query('SELECT n FROM counter'))?.rows[0].n;

  test('each get their own answers while others are in transactions, fail and break off', async () => {
    const [asking, writing] = pools as [pg.Pool, pg.Pool];
    const wrong: number[] = [];
    const ask = async (index: number) => {
      const { rows } = await asking.query('SELECT $1::INTEGER AS x', [index]);
      if (rows[0]?.x !== index) wrong.push(index);
    };
    const write = async (index: number) => {
      const client = await writing.connect();
      try {
        await client.query('BEGIN');
        await client.query('UPDATE counter SET n = n + 1 WHERE id = $1', [1]);
        if (index % 3 === 0) {
          await expect(client.query('SELECT $1::INTEGER / 0', [1])).rejects.toThrow('division by zero');
        }
        await client.query(index % 3 === 0 ? 'ROLLBACK' : 'COMMIT');
      } finally {
        client.release();
      }
    };
    const breakOff = async () => {
      const client = new pg.Client(address);
      client.on('error', () => undefined);
      await client.connect();
      await client.query('BEGIN');
      await client.query('UPDATE counter SET n = n + 1000');
      (client as unknown as { connection: { stream: { destroy(): void } } }).connection.stream.destroy();
    };
    const work = Array.from({ length: 90 }, (_, index) => [
      ask(index),
      write(index),
      ...(index % 15 === 0 ? [breakOff()] : []),
    ]);
    await Promise.all(work.flat());
    expect(wrong).toEqual([]);
    expect(await count()).toBe(60);
  });

  test('are not kept waiting for ever by one that leaves its transaction open', async () => {
    const idle = new pg.Client(address);
    const dropped = new Promise<Error>((resolve) => idle.on('error', resolve));
    await idle.connect();
    await idle.query('BEGIN');
    await idle.query('UPDATE counter SET n = 7');
    expect(await count()).toBe(0);
    expect((await dropped).message).toContain('idle for too long');
  });

  test('can use a failed transaction’s connection again after its rollback', async () => {
    const client = new pg.Client(address);
    await client.connect();
    try {
      await client.query('BEGIN');
      await expect(client.query('SELECT no_such_column')).rejects.toMatchObject({ code: '42703' });
      await expect(client.query('SELECT 1')).rejects.toMatchObject({ code: '25P02' });
      await client.query('ROLLBACK');
      expect((await client.query('SELECT 2 AS x')).rows).toEqual([{ x: 2 }]);
    } finally {
      await client.end();
    }
  });

  test('receive answers larger than a packet and send parameters larger than one', async () => {
    const long = 'é'.repeat(700_000);
    const { rows } = (await pools[0]?.query('SELECT $1::TEXT AS long', [long])) ?? { rows: [] };
    expect(rows[0].long === long).toBe(true);
  });

  test('that speak another protocol are told so, and the others go on', async () => {
    const answer = await new Promise<string>((resolve) => {
      const socket = connect(socketPath, () => socket.write('GET / HTTP/1.1\r\n\r\n'));
      const chunks: Buffer[] = [];
      socket.on('data', (chunk) => chunks.push(chunk));
      socket.on('close', () => resolve(Buffer.concat(chunks).toString('latin1')));
    });
    expect(answer).toContain('FATAL');
    expect(await count()).toBe(0);
  });

  test('can be of the socket’s owner only', () => {
    expect(statSync(socketPath).mode & 0o777).toBe(0o600);
  });
});

test('a backend that has ended is told of, and nobody waits for it', async () => {
  const folder = disposableFolder();
  const panic = Buffer.from('SPANIC\0VPANIC\0C53100\0Mcould not write to log file\0\0');
  const head = Buffer.from([0x45, 0, 0, 0, panic.length + 4]);
  // What PGlite answers when it cannot write its log; asked again, it never answers.
  const answers = [Promise.resolve(Buffer.concat([head, panic])), new Promise<Uint8Array>(() => undefined)];
  const database = { execProtocolRaw: () => answers.shift() } as unknown as PGlite;
  const server = await servePglite({ database, socketPath: join(folder, '.s.PGSQL.5432') });
  const address = { host: folder, user: 'postgres', database: 'postgres' };
  await expect(new pg.Client(address).connect()).rejects.toThrow('could not write to log file');
  expect(await server.ended).toContain('could not go on');
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});
