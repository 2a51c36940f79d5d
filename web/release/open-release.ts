import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { join, resolve, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { type DuckDBConnection, DuckDBInstance, type DuckDBValue } from '@duckdb/node-api';
import { z } from 'zod';
import { storedSelection } from '../../publish/export/file-selection.ts';
import {
  type ReleaseManifest,
  type ReleaseTable,
  releaseManifestSchema,
  releaseOrganizationSchema,
} from '../../schemas/releases/release-manifest.ts';
import { buildPlaceIndex, type PlaceIndex } from './place-index.ts';
import { publicIdentifier } from './public-identifier.ts';
import { ReleaseRefusedError } from './release-error.ts';

export type SqlValue = string | number;
export type SqlRow = Readonly<Record<string, unknown>>;

/** One release, verified and open for reading. */
export interface OpenRelease {
  readonly manifest: ReleaseManifest;
  readonly folder: string;
  readonly places: PlaceIndex;
  table(name: string): ReleaseTable | undefined;
  /** Every value of a dimension, in the dimension's own order. */
  values(table: string, dimension: string): readonly string[];
  /** Names of a code column's values: the table's own, else public reference names; empty where there are none. */
  namesOf(table: string, dimension: string): Promise<ReadonlyMap<string, string>>;
  /** The distances in years that occur between two year columns, ascending. */
  lags(table: string, years: { readonly later: string; readonly earlier: string }): Promise<readonly number[]>;
  /** Runs SQL over the release's tables, each a view of the table's name. Values are bound. */
  select(sql: string, values?: readonly SqlValue[]): Promise<readonly SqlRow[]>;
  /** Runs `COPY … TO` and the like into the exchange folder. */
  run(sql: string, values?: readonly SqlValue[]): Promise<void>;
  close(): void;
}

export interface OpenReleaseOptions {
  /** The release's own folder. */
  readonly folder: string;
  /** The only other folder the engine may touch: where downloads are written before they are sent. */
  readonly exchangeFolder: string;
  /** Names of codes that no table names itself, by dimension. @default none */
  readonly codeNames?: ReadonlyMap<string, ReadonlyMap<string, string>>;
  /** @default 2 */
  readonly threads?: number;
}

/**
 * Opens a release after checking it: the manifest's shape, the checksum of every file, and that no number stands beside a
 * status that hides it.
 *
 * @throws ReleaseRefusedError when any of that fails
 */
export async function openRelease(options: OpenReleaseOptions): Promise<OpenRelease> {
  const folder = resolve(options.folder);
  const manifest = await readManifest(folder);
  const files = [manifest.organizations, ...manifest.tables.flatMap((table) => [table.parquet, table.csv])];
  for (const file of files) await verifyFile(folder, file);

  const organizations = z
    .array(releaseOrganizationSchema)
    .parse(JSON.parse(await readFile(inside(folder, manifest.organizations.path), 'utf8')));

  await mkdir(options.exchangeFolder, { recursive: true });
  const instance = await DuckDBInstance.create(':memory:', {
    threads: String(options.threads ?? 2),
    memory_limit: '1GB',
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
  });
  const connection = await instance.connect();
  try {
    await confine(connection, [folder, resolve(options.exchangeFolder)]);
    const tables = new Map(manifest.tables.map((table) => [table.name, table]));
    const domains = new Map<string, readonly string[]>();
    for (const table of manifest.tables) {
      const path = inside(folder, table.parquet.path).replaceAll("'", "''");
      await connection.run(
        `CREATE VIEW ${publicIdentifier(table.name)} AS SELECT ${storedSelection(table)} FROM read_parquet('${path}')`,
      );
      await refuseNumbersBehindStatus(connection, table);
      for (const { name } of table.dimensions) {
        domains.set(`${table.name}.${name}`, await distinctValues(connection, table.name, name));
      }
    }
    const namesOf = remember(async (key: string): Promise<ReadonlyMap<string, string>> => {
      const [table = '', dimension = ''] = key.split('.');
      const nameColumn = dimension.replace(/_code$/, '_name');
      if (!tables.get(table)?.attributes.some((attribute) => attribute.name === nameColumn)) {
        return options.codeNames?.get(dimension) ?? new Map();
      }
      const [code, name] = [publicIdentifier(dimension), publicIdentifier(nameColumn)];
      const reader = await connection.runAndReadAll(
        `SELECT ${code} AS code, max(${name}) AS name FROM ${publicIdentifier(table)} GROUP BY ${code} ORDER BY ${code}`,
      );
      return new Map(
        reader.getRowObjectsJS().flatMap((row) => (row.name === null ? [] : [[String(row.code), String(row.name)]])),
      );
    });
    const lagsOf = remember(async (key: string): Promise<readonly number[]> => {
      const [table = '', later = '', earlier = ''] = key.split('.');
      const year = (column: string) => `CAST(${publicIdentifier(column)} AS INTEGER)`;
      const reader = await connection.runAndReadAll(
        `SELECT DISTINCT ${year(later)} - ${year(earlier)} AS lag FROM ${publicIdentifier(table)} ORDER BY lag`,
      );
      return reader.getRowObjectsJS().map((row) => Number(row.lag));
    });
    const bound = (values: readonly SqlValue[] = []): DuckDBValue[] => [...values];
    return Object.freeze({
      manifest,
      folder,
      places: buildPlaceIndex(organizations, placesIn(domains)),
      table: (name: string) => tables.get(name),
      values: (table: string, dimension: string) => domains.get(`${table}.${dimension}`) ?? [],
      namesOf: (table: string, dimension: string) => namesOf(`${table}.${dimension}`),
      lags: (table: string, { later, earlier }: { readonly later: string; readonly earlier: string }) =>
        lagsOf(`${table}.${later}.${earlier}`),
      select: async (sql: string, values?: readonly SqlValue[]) =>
        (await connection.runAndReadAll(sql, bound(values))).getRowObjectsJS() as SqlRow[],
      run: async (sql: string, values?: readonly SqlValue[]) => {
        await connection.run(sql, bound(values));
      },
      close: () => {
        connection.closeSync();
        instance.closeSync();
      },
    });
  } catch (error) {
    connection.closeSync();
    instance.closeSync();
    throw error;
  }
}

async function readManifest(folder: string): Promise<ReleaseManifest> {
  const parsed = releaseManifestSchema.safeParse(JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8')));
  if (parsed.success) return parsed.data;
  throw new ReleaseRefusedError('The manifest of the current release does not have the shape of a manifest.', {
    hint: 'Publish the release again with the code version that runs this site.',
    fields: { faults: parsed.error.issues.slice(0, 5).map((issue) => issue.path.join('.')) },
  });
}

function inside(folder: string, path: string): string {
  const full = resolve(folder, path);
  if (full.startsWith(folder + sep)) return full;
  throw new ReleaseRefusedError('The manifest names a file outside the release.', { fields: { path } });
}

async function verifyFile(folder: string, file: { path: string; sha256: string }): Promise<void> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(inside(folder, file.path)), hash);
  if (hash.digest('hex') === file.sha256) return;
  throw new ReleaseRefusedError('A file of the release differs from its checksum in the manifest.', {
    hint: 'A release is never changed: publish a new one.',
    fields: { path: file.path },
  });
}

