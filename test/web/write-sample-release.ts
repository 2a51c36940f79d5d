import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileSelection } from '../../publish/export/file-selection.ts';
import { writeTableFiles } from '../../publish/export/table-file-writer.ts';
import { publicColumns } from '../../schemas/releases/columns.ts';
import type { ReleaseManifest, ReleaseTable } from '../../schemas/releases/release-manifest.ts';
import { PLACES_WITHOUT_FIGURES, SAMPLE_PLACES } from './sample-places.ts';
import { type SampleTable, sampleTables } from './sample-tables.ts';

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
  await writeFile(join(folder, 'organizations.json'), JSON.stringify([...SAMPLE_PLACES, ...PLACES_WITHOUT_FIGURES]));
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

async function writeTable(folder: string, { contract, rows }: SampleTable): Promise<ReleaseTable> {
  const csv = `${contract.name}.csv`;
  const parquet = `${contract.name}.parquet`;
  const columns = publicColumns(contract);
  const files = { csvPath: join(folder, csv), parquetPath: join(folder, parquet) };
  const selection = fileSelection(contract);
  await writeTableFiles({ columns, rows, selection, metadata: { title: contract.title } }, files);
  const statuses = rows.flatMap((row) => contract.measures.map(({ statusColumn }) => row[statusColumn]));
  return {
    ...contract,
    rows: rows.length,
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
