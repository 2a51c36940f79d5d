import { mkdir, rm } from 'node:fs/promises';
import { cpus } from 'node:os';
import { join } from 'node:path';
import type { Connection, RowStatement } from 'snowflake-sdk';
import { projectRoot } from '../schemas/project-root.ts';
import { startEmulator } from '../test/warehouse/snowflake/emulator/emulator.ts';
import { openDuckDb } from '../warehouse/duckdb/duckdb-warehouse.ts';
import { textLiteral } from '../warehouse/identifier.ts';
import { migrateWarehouse } from '../warehouse/migrations/migrate-warehouse.ts';
import { tableOf } from '../warehouse/migrations/warehouse-object.ts';
import { STAGE } from '../warehouse/snowflake/bulk-load.ts';
import { connectionOptions, SCRATCH_SCHEMA } from '../warehouse/snowflake/connection-options.ts';
import { connect, disconnect, loadDriver } from '../warehouse/snowflake/driver.ts';
import { FORMATS } from '../warehouse/snowflake/snowflake-session.ts';
import { openSnowflake, type SnowflakeOptions } from '../warehouse/snowflake/snowflake-warehouse.ts';
import type { Warehouse } from '../warehouse/warehouse.ts';

const ROWS = 200_000;
const ROUNDS = 7;
const TABLE = 'staging.bench_row';
const DATABASES = { work: 'bench_work', vault: 'bench_vault', public: 'bench_public' } as const;
const COLUMNS = ['load_id', 'line_no', 'quarter', 'employer_account', 'gross_wages', 'filed_on', 'corrected'] as const;

export interface OverheadFigures {
  readonly rows: number;
  /** Medians. */
  readonly oursSeconds: number;
  readonly driverSeconds: number;
  /** ours ÷ driver, of rounds side by side, their median. */
  readonly ratio: number;
}

export interface WarehouseBench {
  readonly server: 'emulator';
  readonly cpus: string;
  readonly rounds: number;
  readonly load: OverheadFigures;
  readonly read: OverheadFigures;
}

/**
 * Measures what the hub's layer adds to Snowflake's bare driver, on one load and one read of the same rows, against the
 * emulator: PUT and COPY INTO with the same files and options on both sides; and a streamed SELECT
 * whose rows both sides hand out as objects, ours with plain values. Sides alternate.
 * @param options.rows @default 200,000
 */
export async function benchWarehouse(options: { readonly rows: number | undefined }): Promise<WarehouseBench> {
  const rows = options.rows ?? ROWS;
  const folder = join(projectRoot, '.cache', 'bench-warehouse');
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const emulator = await startEmulator();
  const snowflake: SnowflakeOptions = {
    address: { account: 'bench', url: emulator.url, user: 'HUB', warehouse: 'BENCH' },
    signIn: async () => ({ kind: 'oauth', token: emulator.oauthToken }),
    databases: DATABASES,
  };
  const warehouse = await openSnowflake(snowflake);
  const driver = await connect(
    await loadDriver(),
    connectionOptions(snowflake.address, await snowflake.signIn(), snowflake.databases),
  );
  try {
    const file = await writeRows(folder, rows);
    await prepare(warehouse);
    const figures = {
      load: await compare(rows, {
        ours: (round) => loadWithOurs(warehouse, file, `ours-${round}`, rows),
        driver: (round) => loadWithDriver(driver, file, `driver-${round}`, rows),
      }),
      read: await compare(rows, {
        ours: () => readWithOurs(warehouse, rows),
        driver: () => readWithDriver(driver, rows),
      }),
    };
    return {
      server: 'emulator',
      cpus: `${cpus().length} × ${cpus()[0]?.model.trim() ?? 'unknown'}`,
      rounds: ROUNDS,
      ...figures,
    };
  } finally {
    await disconnect(driver);
    await warehouse.close();
    await emulator.close();
    await rm(folder, { recursive: true, force: true });
  }
}

async function writeRows(folder: string, rows: number): Promise<string> {
  const file = join(folder, 'rows.parquet');
  const duckdb = await openDuckDb({ path: ':memory:' });
  try {
    await duckdb.execute(
      `COPY (
        SELECT
          CAST(1 AS BIGINT) AS load_id,
          number AS line_no,
          '2024Q' || CAST(1 + number % 4 AS TEXT) AS quarter,
          LPAD(CAST(number * 7919 % 99999999 AS TEXT), 8, '0') AS employer_account,
          CAST(number % 30000 + 0.25 AS DECIMAL(11, 2)) AS gross_wages,
          CAST(DATE '2024-01-31' + to_days(CAST(number % 300 AS INTEGER)) AS DATE) AS filed_on,
          number % 50 = 0 AS corrected
        FROM UNNEST(GENERATE_SERIES(1, CAST($rows AS BIGINT))) AS given (number)
      ) TO ${textLiteral(file)} (FORMAT parquet, COMPRESSION zstd)`,
      { rows },
    );
  } finally {
    await duckdb.close();
  }
  return file;
}

