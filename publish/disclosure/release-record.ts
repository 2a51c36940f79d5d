import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { ReleasedTable } from '../../disclosure/ledger/attack-release.ts';
import {
  type ProtectionRecord,
  protectionRecordSchema,
  type ReleaseRecord,
  releaseRecordSchema,
} from '../../schemas/disclosure/release-record.ts';
import { ContractBreachError } from '../../schemas/errors.ts';
import type { PublicTableDefinition } from '../../schemas/releases/define-public-table.ts';
import type { StagedRelease } from '../../schemas/releases/release-manifest.ts';
import { identifier } from '../../warehouse/identifier.ts';
import type { Session } from '../../warehouse/warehouse.ts';
import { json } from '../export/describe-table.ts';
import { storedSelection } from '../export/file-selection.ts';
import { type ReleaseFile, releaseFile } from '../release-file.ts';
import { stagedFolder } from '../release-folders.ts';
import { readParquetRows, writeAggregates } from './private-rows.ts';
import { protectionPath, RECORD_FILE, recordFolder } from './record-folders.ts';

export interface RecordReleaseDeps {
  readonly warehouse: Session;
  readonly disclosureFolder: string;
  readonly now: () => Date;
  readonly codeVersion: string;
}

/**
 * Enters a staged release in the ledger: the aggregates it was made from, what its numbers mean, and what protection
 * did. Again replaces the entry, until the release is decided about.
 */
export async function recordRelease(
  deps: RecordReleaseDeps,
  staged: StagedRelease,
  definitions: readonly PublicTableDefinition[],
): Promise<ReleaseRecord> {
  const folder = recordFolder(deps.disclosureFolder, staged.id);
  const working = `${folder}.${randomUUID()}`;
  await mkdir(working, { recursive: true, mode: 0o700 });
  try {
    const tables: ReleaseRecord['tables'] = [];
    for (const { stage, protection, table } of definitions) {
      const path = `${table.name}.parquet`;
      await writeAggregates(
        stage,
        deps.warehouse.stream(`SELECT * FROM ${identifier(stage.table)}`),
        join(working, path),
      );
      tables.push({
        released: staged.tables.find(({ name }) => name === table.name)!,
        meaning: protection,
        aggregates: await releaseFile(working, path),
      });
    }
    const record: ReleaseRecord = {
      schemaVersion: 1,
      releaseId: staged.id,
      recordedAt: deps.now().toISOString(),
      codeVersion: deps.codeVersion,
      protection: await readProtection(deps.disclosureFolder),
      tables,
    };
    await writePrivate(join(working, RECORD_FILE), record);
    await rm(folder, { recursive: true, force: true });
    await rename(working, folder);
    return record;
  } catch (error) {
    await rm(working, { recursive: true, force: true });
    throw error;
  }
}

/** The ledger's entry of a release; undefined where it was released before there was a ledger. */
export async function readRecord(disclosure: string, releaseId: string): Promise<ReleaseRecord | undefined> {
  const path = join(recordFolder(disclosure, releaseId), RECORD_FILE);
  return existsSync(path) ? releaseRecordSchema.parse(JSON.parse(await readFile(path, 'utf8'))) : undefined;
}

/**
 * The tables of a release as the attack and the next protection take them: what they mean, what they were made from and
 * what they show. Read from its files, whose hashes must be those on record.
 * @throws ContractBreachError when a file is another than the one that was recorded
 */
export async function readReleasedTables(
  folders: { readonly disclosureFolder: string; readonly releasesFolder: string },
  record: ReleaseRecord,
): Promise<ReleasedTable[]> {
  const { releaseId } = record;
  const own = recordFolder(folders.disclosureFolder, releaseId);
  const published = join(folders.releasesFolder, releaseId);
  const shown = existsSync(published) ? published : stagedFolder(folders.releasesFolder, releaseId);
  for (const { aggregates, released } of record.tables) {
    await requireSame(own, aggregates);
    await requireSame(shown, released.parquet);
  }
  const rows = await readParquetRows(
    record.tables.flatMap(({ aggregates, released }) => [
      { path: join(own, aggregates.path) },
      { path: join(shown, released.parquet.path), selection: storedSelection(released) },
    ]),
  );
  return record.tables.map(({ meaning }, index) => ({
    spec: meaning,
    rows: rows[2 * index]!,
    earlier: { release: releaseId, released: rows[2 * index + 1]! },
  }));
}

/** Takes a release that was not published out of the ledger. Again changes nothing. */
export async function forgetRecord(disclosure: string, releaseId: string): Promise<void> {
  await rm(recordFolder(disclosure, releaseId), { recursive: true, force: true });
}

/** Keeps what protection did to the tables that are held ready. */
export async function writeProtection(disclosure: string, protection: ProtectionRecord): Promise<void> {
  await writePrivate(protectionPath(disclosure), protectionRecordSchema.parse(protection));
}

async function readProtection(disclosure: string): Promise<ProtectionRecord> {
  const path = protectionPath(disclosure);
  if (existsSync(path)) return protectionRecordSchema.parse(JSON.parse(await readFile(path, 'utf8')));
  throw new ContractBreachError('Nothing is on record of how the public tables were protected', {
    hint: 'Make public.tables again, and stage then.',
  });
}

/** Writes a file that nobody else may read, in whole or not at all. */
export async function writePrivate(path: string, value: unknown): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const working = `${path}.${randomUUID()}`;
  await writeFile(working, json(value), { mode: 0o600 });
  await rename(working, path);
}

async function requireSame(folder: string, file: ReleaseFile): Promise<void> {
  const { sha256 } = await releaseFile(folder, file.path);
  if (sha256 === file.sha256) return;
  throw new ContractBreachError(`${file.path} is another file than the ledger has on record`, {
    hint: 'Restore the data folder from a backup: releases and their records are never changed.',
    fields: { file: file.path },
  });
}
