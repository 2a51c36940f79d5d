import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { expect, test } from 'vitest';
import { checkTableFiles } from '../../../publish/check-table-files.ts';
import { codebookJson, dataPackageJson, dictionaryCsv } from '../../../publish/export/describe-table.ts';
import { fileSelection, storedSelection } from '../../../publish/export/file-selection.ts';
import { writeTableFiles } from '../../../publish/export/table-file-writer.ts';
import { publicColumns } from '../../../schemas/releases/columns.ts';
import { writtenStatuses } from '../../../schemas/releases/file-columns.ts';
import { CELL_STATUSES } from '../../../schemas/releases/status.ts';
import { publicTables } from '../../../schemas/releases/tables/index.ts';

const tableNamed = (name: string) => publicTables.find(({ table }) => table.name === name)!.table;
const pseo = tableNamed('pseo_earnings');
const statusColumns = publicColumns(pseo).filter(({ role }) => role === 'status');

/** A row whose every status is the one given. */
function rowOf(status: string, cipcode: string) {
  return Object.fromEntries(
    publicColumns(pseo).map(({ name, role, type }) => {
      if (role === 'status') return [name, status];
      if (role === 'number') return [name, status === 'ok' ? 100 : null];
      return [name, name === 'cipcode' ? cipcode : type === 'integer' ? 38 : '00'];
    }),
  );
}

test('PSEO files hold whole numbers as flags, and read back as the codes they stand for', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'pseo-'));
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  try {
    const files = { parquetPath: join(folder, 'pseo.parquet'), csvPath: join(folder, 'pseo.csv') };
    const statuses = ['not_applicable', 'not_available', 'ok', 'suppressed'];
    const rows = statuses.map((status, at) => rowOf(status, `0${at}`));
    const columns = publicColumns(pseo);
    await writeTableFiles({ columns, rows, selection: fileSelection(pseo), metadata: { title: 'Invented' } }, files);
    const [header, ...lines] = (await readFile(files.csvPath, 'utf8')).trim().split('\n');
    const at = header!.split(',').indexOf('status_y1_earnings');
    expect(lines.map((line) => line.split(',')[at])).toEqual(['-2', '-1', '1', '5']);
    const read = async (selection: string) =>
      (
        await connection.runAndReadAll(`SELECT ${selection} FROM '${files.parquetPath}' ORDER BY cipcode`)
      ).getRowObjectsJS() as Record<string, unknown>[];
    for (const { name } of statusColumns) {
      expect((await read('*')).map((row) => row[name])).toEqual([-2, -1, 1, 5]);
      expect((await read(storedSelection(pseo))).map((row) => row[name])).toEqual(statuses);
    }
    expect(await checkTableFiles(pseo, files, rows.length)).toMatchObject({
      published: pseo.measures.length,
      suppressed: pseo.measures.length,
    });

    await writeTableFiles({ columns, rows, metadata: { title: 'Invented' } }, files);
    await expect(checkTableFiles(pseo, files, rows.length)).rejects.toThrow('pseo_earnings');
  } finally {
    connection.closeSync();
    await rm(folder, { recursive: true, force: true });
  }
});

test('what describes the files names the flags that are in them', () => {
  const flags = ['1', '6', '5', '-2', '-1'];
  expect(writtenStatuses(pseo)).toEqual(flags);
  const codebook = JSON.parse(codebookJson(pseo));
  const status = codebook.columns.find(({ name }: { name: string }) => name === 'status_y5_earnings');
  expect(status).toMatchObject({ type: 'integer', codes: flags });
  expect(Object.keys(codebook.statuses).sort()).toEqual([...flags].sort());
  expect(dictionaryCsv(pseo)).toContain('1 | 6 | 5 | -2 | -1');
  const release = { id: '20261102T090000Z-0a1b2c3d', createdAt: '2026-11-02T09:00:00Z', synthetic: true };
  const described = JSON.parse(
    dataPackageJson(release, [{ table: pseo, csvPath: 'pseo_earnings.csv', sha256: '', bytes: 1 }]),
  );
  const field = described.resources[0].schema.fields.find(
    ({ name }: { name: string }) => name === 'status_y5_earnings',
  );
  expect(field).toMatchObject({ type: 'integer', constraints: { enum: flags.map(Number) } });
});

test('every other table is written as it is stored', () => {
  for (const { table } of publicTables) {
    if (table.statusScheme !== undefined) continue;
    expect(fileSelection(table)).not.toContain('CASE');
    expect(writtenStatuses(table)).toEqual(CELL_STATUSES);
  }
});
