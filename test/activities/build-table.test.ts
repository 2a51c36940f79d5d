import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { boundParameters } from '../../activities/bound-parameters.ts';
import { buildTable } from '../../activities/build-table.ts';
import type { CheckResult } from '../../activities/check-table.ts';
import { type Asset, type AssetSpec, defineAsset } from '../../assets/define-asset.ts';
import { defineTable, type TableContract } from '../../schemas/contract/table-contract.ts';
import { ConflictError, ContractBreachError, InvariantError } from '../../schemas/errors.ts';
import { projectRoot } from '../../schemas/project-root.ts';
import { openDuckDb } from '../../warehouse/duckdb/duckdb-warehouse.ts';
import type { Warehouse } from '../../warehouse/warehouse.ts';

/** SQL of these tests alone, outside `sql/` but named from there as assets name theirs. */
const FOLDER = '../.cache/tmp/build-table-test';
const pets = defineTable({
  table: 'ecids.pet',
  title: 'Pets',
  grain: 'One row a pet.',
  columns: [
    { name: 'link_version', type: 'integer', meaning: 'Version.' },
    { name: 'pet', type: 'integer', meaning: 'The pet.' },
    { name: 'owner', type: 'integer', meaning: 'Who feeds it.', nullable: true },
    { name: 'kind', type: 'text', meaning: 'Kind.', codes: ['cat', 'dog'] },
    { name: 'weight', type: 'decimal', precision: 5, scale: 2, meaning: 'Kilograms.', nullable: true, min: 0, max: 90 },
  ],
  primaryKey: ['pet'],
  references: [{ columns: ['owner'], table: 'main.owner', tableColumns: ['owner'] }],
  owners: ['HUB'],
});

let warehouse: Warehouse;
beforeAll(async () => {
  await mkdir(join(projectRoot, 'sql', FOLDER), { recursive: true });
  await write(
    'pet',
    'SELECT CAST($link_version AS INTEGER) AS link_version, pet, owner, kind, weight FROM main.incoming',
  );
  await write(
    'heavy',
    "SELECT COUNT(*) AS failed, 'over the limit' AS details FROM {{ new_rows() }} WHERE weight > $limit",
  );
  await write('two_rows', "SELECT 0 AS failed, '' AS details UNION ALL SELECT 0, ''");
});
afterAll(() => rm(join(projectRoot, 'sql', FOLDER), { recursive: true }));
beforeEach(async () => {
  warehouse = await openDuckDb({ path: ':memory:' });
  await warehouse.execute('CREATE TABLE main.owner AS SELECT 1 AS owner');
  await warehouse.execute('CREATE TABLE main.incoming (pet INTEGER, owner INTEGER, kind TEXT, weight DECIMAL(5, 2))');
});
afterEach(() => warehouse.close());

function write(name: string, sql: string): Promise<void> {
  return writeFile(join(projectRoot, 'sql', FOLDER, `${name}.sql`), sql);
}

function asset(contract: TableContract, changes: Partial<AssetSpec> = {}): Asset {
  return defineAsset({
    key: contract.table,
    kind: 'table',
    group: 'ecids',
    description: contract.title,
    upstream: [],
    maker: { kind: 'sql', file: `${FOLDER}/pet.sql` },
    contract,
    owners: contract.owners,
    codeVersion: '1',
    ...changes,
  });
}

const incoming = async (values: string) => {
  await warehouse.execute('DELETE FROM main.incoming');
  await warehouse.execute(`INSERT INTO main.incoming VALUES ${values}`);
};
const build = (made = asset(pets), parameters = {}, onChecks?: (checks: readonly CheckResult[]) => void) =>
  buildTable(warehouse, made, {
    linkVersion: 2,
    runId: 'run-1',
    parameters,
    ...(onChecks === undefined ? {} : { onChecks }),
  });
const live = () => warehouse.query('SELECT pet, kind FROM ecids.pet ORDER BY pet');

