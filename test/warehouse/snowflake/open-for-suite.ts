import { randomBytes } from 'node:crypto';
import { snowflakeOptions } from '../../../runtime/open-warehouse.ts';
import { readSettings } from '../../../schemas/settings.ts';
import { migrateWarehouse } from '../../../warehouse/migrations/migrate-warehouse.ts';
import { SCRATCH_SCHEMA } from '../../../warehouse/snowflake/connection-options.ts';
import { openSnowflake } from '../../../warehouse/snowflake/snowflake-warehouse.ts';
import type { Warehouse } from '../../../warehouse/warehouse.ts';
import { openEmulated } from './open-emulated.ts';

/** Whether the suite runs against the account that the `SNOWFLAKE_*` variables name. */
export const onRealAccount = process.env.HUB_TEST_SNOWFLAKE === '1';

/** An emulator; or, when asked for, a real account, with databases of the suite's own that go with it. */
export function openForSuite(): Promise<Warehouse> {
  return onRealAccount ? openReal() : openEmulated();
}

async function openReal(): Promise<Warehouse> {
  const settings = readSettings({
    ...process.env,
    HUB_WAREHOUSE: 'snowflake',
    SNOWFLAKE_DATABASE: `HUB_SUITE_${randomBytes(4).toString('hex').toUpperCase()}`,
  });
  const options = await snowflakeOptions(settings, process.env);
  const names = Object.values(options.databases);
  const warehouse = await openSnowflake(options);
  for (const name of names) await warehouse.execute(`CREATE DATABASE ${name}`);
  await warehouse.execute(`CREATE SCHEMA ${options.databases.vault}.${SCRATCH_SCHEMA}`);
  await migrateWarehouse(warehouse, []);
  const close = warehouse.close.bind(warehouse);
  return Object.assign(warehouse, {
    close: async () => {
      for (const name of names) await warehouse.execute(`DROP DATABASE IF EXISTS ${name}`);
      await close();
    },
  });
}
