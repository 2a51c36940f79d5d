import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { EdgeStation } from '../extracts/loads/ingest-request.ts';
import { InvariantError } from '../schemas/errors.ts';
import type { Environment, Settings } from '../schemas/settings.ts';
import { openDuckDb } from '../warehouse/duckdb/duckdb-warehouse.ts';
import { openSnowflake, type SnowflakeOptions } from '../warehouse/snowflake/snowflake-warehouse.ts';
import type { SnowflakeDatabases } from '../warehouse/snowflake/statement-text.ts';
import type { Warehouse } from '../warehouse/warehouse.ts';
import { findCryptoModule } from './crypto-module.ts';
import type { DataLayout } from './data-layout.ts';
import { silentReporter } from './reporter/silent.ts';
import { snowflakeSignIn } from './snowflake-sign-in.ts';

export interface OpenWarehouseOptions {
  readonly settings: Settings;
  readonly layout: DataLayout;
  /** Key of the embedded vault. */
  readonly vaultKey: string;
  /** For the secrets of an engine that has some. */
  readonly environment: Environment;
}

export interface OpenedWarehouse {
  readonly warehouse: Warehouse;
  /** Where files are judged; absent when that is the warehouse itself. */
  readonly edge: EdgeStation | undefined;
  close(): Promise<void>;
}

/** Opens the warehouse that the settings name, and, where it is not on these premises, a place to judge files in. */
export async function openWarehouse(options: OpenWarehouseOptions): Promise<OpenedWarehouse> {
  return options.settings.warehouse === 'duckdb' ? openEmbedded(options) : openWithEdge(options);
}

async function openEmbedded({ settings, layout, vaultKey }: OpenWarehouseOptions): Promise<OpenedWarehouse> {
  const options = {
    path: layout.warehouse,
    vault: { path: layout.vault, key: vaultKey },
    ...(await embeddedOptions(settings, layout)),
  };
  const warehouse = await onceReleased(() => openDuckDb(options));
  return { warehouse, edge: undefined, close: () => warehouse.close() };
}

const RELEASED_WITHIN = 15_000;

/** A worker that was killed holds its files for a moment longer; whoever holds the data folder is not another hub. */
async function onceReleased<T>(open: () => Promise<T>): Promise<T> {
  for (const deadline = Date.now() + RELEASED_WITHIN; ; await sleep(100)) {
    try {
      return await open();
    } catch (error) {
      const held = error instanceof Error && error.message.includes('Could not set lock on file');
      if (!held || Date.now() > deadline) throw error;
    }
  }
}

async function openWithEdge({ settings, layout, environment }: OpenWarehouseOptions): Promise<OpenedWarehouse> {
  const uploads = join(layout.spill, 'uploads');
  // What a process that was killed amid an upload left there names people.
  await rm(uploads, { recursive: true, force: true });
  const edge = await openDuckDb({ path: ':memory:', ...(await embeddedOptions(settings, layout)) });
  try {
    const warehouse = await openSnowflake(await snowflakeOptions(settings, environment));
    return {
      warehouse,
      edge: { warehouse: edge, uploads },
      close: async () => {
        await warehouse.close();
        await edge.close();
      },
    };
  } catch (error) {
    await edge.close();
    throw error;
  }
}

async function embeddedOptions(settings: Settings, layout: DataLayout) {
  return {
    cryptoModule: await findCryptoModule({ reporter: silentReporter }),
    spillDirectory: layout.spill,
    threads: settings.threads,
    memoryLimit: settings.memoryLimit,
  };
}

/**
 * How Snowflake is reached by the settings.
 * @throws UsageError when a secret is nowhere
 */
export async function snowflakeOptions(settings: Settings, environment: Environment): Promise<SnowflakeOptions> {
  const { snowflake } = settings;
  if (snowflake === undefined) throw new InvariantError('The settings name Snowflake and say nothing of it');
  // A secret that is nowhere is told before anything is done, not at the first statement.
  await snowflakeSignIn(settings, environment);
  return {
    address: {
      account: snowflake.account,
      url: snowflake.url,
      user: snowflake.user,
      role: snowflake.role,
      warehouse: snowflake.warehouse,
    },
    signIn: () => snowflakeSignIn(settings, environment),
    databases: snowflakeDatabases(snowflake.database),
    sessions: snowflake.sessions,
    statementTimeoutSeconds: snowflake.statementTimeout,
    runCreditLimit: snowflake.runCreditLimit,
  };
}

/** The databases whose names begin alike. */
export function snowflakeDatabases(prefix: string): SnowflakeDatabases {
  const name = prefix.toLowerCase();
  return Object.freeze({ work: `${name}_work`, vault: `${name}_vault`, public: `${name}_public` });
}