describe('building a table', () => {
  it('replaces all rows, and says how many there were', async () => {
    await incoming("(1, 1, 'cat', 4.5), (2, NULL, 'dog', NULL)");
    expect(await build()).toMatchObject({ table: 'ecids.pet', linkVersion: 2, rows: 2, rowsBefore: 0 });
    await incoming("(3, 1, 'cat', 4.5)");
    expect(await build()).toMatchObject({ rows: 1, rowsBefore: 2 });
    expect(await live()).toEqual([{ pet: 3, kind: 'cat' }]);
  });

  it('finds every way in which rows can break their contract, at once, and leaves yesterday’s rows in place', async () => {
    await incoming("(1, 1, 'cat', 4.5)");
    await build();
    await incoming("(7, 1, 'cat', 1), (7, 5, 'cow', 95), (NULL, NULL, NULL, -1)");
    const seen: CheckResult[] = [];
    const failure = await build(asset(pets), {}, (checks) => seen.push(...checks)).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(ContractBreachError);
    expect((failure as ContractBreachError).fields).toMatchObject({ asset: 'ecids.pet', run_id: 'run-1' });
    expect(Object.fromEntries(seen.filter((check) => !check.passed).map(({ name, failed }) => [name, failed]))).toEqual(
      {
        'not_null.pet': 1,
        'not_null.kind': 1,
        'codes.kind': 1,
        'range.weight': 2,
        primary_key: 1,
        'reference.owner.main.owner': 1,
      },
    );
    expect(await live()).toEqual([{ pet: 1, kind: 'cat' }]);
  });

  describe('by partitions', () => {
    const byWeight = asset(
      defineTable({ ...pets, columns: [...pets.columns, { name: 'year', type: 'integer', meaning: 'Year.' }] }),
      {
        maker: { kind: 'sql', file: `${FOLDER}/pet_year.sql` },
        partitions: { kind: 'period', grammar: 'school-year', first: '2020', column: 'year' },
      },
    );
    const buildYears = (
      from?: number,
      to?: number,
      linkVersion = 2,
      onChecks?: (all: readonly CheckResult[]) => void,
    ) =>
      buildTable(warehouse, byWeight, {
        linkVersion,
        runId: 'run-1',
        ...(from === undefined ? {} : { range: { from, to: to ?? from } }),
        ...(onChecks === undefined ? {} : { onChecks }),
      });
    const years = () => warehouse.query('SELECT pet, year FROM ecids.pet ORDER BY pet');
    beforeEach(async () => {
      await write(
        'pet_year',
        `SELECT CAST($link_version AS INTEGER) AS link_version, pet, owner, kind, weight,
          2020 + CAST(FLOOR(CAST(pet AS DOUBLE) / 10) AS INTEGER) AS year
        FROM main.incoming`,
      );
      await incoming("(1, 1, 'cat', 1), (11, 1, 'cat', 1), (21, 1, 'cat', 1)");
      await buildYears();
    });

    it('replaces the rows of these alone, and comes to the same as the whole', async () => {
      await incoming("(2, 1, 'cat', 1), (12, 1, 'cat', 1), (13, 1, 'cat', 1), (22, 1, 'cat', 1)");
      expect(await buildYears(2021)).toMatchObject({ rows: 2, rowsBefore: 1 });
      expect(await years()).toEqual([
        { pet: 1, year: 2020 },
        { pet: 12, year: 2021 },
        { pet: 13, year: 2021 },
        { pet: 21, year: 2022 },
      ]);
      await buildYears(2020);
      await buildYears(2022, 2023);
      const byPartitions = await years();
      await buildYears();
      expect(byPartitions).toEqual(await years());
    });

    it('names those that broke a check, and looks at no other', async () => {
      await incoming("(1, 1, 'cow', 1), (11, 1, 'cow', 1), (21, 1, 'cat', 1)");
      const seen: CheckResult[] = [];
      await expect(buildYears(2021, 2022, 2, (all) => seen.push(...all))).rejects.toThrow('codes.kind (1)');
      expect(seen.find(({ name }) => name === 'codes.kind')).toMatchObject({ failed: 1, partitions: ['2021'] });
      expect(await years()).toHaveLength(3);
    });

    it('refuses to put them beside others of another link version', async () => {
      await expect(buildYears(2021, 2021, 3)).rejects.toThrow(ConflictError);
      expect(await years()).toHaveLength(3);
      expect(await buildYears(2020, 2022, 3)).toMatchObject({ rows: 3, rowsBefore: 3 });
    });
  });

  it('refuses rows of another link version', async () => {
    await write(
      'other_version',
      'SELECT $link_version + pet AS link_version, pet, owner, kind, weight FROM main.incoming',
    );
    await incoming("(0, 1, 'cat', 4.5), (1, 1, 'cat', 4.5)");
    const mixed = asset(pets, { maker: { kind: 'sql', file: `${FOLDER}/other_version.sql` } });
    await expect(build(mixed)).rejects.toThrow('one_link_version (1)');
  });

  it('runs declared checks on the new rows: a blocking one refuses them, a warning is told', async () => {
    await incoming("(1, 1, 'dog', 40)");
    const check = { name: 'heavy', severity: 'error', blocking: true, sql: `${FOLDER}/heavy.sql` } as const;
    const blocking = asset(pets, { checks: [check] });
    await expect(build(blocking, { limit: 30 })).rejects.toThrow('heavy (1)');
    expect(await live()).toEqual([]);
    const warning = asset(pets, { checks: [{ ...check, severity: 'warn', blocking: false }] });
    const { checks } = await build(warning, { limit: 30 });
    expect(checks.at(-1)).toEqual({
      name: 'heavy',
      severity: 'warn',
      blocking: false,
      passed: false,
      failed: 1,
      details: 'over the limit',
    });
    expect(await live()).toHaveLength(1);
    expect((await build(blocking, { limit: 50 })).checks.at(-1)).toMatchObject({ passed: true, failed: 0 });
  });

  it('says so when a declared check does not answer with one row', async () => {
    const check = { name: 'odd', severity: 'error', blocking: true, sql: `${FOLDER}/two_rows.sql` } as const;
    await expect(build(asset(pets, { checks: [check] }))).rejects.toThrow(InvariantError);
  });

  it('does not show new rows to anybody before their checks have passed', async () => {
    await incoming("(1, 1, 'cat', 4.5)");
    await build();
    await incoming("(2, 1, 'dog', 4.5)");
    const seen: unknown[] = [];
    await buildTable(warehouse, asset(pets), {
      linkVersion: 2,
      runId: 'run-2',
      onChecks: async () => void seen.push(...(await live())),
    });
    expect(seen).toEqual([{ pet: 1, kind: 'cat' }]);
    expect(await live()).toEqual([{ pet: 2, kind: 'dog' }]);
  });

  it('refuses to read a table that is missing or stands on another link version', async () => {
    const reader = asset(pets, { upstream: [{ key: 'ecids.child' }] });
    await expect(build(reader)).rejects.toThrow(ConflictError);
    await warehouse.execute('CREATE SCHEMA ecids');
    await warehouse.execute('CREATE TABLE ecids.child (link_version INTEGER)');
    await warehouse.execute('INSERT INTO ecids.child VALUES (1)');
    await expect(build(reader)).rejects.toThrow('another link version');
    await warehouse.execute('UPDATE ecids.child SET link_version = 2');
    await incoming("(1, 1, 'cat', 4.5)");
    expect((await build(reader)).rows).toBe(1);
  });

  it('refuses a contract that would carry identifiers out of the vault', async () => {
    const named = defineTable({
      ...pets,
      columns: [...pets.columns, { name: 'name', type: 'text', meaning: 'Its name.', identifying: 'direct' }],
    });
    await expect(build(asset(named))).rejects.toThrow('name people');
  });
});

