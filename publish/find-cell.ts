import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { parse } from 'csv-parse';
import { UsageError } from '../schemas/errors.ts';
import {
  type ReleaseManifest,
  type ReleaseTable,
  releaseManifestSchema,
  stagedReleaseSchema,
} from '../schemas/releases/release-manifest.ts';
import { readCurrentRelease, readRelease } from './current-release.ts';

/** A measure of a public row, as the file that people get writes it. */
export interface PublicMeasureCell {
  readonly measure: string;
  /** Empty where the number is withheld or not available. */
  readonly value: string;
  /** Ends of the band, where the measure is banded. */
  readonly low?: string;
  readonly high?: string;
  readonly status: string;
}

/** A row of a public table, and the file it stands in. */
export interface PublicRow {
  readonly key: Readonly<Record<string, string>>;
  readonly measures: readonly PublicMeasureCell[];
  /** Whether the file has the hash that the manifest names. */
  readonly fileIntact: boolean;
}

/** The manifest of the release in force, or of another that is published. @throws UsageError when there is none */
export async function publishedRelease(releasesFolder: string, id: string | undefined): Promise<ReleaseManifest> {
  const manifest =
    id === undefined
      ? await readCurrentRelease(releasesFolder)
      : isPublished(releasesFolder, id)
        ? await readRelease(releasesFolder, id)
        : undefined;
  if (manifest !== undefined) return manifest;
  throw new UsageError(id === undefined ? 'Nothing is published yet' : `Release ${id} is not published`, {
    hint: '`hub release list` shows the releases there are.',
  });
}

function isPublished(releasesFolder: string, id: string): boolean {
  const named = releaseManifestSchema.shape.id.safeParse(id).success;
  return named && existsSync(join(releasesFolder, id, 'manifest.json'));
}

/** @throws UsageError when the release has no such table */
export function releasedTable(manifest: ReleaseManifest, name: string): ReleaseTable {
  const table = manifest.tables.find((one) => one.name === name);
  if (table !== undefined) return table;
  throw new UsageError(`Release ${manifest.id} has no table ${name}`, {
    hint: `It has ${manifest.tables.map((one) => one.name).join(', ')}.`,
  });
}

/** SHA-256 of a release as it was when it was staged, which the control store keeps. */
export function stagedHash(manifest: ReleaseManifest): string {
  return createHash('sha256')
    .update(JSON.stringify(stagedReleaseSchema.parse(manifest)))
    .digest('hex');
}

/**
 * Finds the one row that a key means. @param given `NAME=VALUE`, of as many dimensions as it takes
 * @throws UsageError when a name is no dimension, or when no row or several are meant
 */
export async function findRow(folder: string, table: ReleaseTable, given: readonly string[]): Promise<PublicRow> {
  const wanted = readKey(table, given);
  const found: Record<string, string>[] = [];
  let rows = 0;
  const hash = createHash('sha256');
  const parser = parse({ columns: true, bom: true, relax_column_count: true, skip_empty_lines: true });
  parser.on('data', (row: Record<string, string>) => {
    if (!Object.entries(wanted).every(([name, value]) => row[name] === value)) return;
    rows += 1;
    if (found.length < 2) found.push(row);
  });
  await pipeline(createReadStream(join(folder, table.csv.path)), hashing(hash), parser);
  const [row] = found;
  if (row === undefined || rows > 1) throw ambiguous(table, wanted, rows);
  return {
    key: Object.fromEntries(table.dimensions.map(({ name }) => [name, row[name] ?? ''])),
    measures: table.measures.map((measure) => ({
      measure: measure.name,
      value: row[measure.name] ?? '',
      ...(measure.banded ? { low: row[`${measure.name}_low`] ?? '', high: row[`${measure.name}_high`] ?? '' } : {}),
      status: row[measure.statusColumn] ?? '',
    })),
    fileIntact: hash.digest('hex') === table.csv.sha256,
  };
}

function hashing(hash: ReturnType<typeof createHash>): Transform {
  return new Transform({
    transform(bytes: Buffer, _, done) {
      hash.update(bytes);
      done(null, bytes);
    },
  });
}

function readKey(table: ReleaseTable, given: readonly string[]): Readonly<Record<string, string>> {
  const names = table.dimensions.map(({ name }) => name);
  const pairs = given.map((text) => {
    const [, name = '', value = ''] = /^([^=]+)=(.*)$/s.exec(text) ?? [];
    if (names.includes(name)) return [name, value] as const;
    throw new UsageError(`${table.name} has no dimension ${JSON.stringify(name === '' ? text : name)}`, {
      hint: `Give NAME=VALUE of ${names.join(', ')}.`,
    });
  });
  return Object.fromEntries(pairs);
}

function ambiguous(table: ReleaseTable, wanted: Readonly<Record<string, string>>, rows: number): UsageError {
  if (rows === 0) {
    return new UsageError(`No row of ${table.name} has that key`, {
      hint: 'Values are written as in the CSV file; a row that nobody is in is not published.',
    });
  }
  const open = table.dimensions.map(({ name }) => name).filter((name) => wanted[name] === undefined);
  return new UsageError(`${rows} rows of ${table.name} have that key`, { hint: `Say also ${open.join(', ')}.` });
}
