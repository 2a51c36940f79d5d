import { vi } from 'vitest';
import { STAGE } from '../../../warehouse/snowflake/bulk-load.ts';
import { openSnowflake, type SnowflakeOptions } from '../../../warehouse/snowflake/snowflake-warehouse.ts';
import type { Warehouse } from '../../../warehouse/warehouse.ts';
import { type EmulatedStatement, type Emulator, startEmulator } from './emulator/emulator.ts';
import { type FaultProxy, startFaultProxy } from './fault-proxy.ts';
import { createDatabases, emulatedOptions } from './open-emulated.ts';

/** A warehouse whose driver reaches the emulator through a proxy that faults can be asked of. */
export interface FaultyWarehouse {
  readonly warehouse: Warehouse;
  readonly proxy: FaultProxy;
  /** Another warehouse on the same way. */
  open(changes?: Partial<SnowflakeOptions>): Promise<Warehouse>;
  /** Statements that ran, whatever became of their answers. */
  ran(sql: RegExp): Promise<readonly EmulatedStatement[]>;
  close(): Promise<void>;
}

/** Statements that take longer are answered with the address of their result; Snowflake waits 45 seconds. */
const PATIENCE_SECONDS = 0.3;

export async function openFaulty(): Promise<FaultyWarehouse> {
  vi.stubEnv('EMULATOR_PATIENCE_SECONDS', String(PATIENCE_SECONDS));
  const emulator: Emulator = await startEmulator();
  const proxy = await startFaultProxy(emulator.url);
  const options = emulatedOptions({ ...emulator, url: proxy.url });
  const open = (changes: Partial<SnowflakeOptions> = {}) => openSnowflake({ ...options, ...changes });
  const warehouse = await open();
  await createDatabases(warehouse);
  await warehouse.execute('CREATE SCHEMA IF NOT EXISTS hub');
  await warehouse.execute(`CREATE STAGE IF NOT EXISTS ${STAGE}`);
  return {
    warehouse,
    proxy,
    open,
    ran: async (sql) => (await emulator.statements()).filter((statement) => sql.test(statement.sql)),
    close: async () => {
      await warehouse.close();
      await proxy.close();
      await emulator.close();
    },
  };
}

const SHORTEST_WAIT = 1_000;
const LONGEST_WAIT = 30_000;
const SHORTENED = 100;

/**
 * The driver waits a second and more between its tries, and has no option for it. Tests wait for a hundredth of that
 * until the returned function is called.
 */
export function shortenWaits(): () => void {
  const wait = globalThis.setTimeout;
  const shortened = (callback: (...given: unknown[]) => void, milliseconds = 0, ...given: unknown[]) => {
    const between = milliseconds >= SHORTEST_WAIT && milliseconds <= LONGEST_WAIT;
    return wait(callback, between ? milliseconds / SHORTENED : milliseconds, ...given);
  };
  const spy = vi.spyOn(globalThis, 'setTimeout').mockImplementation(shortened as typeof setTimeout);
  return () => spy.mockRestore();
}