describe('a table whose contract changed', () => {
  const changed = defineTable({
    ...pets,
    columns: [
      ...pets.columns.filter(({ name }) => name !== 'owner' && name !== 'weight'),
      { name: 'weight', type: 'text', meaning: 'In words.', nullable: true },
      { name: 'color', type: 'text', meaning: 'Color.', codes: ['black'] },
    ],
    references: [],
  });
  const columns = async () =>
    (
      await warehouse.query<{ name: string }>(
        "SELECT column_name || ' ' || data_type AS name FROM information_schema.columns WHERE table_name = 'pet' ORDER BY 1",
      )
    ).map(({ name }) => name);

  it('takes the new columns when the new rows come in', async () => {
    await incoming("(1, 1, 'cat', 4.5)");
    await build();
    await write('changed', "SELECT 2 AS link_version, 5 AS pet, 'cat' AS kind, 'light' AS weight, 'black' AS color");
    await build(asset(changed, { maker: { kind: 'sql', file: `${FOLDER}/changed.sql` } }));
    expect(await columns()).toEqual([
      'color VARCHAR',
      'kind VARCHAR',
      'link_version INTEGER',
      'pet INTEGER',
      'weight VARCHAR',
    ]);
  });

  it('keeps the old columns and their values when the new rows are refused', async () => {
    await incoming("(1, 1, 'cat', 4.5)");
    await build();
    const before = await columns();
    await write('changed', "SELECT 2 AS link_version, 5 AS pet, 'cow' AS kind, 'light' AS weight, 'black' AS color");
    const failure = build(asset(changed, { maker: { kind: 'sql', file: `${FOLDER}/changed.sql` } }));
    await expect(failure).rejects.toThrow(ContractBreachError);
    expect(await columns()).toEqual(before);
    expect(await warehouse.query('SELECT pet, owner, weight FROM ecids.pet')).toEqual([
      { pet: 1, owner: 1, weight: 4.5 },
    ]);
  });
});

describe('parameters of a statement', () => {
  it('are those it names, and each must be given', () => {
    expect(boundParameters('SELECT $a + $a', { a: 1, b: 2 })).toEqual({ a: 1 });
    expect(() => boundParameters('SELECT $c', { a: 1 })).toThrow(InvariantError);
  });
});
