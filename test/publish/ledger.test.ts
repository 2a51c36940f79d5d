import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { diffReleases } from '../../publish/diff-releases.ts';
import { attackRecorded } from '../../publish/disclosure/attack-staged.ts';
import { readLedger } from '../../publish/disclosure/ledger.ts';
import { recordRelease, writeProtection } from '../../publish/disclosure/release-record.ts';
import { protectPublicTables } from '../../publish/protect-public-tables.ts';
import { publishRelease } from '../../publish/publish-release.ts';
import { stagedFolder } from '../../publish/release-folders.ts';
import { stageRelease } from '../../publish/stage-release.ts';
import { withdrawRelease } from '../../publish/withdraw-release.ts';
import { defaultDisclosurePolicy as policy } from '../../schemas/disclosure/default-policy.ts';
import { definePublicTable } from '../../schemas/releases/define-public-table.ts';
import type { StagedRelease } from '../../schemas/releases/release-manifest.ts';
import { openDuckDb } from '../../warehouse/duckdb/duckdb-warehouse.ts';
import type { Warehouse } from '../../warehouse/warehouse.ts';

const DISTRICTS = { '00000000': 76, '00010000': 20, '00020000': 25, '00030000': 4, '00040000': 27 };
const definition = definePublicTable({
  table: {
    name: 'students',
    title: 'Students',
    description: 'Invented students.',
    dashboard: 'outcomes',
    dimensions: [{ name: 'district_code', label: 'District', meaning: 'District code.', type: 'text' }],
    attributes: [],
    measures: [
      {
        name: 'persons',
        label: 'Persons',
        kind: 'count',
        meaning: 'Persons.',
        statusColumn: 'persons_status',
        banded: false,
      },
    ],
    method: {
      formula: 'Count.',
      universe: 'All.',
      exclusions: 'None.',
      sources: ['Invented'],
      suppression: 'Yes.',
      limits: 'None.',
    },
  },
  protection: {
    dimensions: [{ name: 'district', columns: ['district_code'], nesting: { top: '00000000', relation: 'partition' } }],
    measures: [{ kind: 'count', name: 'persons', product: 'students', owners: ['DESE'] }],
  },
  owners: ['DESE'],
  aggregates: [{ name: 'persons', meaning: 'Persons.', type: 'bigint' }],
});

let root: string;
let warehouse: Warehouse;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'ledger-'));
  warehouse = await openDuckDb({ path: ':memory:' });
  await warehouse.execute('CREATE SCHEMA IF NOT EXISTS public_stage');
  await warehouse.execute(
    'CREATE TABLE public_stage.students (link_version INTEGER, district_code TEXT, persons BIGINT)',
  );
  for (const [district_code, persons] of Object.entries(DISTRICTS)) {
    await warehouse.execute('INSERT INTO public_stage.students VALUES (1, $district_code, $persons)', {
      district_code,
      persons,
    });
  }
});
afterEach(async () => {
  await warehouse.close();
  await rm(root, { recursive: true, force: true });
});

const folders = () => ({ disclosureFolder: join(root, 'disclosure'), releasesFolder: join(root, 'releases') });

/** Protects against what is in the ledger, stages, and records. `hide` withholds and shows by hand, as a mistake would. */
async function staged(now: string, earlier: readonly string[], hide: readonly string[] = []): Promise<StagedRelease> {
  const { disclosureFolder, releasesFolder } = folders();
  const { tables } = await readLedger(folders(), earlier);
  const { report } = await protectPublicTables({ warehouse, policy, tieBreakKey: 'k', earlier: tables }, [definition]);
  await writeProtection(disclosureFolder, {
    policyVersion: report.policyVersion,
    tables: report.tables.map(({ name, rows, statuses }) => ({ name, rows, statuses: { ...statuses }, losses: {} })),
    disclosed: [],
  });
  if (hide.length > 0) {
    const list = hide.map((code) => `'${code}'`).join();
    await warehouse.execute(`UPDATE public.students SET
      persons = CASE WHEN district_code IN (${list}) THEN NULL ELSE (SELECT persons FROM public_stage.students AS own WHERE own.district_code = students.district_code) END,
      persons_status = CASE WHEN district_code IN (${list}) THEN 'suppressed' ELSE 'ok' END`);
  }
  const deps = { warehouse, disclosureFolder, releasesFolder, now: () => new Date(now), codeVersion: 'abc' };
  const release = await stageRelease(deps, { tables: [definition.table], organizations: [], synthetic: true });
  await recordRelease(deps, release, [definition]);
  return release;
}

test('a release is attacked with every release before it, withdrawn or not, and compared with the one in force', async () => {
  const { releasesFolder } = folders();
  const first = await staged('2026-11-01T08:00:00Z', [], ['00020000', '00030000']);
  expect((await attackRecorded(folders(), first.id, [], policy)).exposed).toEqual([]);
  await publishRelease(releasesFolder, first.id, { approvedBy: 'ada', reason: 'first' });

  const leak = await staged('2026-11-02T08:00:00Z', [first.id], ['00010000', '00030000']);
  expect((await attackRecorded(folders(), leak.id, [], policy)).exposed).toEqual([]);
  const diff = await diffReleases(
    { folder: join(releasesFolder, first.id), tables: first.tables },
    { folder: stagedFolder(releasesFolder, leak.id), tables: leak.tables },
    10,
  );
  expect(diff.tables[0]).toMatchObject({ cells: 5, changes: { newly_hidden: 1, newly_shown: 1, changed: 0, new: 0 } });
  expect(diff.cells).toContainEqual({
    table: 'students',
    measure: 'persons',
    change: 'newly_hidden',
    at: 'district_code=00010000',
    before: '20',
    after: 'suppressed',
  });

  await withdrawRelease(
    releasesFolder,
    { id: first.id, withdrawnAt: '2026-11-03T08:00:00Z', notice: 'Wrong.' },
    undefined,
  );
  const { exposed, releases } = await attackRecorded(folders(), leak.id, [first.id], policy);
  expect(releases).toEqual([leak.id, first.id]);
  expect(exposed).toMatchObject([{ codes: ['district=00030000'], how: 'exact', least: 4, most: 4 }]);
  expect(exposed[0]!.equations.join()).toContain(
    `students.persons (district=00010000) = 20 (published by ${first.id})`,
  );

  const mended = await staged('2026-11-04T08:00:00Z', [first.id]);
  expect((await attackRecorded(folders(), mended.id, [first.id], policy)).exposed).toEqual([]);
});

test('files that are not those on record are refused, and so are numbers that the aggregates do not have', async () => {
  const first = await staged('2026-11-01T08:00:00Z', []);
  await warehouse.execute("UPDATE public.students SET persons = persons + 1 WHERE district_code = '00000000'");
  const other = { ...folders(), warehouse, now: () => new Date('2026-11-02T08:00:00Z'), codeVersion: 'abc' };
  const wrong = await stageRelease(other, { tables: [definition.table], organizations: [], synthetic: true });
  await recordRelease(other, wrong, [definition]);
  await expect(attackRecorded(folders(), wrong.id, [], policy)).rejects.toThrow(/that its aggregates do not have/);
  await rm(join(stagedFolder(folders().releasesFolder, first.id), 'students.parquet'));
  await expect(attackRecorded(folders(), first.id, [], policy)).rejects.toThrow();
});
