import { execFile } from 'node:child_process';
import { mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { DuckDBInstance } from '@duckdb/node-api';
import { openLanding } from '../extracts/landing/landing.ts';
import { ingestFile } from '../extracts/loads/ingest-file.ts';
import { migrateStaging } from '../extracts/loads/migrate-staging.ts';
import { findCryptoModule } from '../runtime/crypto-module.ts';
import { silentReporter } from '../runtime/reporter/silent.ts';
import type { ExtractContract } from '../schemas/contract/extract-contract.ts';
import { simsExtract } from '../schemas/extracts/dese/sims.ts';
import { wageExtract } from '../schemas/extracts/dua/wage.ts';
import { projectRoot } from '../schemas/project-root.ts';
import { openDuckDb } from '../warehouse/duckdb/duckdb-warehouse.ts';
import { textLiteral } from '../warehouse/identifier.ts';
import { writeSimsFile, writeWageFile } from './ingest-files.ts';

const run = promisify(execFile);
const WAGE_ROWS = 5_000_000;
const SIMS_ROWS = 1_000_000;
const DLT_ROWS = 1_000_000;
/** Newest that pip resolved when the figures in the docs were taken. */
const DLT_REQUIREMENT = 'dlt[duckdb,parquet]==1.31.0';
const DLT_MINUTES = 10;
const THREADS = 2;
const ROUNDS = 3;

interface Subject {
  readonly contract: ExtractContract;
  readonly path: string;
  readonly rows: number;
  readonly submitter: string;
  readonly period: string;
  /** Arguments of `read_csv` that describe the file to the floor. */
  readonly csv: string;
}

export interface IngestFigures {
  readonly rows: number;
  readonly bytes: number;
  readonly oursSeconds: number;
  readonly floorSeconds: number;
  /** ours ÷ floor. */
  readonly ratio: number;
  readonly oursRowsPerSecond: number;
  readonly dltRowsPerSecond?: number;
  readonly quarantined: number;
}

export interface IngestBench {
  readonly vault: 'encrypted' | 'not encrypted: the module is missing';
  readonly cpus: string;
  readonly threads: number;
  readonly rounds: number;
  readonly wage: IngestFigures;
  readonly sims: IngestFigures;
}

/**
 * Measures the edge step (hash, count, parse, validate, tokenize, land encrypted, quarantine, stage on disk) against the
 * floor (the same engine copying the file into a table of text on disk) and against dlt. Floor and ours alternate;
 * medians are reported.
 * @param options.rows wage rows; SIMS gets a fifth. @default 5,000,000
 */
export async function benchIngest(options: {
  readonly rows: number | undefined;
  readonly json: boolean;
  /** Whether to measure dlt too. */
  readonly peer: boolean;
}): Promise<IngestBench> {
  const say = (text: string) => process.stderr.write(`${text}\n`);
  const folder = join(projectRoot, '.cache', 'bench-ingest');
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const wageRows = options.rows ?? WAGE_ROWS;
  const simsRows = options.rows === undefined ? SIMS_ROWS : Math.ceil(options.rows / 5);
  const dltRows = Math.min(DLT_ROWS, Math.ceil(wageRows / 5));
  try {
    say(`Writing ${wageRows} wage rows and ${simsRows} SIMS rows`);
    const wagePath = join(folder, 'wage.csv');
    const simsPath = join(folder, 'sims.txt');
    const dltPath = join(folder, 'dlt.csv');
    await writeWageFile(wagePath, wageRows);
    if (options.peer) await writeWageFile(dltPath, dltRows);
    await writeSimsFile(simsPath, simsRows);
    const cryptoModule = await findCryptoModule({ reporter: silentReporter }).catch(() => undefined);
    const wage: Subject = {
      contract: wageExtract,
      path: wagePath,
      rows: wageRows,
      submitter: 'DUA',
      period: '2024Q3',
      csv: "header = TRUE, delim = ',', quote = '\"'",
    };
    const sims: Subject = {
      contract: simsExtract,
      path: simsPath,
      rows: simsRows,
      submitter: '00350000',
      period: '2024-10',
      csv: "header = FALSE, skip = 4, delim = ',', quote = ''",
    };
    const wageFigures = await compare(wage, folder, cryptoModule, say);
    const simsFigures = await compare(sims, folder, cryptoModule, say);
    const peer = options.peer ? { dltRowsPerSecond: await measureDlt(dltPath, dltRows, folder, say) } : {};
    const bench: IngestBench = {
      vault: cryptoModule === undefined ? 'not encrypted: the module is missing' : 'encrypted',
      cpus: `${cpus().length} × ${cpus()[0]?.model.trim() ?? 'unknown'}`,
      threads: THREADS,
      rounds: ROUNDS,
      wage: { ...wageFigures, ...peer },
      sims: simsFigures,
    };
    if (!options.json) print(bench);
    return bench;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function compare(
  subject: Subject,
  folder: string,
  cryptoModule: string | undefined,
  say: (text: string) => void,
): Promise<IngestFigures> {
  const floors: number[] = [];
  const ours: number[] = [];
  let quarantined = 0;
  for (let round = 0; round < ROUNDS; round++) {
    floors.push(await measureFloor(subject, join(folder, 'floor')));
    const mine = await measureOurs(subject, join(folder, 'ours'), cryptoModule);
    ours.push(mine.seconds);
    quarantined = mine.quarantined;
    say(`${subject.contract.key}: floor ${floors.at(-1)?.toFixed(2)} s, ours ${mine.seconds.toFixed(2)} s`);
  }
  const { size } = await stat(subject.path);
  const oursSeconds = median(ours);
  const floorSeconds = median(floors);
  return {
    rows: subject.rows,
    bytes: size,
    oursSeconds,
    floorSeconds,
    ratio: round2(oursSeconds / floorSeconds),
    oursRowsPerSecond: Math.round(subject.rows / oursSeconds),
    quarantined,
  };
}

async function measureFloor(subject: Subject, folder: string): Promise<number> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const started = performance.now();
  const instance = await DuckDBInstance.create(join(folder, 'floor.duckdb'), { threads: String(THREADS) });
  const connection = await instance.connect();
  await connection.run(
    `CREATE TABLE floor AS SELECT * FROM read_csv(${textLiteral(subject.path)}, all_varchar = TRUE, ${subject.csv})`,
  );
  connection.closeSync();
  instance.closeSync();
  return (performance.now() - started) / 1000;
}

async function measureOurs(
  subject: Subject,
  folder: string,
  cryptoModule: string | undefined,
): Promise<{ seconds: number; quarantined: number }> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const started = performance.now();
  const vault = join(folder, 'vault.duckdb');
  const warehouse = await openDuckDb({
    path: join(folder, 'warehouse.duckdb'),
    spillDirectory: join(folder, 'spill'),
    threads: THREADS,
    ...(cryptoModule === undefined ? {} : { cryptoModule, vault: { path: vault, key: '00112233'.repeat(8) } }),
  });
  try {
    if (cryptoModule === undefined) await warehouse.execute(`ATTACH ${textLiteral(vault)} AS vault`);
    await migrateStaging(warehouse, [subject.contract]);
    const result = await ingestFile(
      {
        warehouse,
        landing: openLanding({ folder: join(folder, 'landing'), landingKey: new Uint8Array(32).fill(1) }),
        tokenKey: { id: 'bench', key: new Uint8Array(32).fill(5) },
        clock: () => new Date(),
      },
      {
        path: subject.path,
        contract: subject.contract,
        period: subject.period,
        submitter: subject.submitter,
        actor: 'bench',
        runId: 'bench',
      },
    );
    if (result.read !== subject.rows) throw new Error(`read ${result.read} of ${subject.rows} rows`);
    await warehouse.close();
    return { seconds: (performance.now() - started) / 1000, quarantined: result.quarantined };
  } catch (error) {
    await warehouse.close();
    throw error;
  }
}

async function measureDlt(path: string, rows: number, folder: string, say: (text: string) => void): Promise<number> {
  const environment = join(projectRoot, '.cache', 'dlt-venv');
  const python = join(environment, 'bin', 'python');
  const installed = join(environment, 'requirement.txt');
  if ((await readFile(installed, 'utf8').catch(() => '')) !== DLT_REQUIREMENT) {
    say(`Installing ${DLT_REQUIREMENT} into .cache/dlt-venv`);
    await run('python3', ['-m', 'venv', environment]);
    await run(python, ['-m', 'pip', 'install', '--quiet', DLT_REQUIREMENT]);
    await writeFile(installed, DLT_REQUIREMENT);
  }
  const { stdout } = await run(python, [join(projectRoot, 'bench', 'ingest-dlt.py'), path, folder], {
    cwd: folder,
    timeout: DLT_MINUTES * 60_000,
  });
  const [loaded, seconds] = stdout.trim().split('\n').slice(-2).map(Number);
  if (loaded !== rows || seconds === undefined) throw new Error(`dlt loaded ${loaded} of ${rows} rows`);
  say(`dlt: ${rows} rows in ${seconds.toFixed(2)} s`);
  return Math.round(rows / seconds);
}

function print(bench: IngestBench): void {
  const lines = (['wage', 'sims'] as const).map((name) => {
    const { rows, oursSeconds, floorSeconds, ratio, oursRowsPerSecond, dltRowsPerSecond }: IngestFigures = bench[name];
    const peer =
      dltRowsPerSecond === undefined
        ? ''
        : `; dlt ${dltRowsPerSecond} rows/s, ours ${round2(oursRowsPerSecond / dltRowsPerSecond)} times as fast`;
    return `${name}: ${rows} rows, ours ${oursSeconds.toFixed(2)} s (${oursRowsPerSecond} rows/s), floor ${floorSeconds.toFixed(2)} s, ${ratio} times the floor${peer}`;
  });
  process.stdout.write(`${lines.join('\n')}\nvault ${bench.vault}; ${bench.cpus}; ${bench.threads} threads\n`);
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return round2(sorted[Math.floor(sorted.length / 2)] ?? Number.NaN);
}

function round2(value: number): number {
  return Math.round(value * 100) / 100;
}