/** Lets the engine open the named folders and nothing else, for the rest of its life. */
async function confine(connection: DuckDBConnection, folders: readonly string[]): Promise<void> {
  const list = folders.map((folder) => `'${`${folder}${sep}`.replaceAll("'", "''")}'`).join(', ');
  await connection.run(`SET allowed_directories = [${list}]`);
  await connection.run('SET enable_external_access = false');
  await connection.run('SET lock_configuration = true');
}

async function refuseNumbersBehindStatus(connection: DuckDBConnection, table: ReleaseTable): Promise<void> {
  for (const measure of table.measures) {
    const status = publicIdentifier(measure.statusColumn);
    const ends = measure.banded
      ? ` OR (${status} <> 'banded' AND (${publicIdentifier(`${measure.name}_low`)} IS NOT NULL OR ${publicIdentifier(`${measure.name}_high`)} IS NOT NULL))`
      : '';
    const reader = await connection.runAndReadAll(
      `SELECT count(*) AS leaks FROM ${publicIdentifier(table.name)} WHERE (${status} <> 'ok' AND ${publicIdentifier(measure.name)} IS NOT NULL)${ends}`,
    );
    const leaks = Number(reader.getRowObjectsJS()[0]?.leaks ?? 0);
    if (leaks === 0) continue;
    throw new ReleaseRefusedError('A table of the release holds numbers that its status column says are hidden.', {
      hint: 'Withdraw the release and protect the table again.',
      fields: { table: table.name, measure: measure.name, cells: leaks },
    });
  }
}

async function distinctValues(connection: DuckDBConnection, table: string, column: string): Promise<readonly string[]> {
  const name = publicIdentifier(column);
  const reader = await connection.runAndReadAll(
    `SELECT DISTINCT ${name} AS value FROM ${publicIdentifier(table)} WHERE ${name} IS NOT NULL ORDER BY value`,
  );
  return Object.freeze(reader.getRowObjectsJS().map((row) => String(row.value)));
}

const PLACE_COLUMNS = ['org_code', 'district_code', 'dist_code'];

/** Places that some table has a row for, from the values of `table.column`. */
function placesIn(domains: ReadonlyMap<string, readonly string[]>): ReadonlySet<string> {
  const columns = [...domains].filter(([name]) => PLACE_COLUMNS.includes(name.split('.')[1] ?? ''));
  return new Set(columns.flatMap(([, codes]) => codes));
}

/** A release never changes, so what was read of it once holds for its life. */
function remember<T>(read: (key: string) => Promise<T>): (key: string) => Promise<T> {
  const known = new Map<string, Promise<T>>();
  return (key) => {
    const before = known.get(key);
    if (before) return before;
    const reading = read(key);
    known.set(key, reading);
    reading.catch(() => known.delete(key));
    return reading;
  };
}
