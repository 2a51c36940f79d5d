import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { standingObjects } from '../../activities/warehouse-objects.ts';
import { hubGraph } from '../../assets/hub-assets.ts';
import { listCheckResults } from '../../control/check-results.ts';
import { listLoads } from '../../control/loads.ts';
import { silentReporter } from '../../runtime/reporter/silent.ts';
import { projectRoot } from '../../schemas/project-root.ts';
import type { EvaluationResult, RunResult } from '../../schemas/run.ts';
import { migrateWarehouse } from '../../warehouse/migrations/migrate-warehouse.ts';
import { openSnowflake } from '../../warehouse/snowflake/snowflake-warehouse.ts';
import { type EmulatedStatement, type Emulator, startEmulator } from '../warehouse/snowflake/emulator/emulator.ts';
import { refusedStatements } from '../warehouse/snowflake/grammar/check-grammar.ts';
import { createDatabases, emulatedOptions } from '../warehouse/snowflake/open-emulated.ts';
import { bringUp, makeScratch, type RunningHub, type Scratch } from './hub-under-test.ts';

const SAMPLE = join(projectRoot, 'fixtures', 'sample');
const ACTION = { actor: 'ada', reason: 'end to end' };

/** One engine's hub, and what it made of the sample. */
interface Made {
  readonly scratch: Scratch;
  readonly hub: RunningHub;
  readonly run: RunResult;
  readonly loads: readonly string[];
  /** Released files, by name. */
  readonly release: ReadonlyMap<string, string>;
  readonly evaluation: EvaluationResult;
}

/** Kept from their beginning, so that what fails on the way is ended, too. */
const places: Scratch[] = [];
const hubs: RunningHub[] = [];
let emulator: Emulator;
let snowflake: Made;
let duckdb: Made;
let statements: readonly EmulatedStatement[];

beforeAll(async () => {
  emulator = await startEmulator();
  const warehouse = await openSnowflake(emulatedOptions(emulator));
  await createDatabases(warehouse);
  await migrateWarehouse(warehouse, standingObjects);
  await warehouse.close();

  const place = makeScratch();
  const key = join(place.environment.HOME as string, 'snowflake.p8');
  writeFileSync(key, emulator.privateKey, { mode: 0o600 });
  Object.assign(place.environment, {
    HUB_WAREHOUSE: 'snowflake',
    SNOWFLAKE_ACCOUNT: 'emulated',
    SNOWFLAKE_URL: emulator.url,
    SNOWFLAKE_USER: 'HUB',
    SNOWFLAKE_WAREHOUSE: 'HUB_WH',
    SNOWFLAKE_PRIVATE_KEY_PATH: key,
  });
  snowflake = await makeSample(place);
  statements = await emulator.statements();
  // The same keys: what breaks ties between equal choices of disclosure control is one of them.
  const other = makeScratch();
  cpSync(join(place.data, 'keys'), join(other.data, 'keys'), { recursive: true });
  duckdb = await makeSample(other);
}, 900_000);

afterAll(async () => {
  for (const hub of hubs) await hub.close();
  for (const scratch of places) scratch.remove();
  await emulator?.close();
});

async function makeSample(scratch: Scratch): Promise<Made> {
  cpSync(SAMPLE, join(scratch.data, 'inbox', 'sample'), { recursive: true });
  places.push(scratch);
  const hub = await bringUp(scratch);
  hubs.push(hub);
  const request = { selection: ['*'], manifest: 'inbox/sample/extracts/manifest.json', approveRowCount: true };
  const run = await hub.client.run({ ...request, runId: 'whole', action: ACTION }, silentReporter);
  const releaseId = await hub.client.stageRelease({ runId: 'first-release', action: ACTION });
  await hub.client.decideRelease('first-release', { ...ACTION, approve: true });
  const folder = join(scratch.data, 'releases', releaseId);
  const files = readdirSync(folder).filter((name) => name.endsWith('.csv'));
  const loads = await listLoads(hub.control, { limit: 10_000 });
  return {
    scratch,
    hub,
    run,
    loads: loads
      .map(({ extract, submitter, period, rowsRead, rowsLoaded, rowsQuarantined }) =>
        [extract, submitter, period, rowsRead, rowsLoaded, rowsQuarantined].join(' '),
      )
      .toSorted(),
    evaluation: await hub.client.evaluateLinkage({ truth: 'inbox/sample/truth' }, 'comparison'),
    release: new Map(files.map((name) => [name, readFileSync(join(folder, name), 'utf8')])),
  };
}

