import { openSnowflake, type SnowflakeOptions } from '../../../warehouse/snowflake/snowflake-warehouse.ts';
import type { Warehouse } from '../../../warehouse/warehouse.ts';
import { type Emulator, startEmulator } from './emulator/emulator.ts';

export const DATABASES = { work: 'hub_work', vault: 'hub_vault', public: 'hub_public' } as const;

/** How a warehouse reaches an emulator, with a key pair. */
export function emulatedOptions(emulator: Emulator, changes: Partial<SnowflakeOptions> = {}): SnowflakeOptions {
  return {
    address: { account: 'emulated', url: emulator.url, user: 'HUB', warehouse: 'HUB_WH', database: DATABASES.work },
    signIn: { kind: 'key-pair', privateKey: emulator.privateKey },
    databases: DATABASES,
    ...changes,
  };
}

/** A warehouse on an emulator of its own; closing the one closes the other. */
export async function openEmulated(changes: Partial<SnowflakeOptions> = {}): Promise<Warehouse> {
  const emulator = await startEmulator();
  const warehouse = await openSnowflake(emulatedOptions(emulator, changes));
  const close = warehouse.close.bind(warehouse);
  return Object.assign(warehouse, {
    close: async () => {
      await close();
      await emulator.close();
    },
  });
}
