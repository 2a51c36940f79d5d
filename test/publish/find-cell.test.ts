import { appendFileSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findRow, publishedRelease, releasedTable, stagedHash } from '../../publish/find-cell.ts';
import { UsageError } from '../../schemas/errors.ts';
import type { ReleaseManifest, ReleaseTable } from '../../schemas/releases/release-manifest.ts';
import { disposableFolder } from '../control/stores.ts';
import { SAMPLE_RELEASE_ID, writeSampleRelease } from '../web/write-sample-release.ts';

const releases = disposableFolder();
let manifest: ReleaseManifest;
let table: ReleaseTable;
let row: Readonly<Record<string, string>>;
const folder = join(releases, SAMPLE_RELEASE_ID);
beforeAll(async () => {
  await writeSampleRelease({ folder: releases });
  manifest = await publishedRelease(releases, undefined);
  table = manifest.tables[0] as ReleaseTable;
  const rows = parse(readFileSync(join(folder, table.csv.path)), { columns: true, bom: true }) as Record<
    string,
    string
  >[];
  row = rows[3] as Record<string, string>;
});
afterAll(() => rmSync(releases, { recursive: true, force: true }));

const keyOf = () => table.dimensions.map(({ name }) => `${name}=${row[name]}`);

describe('a row of a published table', () => {
  test('is found by its whole key, with every measure as the file writes it', async () => {
    const found = await findRow(folder, table, keyOf());
    expect(found.fileIntact).toBe(true);
    expect(Object.entries(found.key).map(([name, value]) => `${name}=${value}`)).toEqual(keyOf());
    expect(found.measures.map(({ measure, value, status }) => [measure, value, status])).toEqual(
      table.measures.map(({ name, statusColumn }) => [name, row[name], row[statusColumn]]),
    );
  });

  test('is asked for more closely when several have the key', async () => {
    await expect(findRow(folder, table, [])).rejects.toThrow(/^\d+ rows of .* have that key$/);
  });

  test.each([
    ['a name that is no dimension', () => ['nosuch=1']],
    ['no value at all', () => ['nosuch']],
    ['a value that no row has', () => [`${table.dimensions[0]?.name}=nosuch`]],
  ])('is not found by %s', async (_, key) => {
    await expect(findRow(folder, table, key())).rejects.toThrow(UsageError);
  });

  test('of a file that was changed says so', async () => {
    appendFileSync(join(folder, table.csv.path), '\n');
    expect((await findRow(folder, table, keyOf())).fileIntact).toBe(false);
  });
});

describe('a published release', () => {
  test('is the one in force, or one that is named', async () => {
    expect(manifest.id).toBe(SAMPLE_RELEASE_ID);
    expect((await publishedRelease(releases, SAMPLE_RELEASE_ID)).id).toBe(SAMPLE_RELEASE_ID);
  });

  test.each(['20200101T000000Z-00000000', '..', '../..', ''])('is not %j', async (id) => {
    await expect(publishedRelease(releases, id)).rejects.toThrow(UsageError);
  });

  test('has the tables it lists and no other', () => {
    expect(() => releasedTable(manifest, 'nosuch')).toThrow(UsageError);
  });

  test('has the hash it was staged with, whoever approved it', () => {
    expect(stagedHash({ ...manifest, approvedBy: 'another', reason: 'another' })).toBe(stagedHash(manifest));
    expect(stagedHash({ ...manifest, linkVersion: 4 })).not.toBe(stagedHash(manifest));
  });
});