describe('the sample, with Snowflake (emulated) as the warehouse', () => {
  test('makes every asset, and breaks no blocking check', async () => {
    expect(snowflake.run.state).toBe('succeeded');
    expect(snowflake.run.steps.map(({ assetKey }) => assetKey).toSorted()).toEqual(
      duckdb.run.steps.map(({ assetKey }) => assetKey).toSorted(),
    );
    const checks = await listCheckResults(snowflake.hub.control, { runId: 'whole', limit: 100_000 });
    expect(checks.length).toBeGreaterThan(500);
    expect(checks.filter((check) => check.blocking && !check.passed)).toEqual([]);
  });

  test('loads and quarantines the rows that DuckDB does, of every file', () => {
    expect(snowflake.loads).toEqual(duckdb.loads);
    expect(snowflake.loads.length).toBeGreaterThan(100);
  });

  test('makes tables of as many rows as DuckDB', () => {
    const rows = ({ run }: Made) =>
      Object.fromEntries(
        run.steps
          .filter(({ assetKey }) => hubGraph.assets.get(assetKey)?.kind === 'table')
          .map(({ assetKey, rowsOut }) => [assetKey, rowsOut]),
      );
    expect(rows(snowflake)).toEqual(rows(duckdb));
  });

  test('publishes what DuckDB does, cell by cell', () => {
    expect([...snowflake.release.keys()].toSorted()).toEqual([...duckdb.release.keys()].toSorted());
    expect(snowflake.release.size).toBeGreaterThan(9);
    for (const [name, text] of snowflake.release) {
      expect(text.split('\n').length, name).toBeGreaterThan(2);
      expect(text === duckdb.release.get(name), name).toBe(true);
    }
  });

  test('links the people that DuckDB links, and as well', () => {
    expect(snowflake.evaluation).toEqual(duckdb.evaluation);
    expect(snowflake.evaluation.pairs['dese-dhe']?.linked).toBeGreaterThan(50);
  });

  test('sends nothing that an independent grammar of Snowflake refuses', async () => {
    const sent = [...new Set(statements.map(({ sql }) => sql))];
    expect(sent.length).toBeGreaterThan(500);
    expect(await refusedStatements(sent)).toEqual([]);
  });

  test('writes no name and no number of a person into a statement', () => {
    const truth = readFileSync(join(SAMPLE, 'truth', 'entity.csv'), 'utf8');
    const numbers = truth.match(/(?<=^(?:dese|dua),)\d{9,10}/gm) ?? [];
    const names = truth.match(/(?<=^dua,\d*,)\p{L}{8,}/gmu) ?? [];
    expect([numbers.length > 300, names.length > 10]).toEqual([true, true]);
    const text = statements.map(({ sql }) => sql).join('\n');
    expect([...numbers, ...names].filter((value) => text.includes(value))).toEqual([]);
  });

  test('tags the statements of every step with its run and asset', () => {
    const tags = statements.flatMap(({ tag }) =>
      tag === '' ? [] : [JSON.parse(tag) as { run: string; asset: string }],
    );
    expect(new Set(tags.map(({ run }) => run))).toEqual(new Set(['whole']));
    const tagged = new Set(tags.map(({ asset }) => asset));
    for (const { assetKey } of snowflake.run.steps) {
      if (assetKey !== 'load.bridge.roster') expect(tagged, assetKey).toContain(assetKey);
    }
  });

  test('runs no DDL within a transaction', () => {
    const ddl = /^\s*(create|alter|drop|truncate)\b/i;
    const bySession = new Map<string, string[]>();
    for (const { session, sql } of statements) bySession.set(session, [...(bySession.get(session) ?? []), sql]);
    for (const sent of bySession.values()) {
      let open = false;
      for (const sql of sent) {
        if (/^begin\b/i.test(sql)) open = true;
        if (/^(commit|rollback)\b/i.test(sql)) open = false;
        if (open) expect(sql).not.toMatch(ddl);
      }
    }
  });

  test('leaves nothing on the stage, and no file of rows on the premises', async () => {
    const uploads = readdirSync(snowflake.scratch.data, { recursive: true, encoding: 'utf8' }).filter(
      (name) => name.includes('uploads') && name.endsWith('.parquet'),
    );
    expect(uploads).toEqual([]);
    const warehouse = await openSnowflake(emulatedOptions(emulator));
    try {
      expect(await warehouse.query('LIST @hub.load_stage')).toEqual([]);
    } finally {
      await warehouse.close();
    }
  });

  test('keeps nobody’s names in the embedded files', () => {
    const files = readdirSync(snowflake.scratch.data, { encoding: 'utf8' });
    expect(files).not.toContain('warehouse.duckdb');
    expect(files).not.toContain('vault.duckdb');
  });
});
