import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import type { ReleaseManifest, ReleaseTable } from '../../schemas/releases/release-manifest.ts';
import { SAMPLE_PLACES } from './sample-places.ts';
import { type SampleTable, type SampleValue, sampleTables } from './sample-tables.ts';

export interface SampleReleaseOptions {
  /** `DATA/releases`. */
  readonly folder: string;
  readonly id?: string;
  readonly createdAt?: string;
  readonly tables?: readonly SampleTable[];
}

export const SAMPLE_RELEASE_ID = '20261102T090000Z-0a1b2c3d';

/** Writes a whole release by hand, as the publisher would, and points `current.json` at it. */
export async function writeSampleRelease(options: SampleReleaseOptions): Promise<ReleaseManifest> {
  const id = options.id ?? SAMPLE_RELEASE_ID;
  const folder = join(options.folder, id);
  await mkdir(folder, { recursive: true });
  const tables: ReleaseTable[] = [];
  for (const table of options.tables ?? sampleTables()) tables.push(await writeTable(folder, table));
  await writeFile(join(folder, 'organizations.json'), JSON.stringify(SAMPLE_PLACES));
  const manifest: ReleaseManifest = {
    schemaVersion: 1,
    id,
    createdAt: options.createdAt ?? '2026-11-02T09:00:00Z',
    synthetic: true,
    linkVersion: 3,
    codeVersion: '0.1.0',
    approvedBy: 'dashboard.owner',
    reason: 'Yearly refresh',
    tables,
    organizations: await fileOf(folder, 'organizations.json'),
  };
  await writeFile(join(folder, 'manifest.json'), JSON.stringify(manifest));
  await pointTo(options.folder, id);
  return manifest;
}

export async function pointTo(releasesFolder: string, id: string): Promise<void> {
  await writeFile(join(releasesFolder, 'current.json.new'), JSON.stringify({ id }));
  await rename(join(releasesFolder, 'current.json.new'), join(releasesFolder, 'current.json'));
}

function columnTypes({ contract }: SampleTable): ReadonlyMap<string, string> {
  const types = new Map<string, string>();
  for (const { name, type } of [...contract.dimensions, ...contract.attributes]) {
    types.set(name, type === 'integer' ? 'INTEGER' : 'VARCHAR');
  }
  for (const { name, statusColumn, banded, kind } of contract.measures) {
    const type = kind === 'count' ? 'BIGINT' : 'DOUBLE';
    for (const column of banded ? [name, `${name}_low`, `${name}_high`] : [name]) types.set(column, type);
    types.set(statusColumn, 'VARCHAR');
  }
  return types;
}

async function writeTable(folder: string, table: SampleTable): Promise<ReleaseTable> {
  const { contract } = table;
  const types = columnTypes(table);
  const columns = [...types.keys()];
  const csv = `${contract.name}.csv`;
  const parquet = `${contract.name}.parquet`;
  const line = (values: readonly SampleValue[]) =>
    values.map((value) => (value === null ? '' : `"${value}"`)).join(',');
  const lines = [columns.join(','), ...table.rows.map((row) => line(columns.map((name) => row[name] ?? null)))];
  await writeFile(join(folder, csv), `${lines.join('\n')}\n`);
  const instance = await DuckDBInstance.create(':memory:', { threads: '2' });
  const connection = await instance.connect();
  const typed = [...types].map(([name, type]) => `'${name}': '${type}'`).join(', ');
  const order = contract.dimensions.map(({ name }) => name).join(', ');
  await connection.run(
    `COPY (SELECT * FROM read_csv('${join(folder, csv)}', header = true, columns = {${typed}}) ORDER BY ${order}) TO '${join(folder, parquet)}' (FORMAT parquet, COMPRESSION zstd)`,
  );
  connection.closeSync();
  instance.closeSync();
  const statuses = table.rows.flatMap((row) => contract.measures.map(({ statusColumn }) => row[statusColumn]));
  return {
    ...contract,
    rows: table.rows.length,
    cells: statuses.length,
    published: statuses.filter((status) => status === 'ok' || status === 'banded').length,
    suppressed: statuses.filter((status) => status === 'suppressed').length,
    parquet: await fileOf(folder, parquet),
    csv: await fileOf(folder, csv),
    matchRates: [{ pair: 'DESE–DHE', eligible: 120_000, linked: 112_800, rate: 0.94 }],
  };
}

async function fileOf(folder: string, path: string) {
  const content = await readFile(join(folder, path));
  return { path, bytes: content.length, sha256: createHash('sha256').update(content).digest('hex') };
}
