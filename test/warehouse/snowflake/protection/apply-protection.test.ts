import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { tableOf, type WarehouseObject } from '../../../../warehouse/migrations/warehouse-object.ts';
import { applyAccount, applyProtection } from '../../../../warehouse/snowflake/protection/apply-protection.ts';
import type { ProtectionPlan } from '../../../../warehouse/snowflake/protection/protection-plan.ts';
import type { Session, SqlParameters, Warehouse } from '../../../../warehouse/warehouse.ts';
import { openEmulated } from '../open-emulated.ts';
import { hubPlan } from './plan.ts';

/** What the emulator has nothing for: roles, grants, policies, tags, and places under managed access. */
const GOVERNANCE = /\b(GRANT|ROLE|POLICY|TAG|MONITOR|WAREHOUSE|DATABASE|MANAGED)\b|^ALTER SCHEMA|TRANSIENT SCHEMA/;

const objects: readonly WarehouseObject[] = [
  tableOf('vault.made_up', 'load_id BIGINT NOT NULL', 'last_name TEXT', 'born DATE'),
  {
    ...tableOf('ecids.made_up', 'person_key BIGINT'),
    columns: [{ name: 'town', type: 'TEXT', identifying: 'quasi' }],
    rebuilt: true,
  },
];
const plan: ProtectionPlan = { ...hubPlan, objects, owners: new Map([['vault.made_up', ['DESE', 'DHE']]]) };

/** The emulator, with an ear at its statements; governance is heard and not sent. */
function overheard(
  warehouse: Warehouse,
  rowProtected: () => readonly string[],
): { warehouse: Warehouse; heard: string[] } {
  const heard: string[] = [];
  const listen = (session: Session): Session => ({
    query: async <T>(sql: string, parameters?: SqlParameters) =>
      sql.includes('policy_references')
        ? (rowProtected().map((name) => ({ schema_name: 'vault', table_name: name, column_name: null })) as T[])
        : ((await session.query(sql, parameters)) as T[]),
    stream: session.stream.bind(session),
    execute: async (sql, parameters) => {
      heard.push(sql);
      return GOVERNANCE.test(sql) ? 0 : session.execute(sql, parameters);
    },
  });
  return {
    heard,
    warehouse: {
      ...listen(warehouse),
      engine: warehouse.engine,
      dialect: warehouse.dialect,
      session: (work) => warehouse.session((session) => work(listen(session))),
      transaction: (work) => warehouse.transaction(work),
      withCancellation: warehouse.withCancellation.bind(warehouse),
      withQueryTag: warehouse.withQueryTag.bind(warehouse),
      tableColumns: warehouse.tableColumns.bind(warehouse),
      close: warehouse.close.bind(warehouse),
    },
  };
}

describe('a migration of Snowflake', () => {
  let emulated: Warehouse;
  beforeAll(async () => {
    emulated = await openEmulated();
  });
  afterAll(() => emulated.close());

  test('makes places and rights first, then tables, then attaches what protects them', async () => {
    const { warehouse, heard } = overheard(emulated, () => []);
    const { applied } = await applyProtection(warehouse, plan);
    expect(applied).toEqual(['vault.made_up']);
    const at = (start: string) => heard.findIndex((sql) => sql.startsWith(start));
    const order = [
      'CREATE DATABASE IF NOT EXISTS hub_work',
      'GRANT USAGE ON DATABASE hub_work',
      'CREATE TABLE IF NOT EXISTS vault.made_up',
      'CREATE MASKING POLICY IF NOT EXISTS hub_vault.governance.direct_text',
      'ALTER TABLE hub_vault.vault.made_up MODIFY COLUMN last_name SET MASKING POLICY',
      'ALTER TABLE hub_vault.vault.made_up ADD ROW ACCESS POLICY',
    ].map(at);
    expect(order).not.toContain(-1);
    expect(order).toEqual(order.toSorted((a, b) => a - b));
    expect(heard).toContain(
      "ALTER TABLE hub_vault.vault.made_up SET TAG hub_vault.governance.data_owner = 'DESE, DHE'",
    );
  });

  test('leaves alone what builds have not made yet, and protects it once they have', async () => {
    const first = overheard(emulated, () => []);
    await applyProtection(first.warehouse, plan);
    expect(first.heard.filter((sql) => sql.includes('ecids.made_up'))).toEqual([]);
    await emulated.execute('CREATE TABLE ecids.made_up (town TEXT)');
    const second = overheard(emulated, () => []);
    await applyProtection(second.warehouse, plan);
    expect(second.heard.filter((sql) => sql.includes('ecids.made_up'))).toEqual([
      'ALTER TABLE hub_work.ecids.made_up MODIFY COLUMN town SET MASKING POLICY hub_vault.governance.quasi_text FORCE',
      "ALTER TABLE hub_work.ecids.made_up MODIFY COLUMN town SET TAG hub_vault.governance.identifying = 'quasi'",
    ]);
  });

  test('adds a row access policy once, and takes nothing away', async () => {
    const { warehouse, heard } = overheard(emulated, () => ['made_up']);
    expect(await applyProtection(warehouse, plan)).toEqual({ applied: [], repaired: [] });
    expect(heard.filter((sql) => /ADD ROW ACCESS|\bDROP\b|\bREVOKE\b|\bUNSET\b/.test(sql))).toEqual([]);
  });

  test('keeps what an account administrator does apart from what the deployer does', async () => {
    const account = overheard(emulated, () => []);
    await applyAccount(account.warehouse, plan);
    expect(account.heard.some((sql) => sql.startsWith('CREATE ROLE'))).toBe(true);
    const daily = overheard(emulated, () => []);
    await applyProtection(daily.warehouse, plan);
    expect(daily.heard.filter((sql) => account.heard.includes(sql))).toEqual([]);
  });
});
