import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { InvariantError } from '../../../schemas/errors.ts';
import type { Warehouse } from '../../../warehouse/warehouse.ts';
import { openEmulated } from './open-emulated.ts';

describe('a transaction in Snowflake (emulated)', () => {
  const sent: string[] = [];
  let warehouse: Warehouse;
  beforeAll(async () => {
    warehouse = await openEmulated({ onStatement: (text) => sent.push(text) });
    await warehouse.execute('CREATE TABLE hub.counted (id INTEGER)');
  });
  beforeEach(() => {
    sent.length = 0;
  });
  afterAll(() => warehouse.close());

  test('is begun, worked in and committed on one session, in that order', async () => {
    await warehouse.transaction(async (session) => {
      await session.execute('INSERT INTO hub.counted VALUES ($id)', { id: 1 });
      await session.query('SELECT COUNT(*) AS n FROM hub.counted');
    });
    expect(sent).toEqual([
      'BEGIN TRANSACTION',
      'INSERT INTO hub_work.hub.counted VALUES (?)',
      'SELECT COUNT(*) AS n FROM hub_work.hub.counted',
      'COMMIT',
    ]);
  });

  test.each([
    'CREATE TEMPORARY TABLE scratch (id INTEGER)',
    'ALTER TABLE hub.counted ADD COLUMN more TEXT',
    'TRUNCATE TABLE hub.counted',
    'GRANT SELECT ON TABLE hub.counted TO ROLE hub_analyst',
  ])('never sends DDL, at which Snowflake would commit: %j', async (ddl) => {
    const work = warehouse.transaction(async (session) => {
      await session.execute('DELETE FROM hub.counted');
      await session.execute(ddl);
    });
    await expect(work).rejects.toThrow(InvariantError);
    expect(sent).toEqual(['BEGIN TRANSACTION', 'DELETE FROM hub_work.hub.counted', 'ROLLBACK']);
    expect(await warehouse.query('SELECT COUNT(*) AS n FROM hub.counted')).toEqual([{ n: 1 }]);
  });
});
