import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { loadReference } from '../../activities/load-reference.ts';
import { ContractBreachError } from '../../schemas/errors.ts';
import { projectRoot } from '../../schemas/project-root.ts';
import { openDuckDb } from '../../warehouse/duckdb/duckdb-warehouse.ts';
import type { Warehouse } from '../../warehouse/warehouse.ts';

let warehouse: Warehouse;
let folder: string;

beforeEach(async () => {
  warehouse = await openDuckDb({ path: ':memory:' });
  folder = await mkdtemp(join(tmpdir(), 'reference-'));
  await cp(join(projectRoot, 'schemas/reference'), folder, { recursive: true });
});

afterEach(async () => {
  await warehouse.close();
  await rm(folder, { recursive: true });
});

test('reference tables hold the rows of their files, typed', async () => {
  const loaded = await loadReference(warehouse);
  for (const { table, rows, changed } of loaded) {
    const [counted] = await warehouse.query<{ n: number }>(`SELECT COUNT(*) AS n FROM ${table}`);
    expect([table, counted?.n, changed]).toEqual([table, rows, true]);
  }
  expect(
    await warehouse.query(
      "SELECT school_name, is_vocational, valid_from_sy, valid_to_sy FROM reference.school WHERE org_code = '00350560'",
    ),
  ).toEqual([{ school_name: 'Boston Latin School', is_vocational: false, valid_from_sy: 2006, valid_to_sy: null }]);
  expect(
    await warehouse.query('SELECT CAST(SUM(cpi_u) AS DOUBLE) AS total FROM reference.cpi WHERE year = 2024'),
  ).toEqual([{ total: expect.closeTo(3764.266, 3) }]);
});

test('a second load changes nothing', async () => {
  await loadReference(warehouse);
  const again = await loadReference(warehouse);
  expect(again.filter((set) => set.changed)).toEqual([]);
});

test('only the table whose file changed is loaded again', async () => {
  await loadReference(warehouse, folder);
  await writeFile(
    join(folder, 'town.csv'),
    (await readFile(join(folder, 'town.csv'), 'utf8')).replace('Abington', 'Abingdon'),
  );
  const again = await loadReference(warehouse, folder);
  expect(again.filter((set) => set.changed).map((set) => set.table)).toEqual(['reference.town']);
  expect(await warehouse.query("SELECT town_name FROM reference.town WHERE town_code = '001'")).toEqual([
    { town_name: 'Abingdon' },
  ]);
});

test('a file that refers to a row that is not there is refused and leaves every table as it was', async () => {
  await loadReference(warehouse, folder);
  await writeFile(
    join(folder, 'town.csv'),
    (await readFile(join(folder, 'town.csv'), 'utf8')).replace('001,Abington\n', ''),
  );
  await expect(loadReference(warehouse, folder)).rejects.toThrow(ContractBreachError);
  expect(await warehouse.query('SELECT COUNT(*) AS n FROM reference.town')).toEqual([{ n: 352 }]);
});
