import { migrateWarehouse } from '../../../warehouse/migrations/migrate-warehouse.ts';
import { SCRATCH_SCHEMA } from '../../../warehouse/snowflake/connection-options.ts';
import { openSnowflake, type SnowflakeOptions } from '../../../warehouse/snowflake/snowflake-warehouse.ts';
import type { Warehouse } from '../../../warehouse/warehouse.ts';
import { WAREHOUSE_SCHEMAS } from '../../../warehouse/warehouse-schemas.ts';
import { type Emulator, startEmulator } from './emulator/emulator.ts';

export const DATABASES = { work: 'hub_work', vault: 'hub_vault', public: 'hub_public' } as const;

/** How a warehouse reaches an emulator, with a key pair. */
export function emulatedOptions(emulator: Emulator, changes: Partial<SnowflakeOptions> = {}): SnowflakeOptions {
  return {
    address: { account: 'emulated', url: emulator.url, user: 'HUB', warehouse: 'HUB_WH' },
    signIn: async () => ({ kind: 'key-pair', privateKey: emulator.privateKey }),
    databases: DATABASES,
    ...changes,
  };
}

/** A warehouse on an emulator of its own, with its databases; closing the one closes the other. */
export async function openEmulated(changes: Partial<SnowflakeOptions> = {}): Promise<Warehouse> {
  const emulator = await startEmulator();
  const warehouse = await openSnowflake(emulatedOptions(emulator, changes));
  await createDatabases(warehouse);
  await migrateWarehouse(warehouse, []);
  const close = warehouse.close.bind(warehouse);
  return Object.assign(warehouse, {
    close: async () => {
      await close();
      await emulator.close();
    },
  });
}

/** The places that an account has before anything is made in them. */
export async function createDatabases(warehouse: Warehouse): Promise<void> {
  for (const database of Object.values(DATABASES)) await warehouse.execute(`CREATE DATABASE IF NOT EXISTS ${database}`);
  await warehouse.execute(`CREATE SCHEMA IF NOT EXISTS ${DATABASES.vault}.${SCRATCH_SCHEMA}`);
  for (const schema of Object.keys(WAREHOUSE_SCHEMAS)) await warehouse.execute(`CREATE SCHEMA IF NOT EXISTS ${schema}`);
}