async function prepare(warehouse: Warehouse): Promise<void> {
  for (const database of Object.values(DATABASES)) await warehouse.execute(`CREATE DATABASE IF NOT EXISTS ${database}`);
  await warehouse.execute(`CREATE SCHEMA IF NOT EXISTS ${DATABASES.vault}.${SCRATCH_SCHEMA}`);
  const table = tableOf(
    TABLE,
    'load_id BIGINT',
    'line_no BIGINT',
    'quarter TEXT',
    'employer_account TEXT',
    'gross_wages DECIMAL(11, 2)',
    'filed_on DATE',
    'corrected BOOLEAN',
  );
  await migrateWarehouse(warehouse, [table]);
}

interface Sides {
  readonly ours: (round: number) => Promise<void>;
  readonly driver: (round: number) => Promise<void>;
}

/** One round is not counted: it warms caches up. */
async function compare(rows: number, sides: Sides): Promise<OverheadFigures> {
  const ours: number[] = [];
  const driver: number[] = [];
  for (let round = 0; round <= ROUNDS; round++) {
    const first = round % 2 === 0 ? 'ours' : 'driver';
    const second = first === 'ours' ? 'driver' : 'ours';
    for (const side of [first, second] as const) {
      const started = performance.now();
      await sides[side](round);
      if (round > 0) (side === 'ours' ? ours : driver).push((performance.now() - started) / 1000);
    }
  }
  const ratios = ours.map((seconds, index) => seconds / (driver[index] ?? Number.NaN));
  return {
    rows,
    oursSeconds: hundredths(median(ours)),
    driverSeconds: hundredths(median(driver)),
    ratio: hundredths(median(ratios)),
  };
}

async function loadWithOurs(warehouse: Warehouse, file: string, loadKey: string, rows: number): Promise<void> {
  const loaded = await warehouse.bulkLoad?.(TABLE, COLUMNS, [file], { loadKey, isNew: true });
  require(loaded === rows, `ours loaded ${loaded} rows`);
}

async function loadWithDriver(driver: Connection, file: string, loadKey: string, rows: number): Promise<void> {
  const stage = `@${DATABASES.work}.${STAGE}/${loadKey}/`;
  await execute(driver, `PUT ${textLiteral(`file://${file}`)} ${stage} AUTO_COMPRESS = FALSE OVERWRITE = FALSE`);
  const [, copied] = await execute(
    driver,
    `COPY INTO ${DATABASES.work}.${TABLE}
     FROM ${stage}
     FILES = ('rows.parquet')
     FILE_FORMAT = (TYPE = PARQUET USE_LOGICAL_TYPE = TRUE NULL_IF = ())
     MATCH_BY_COLUMN_NAME = CASE_INSENSITIVE
     ON_ERROR = ABORT_STATEMENT
     PURGE = TRUE`,
  );
  require(copied.length === 1 && rows > 0, 'the driver loaded no file');
}

const SELECT = `SELECT ${COLUMNS.join(', ')} FROM staging.bench_row LIMIT`;

async function readWithOurs(warehouse: Warehouse, rows: number): Promise<void> {
  let count = 0;
  for await (const row of warehouse.stream(`${SELECT} ${rows}`)) count += row.load_id === 1 ? 1 : 0;
  require(count === rows, `ours read ${count} rows`);
}

async function readWithDriver(driver: Connection, rows: number): Promise<void> {
  const [statement] = await execute(driver, `${SELECT.replace('staging', `${DATABASES.work}.staging`)} ${rows}`, true);
  let count = 0;
  for await (const _row of (statement as RowStatement).streamRows()) count++;
  require(count === rows, `the driver read ${count} rows`);
}

function execute(
  driver: Connection,
  sqlText: string,
  streamResult = false,
): Promise<readonly [unknown, readonly unknown[]]> {
  return new Promise((resolve, reject) => {
    driver.execute({
      sqlText,
      streamResult,
      // What both sides hand out is the same: objects, with dates as yyyy-MM-dd.
      rowMode: 'object',
      parameters: FORMATS,
      complete: (error, statement, rows) => {
        if (error) reject(error);
        else resolve([statement, rows ?? []]);
      },
    });
  });
}

function require(holds: boolean, otherwise: string): void {
  if (!holds) throw new Error(`The comparison is void: ${otherwise}`);
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

function hundredths(value: number): number {
  return Math.round(value * 100) / 100;
}
