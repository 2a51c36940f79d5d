import { appendFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readCurrentRelease } from '../../publish/current-release.ts';
import { protectPublicTables } from '../../publish/protect-public-tables.ts';
import { discardRelease, publishRelease } from '../../publish/publish-release.ts';
import { discardUnfinishedReleases } from '../../publish/release-folders.ts';
import { stageRelease } from '../../publish/stage-release.ts';
import { defaultDisclosurePolicy } from '../../schemas/disclosure/default-policy.ts';
import { definePublicTable } from '../../schemas/releases/define-public-table.ts';
import { releaseManifestSchema } from '../../schemas/releases/release-manifest.ts';
import { openDuckDb } from '../../warehouse/duckdb/duckdb-warehouse.ts';
import type { Warehouse } from '../../warehouse/warehouse.ts';
import { inventPeople, outcomeRows, outcomeSpec } from '../disclosure/invented-people.ts';

const definition = definePublicTable({
  table: {
    name: 'outcomes',
    title: 'Outcomes',
    description: 'Invented outcomes.',
    dashboard: 'outcomes',
    dimensions: [
      { name: 'district_code', label: 'District', meaning: 'District code.', type: 'text' },
      { name: 'hs_grad_year', label: 'Class', meaning: 'Year of graduation.', type: 'integer' },
      { name: 'outcome_type', label: 'Outcome', meaning: 'What they did.', type: 'text' },
    ],
    attributes: [],
    measures: ['grad_count', 'outcome_count'].map((name) => ({
      name,
      label: name,
      meaning: 'Persons.',
      kind: 'count' as const,
      statusColumn: `${name}_status`,
      banded: false,
    })),
    method: {
      formula: 'Count.',
      universe: 'All.',
      exclusions: 'None.',
      sources: ['Invented'],
      suppression: 'Yes.',
      limits: 'None.',
    },
  },
  protection: outcomeSpec,
  owners: ['DESE'],
  aggregates: [],
});
const people = [...inventPeople({ seed: 11, districts: 12, schools: 1, years: 2, size: 60 })];
const approval = { approvedBy: 'owner', reason: 'Checked' };
const organizations = [
  {
    orgCode: '00000000',
    name: 'Massachusetts',
    type: 'State' as const,
    districtCode: '00000000',
    districtName: 'Massachusetts',
  },
];

describe('a release', () => {
  let warehouse: Warehouse;
  let releasesFolder: string;

  beforeEach(async () => {
    releasesFolder = await mkdtemp(join(tmpdir(), 'releases-'));
    warehouse = await openDuckDb({ path: ':memory:' });
    await warehouse.execute('CREATE SCHEMA IF NOT EXISTS public_stage');
    await warehouse.execute(
      'CREATE TABLE public_stage.outcomes (link_version INTEGER, district_code TEXT, hs_grad_year INTEGER, outcome_type TEXT, grad_count BIGINT, outcome_count BIGINT)',
    );
    for (const row of outcomeRows(people)) {
      await warehouse.execute(
        'INSERT INTO public_stage.outcomes VALUES (3, $district_code, $hs_grad_year, $outcome_type, $grad_count, $outcome_count)',
        row,
      );
    }
  });
  afterEach(async () => {
    await warehouse.close();
    await rm(releasesFolder, { recursive: true, force: true });
  });

  const protect = () =>
    protectPublicTables({ warehouse, policy: defaultDisclosurePolicy, tieBreakKey: 'a secret of the tests' }, [
      definition,
    ]);
  const stage = (now = '2026-11-23T20:15:00.000Z') =>
    stageRelease(
      { warehouse, releasesFolder, now: () => new Date(now), codeVersion: 'abc' },
      { tables: [definition.table], organizations, synthetic: true },
    );

  test('that is staged anew at the same moment is the same one, and what a stop amid writing left is cleared away', async () => {
    await protect();
    const staged = await stage();
    await mkdir(join(releasesFolder, '.working-half'));
    await writeFile(join(releasesFolder, '.current-half.json'), '{');
    await discardUnfinishedReleases(releasesFolder);
    expect(await stage()).toEqual(staged);
    expect(await readdir(releasesFolder)).toEqual(['staged']);
    expect(await readdir(join(releasesFolder, 'staged'))).toEqual([staged.id]);
  });

  test('becomes visible in whole once approved, and says who approved it', async () => {
    const protection = await protect();
    expect(protection.linkVersion).toBe(3);
    const staged = await stage();
    expect(await readCurrentRelease(releasesFolder)).toBeUndefined();
    expect(staged.id).toMatch(/^20261123T201500Z-[0-9a-f]{8}$/);

    await publishRelease(releasesFolder, staged.id, approval);
    const current = await readCurrentRelease(releasesFolder);
    expect(current).toMatchObject({ id: staged.id, linkVersion: 3, approvedBy: 'owner', synthetic: true });
    const manifest = JSON.parse(await readFile(join(releasesFolder, staged.id, 'manifest.json'), 'utf8'));
    expect(releaseManifestSchema.safeParse(manifest).success).toBe(true);
    const [table] = current!.tables;
    expect(table!.published + table!.suppressed).toBe(table!.cells);
    expect(table!.suppressed).toBeGreaterThan(0);
    expect((await readdir(join(releasesFolder, staged.id))).sort()).toEqual([
      'datapackage.json',
      'manifest.json',
      'organizations.json',
      'outcomes.codebook.json',
      'outcomes.csv',
      'outcomes.dictionary.csv',
      'outcomes.method.md',
      'outcomes.parquet',
    ]);
  });

  test('holds no number where the status is not ok', async () => {
    await protect();
    const staged = await stage();
    const path = join(releasesFolder, 'staged', staged.id, 'outcomes.csv');
    const lines = (await readFile(path, 'utf8'))
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => line.split(','));
    const withheld = lines.filter((line) => line[6] === 'suppressed');
    expect(withheld.length).toBeGreaterThan(0);
    for (const line of withheld) expect(line[5]).toBe('');
    for (const line of lines.filter((each) => each[6] === 'ok')) expect(line[5]).toMatch(/^\d+$/);
  });

  test('has the same bytes when it is made again from the same rows', async () => {
    await protect();
    const first = await stage();
    await protect();
    const second = await stage('2026-11-24T09:00:00.000Z');
    const hashes = (staged: typeof first) => staged.tables.map((table) => [table.parquet.sha256, table.csv.sha256]);
    expect(hashes(second)).toEqual(hashes(first));
    expect(second.id.slice(-8)).toBe(first.id.slice(-8));
  });

  test('is refused when a file was changed after it was staged', async () => {
    await protect();
    const staged = await stage();
    await appendFile(join(releasesFolder, 'staged', staged.id, 'outcomes.csv'), 'x');
    await expect(publishRelease(releasesFolder, staged.id, approval)).rejects.toThrow(
      'has changed since it was staged',
    );
    expect(await readCurrentRelease(releasesFolder)).toBeUndefined();
  });

  test('is refused when a number stands beside a status that hides it', async () => {
    await protect();
    await warehouse.execute("UPDATE public.outcomes SET outcome_count = 3 WHERE outcome_count_status = 'suppressed'");
    await expect(stage()).rejects.toThrow('do not hold what their status says');
    expect(await readdir(releasesFolder)).toEqual([]);
  });

  test('is refused when its tables stand on different link versions', async () => {
    await protect();
    await warehouse.execute('UPDATE public.outcomes SET link_version = 4 WHERE hs_grad_year = 2021');
    await expect(stage()).rejects.toThrow('different link versions');
    await warehouse.execute('UPDATE public_stage.outcomes SET link_version = 4 WHERE hs_grad_year = 2021');
    await expect(protect()).rejects.toThrow('different link versions');
  });

  test('is gone when it is discarded, and can be published twice to the same end', async () => {
    await protect();
    const discarded = await stage();
    await discardRelease(releasesFolder, discarded.id);
    await expect(publishRelease(releasesFolder, discarded.id, approval)).rejects.toThrow('No release');

    const staged = await stage();
    await publishRelease(releasesFolder, staged.id, approval);
    await publishRelease(releasesFolder, staged.id, approval);
    expect((await readCurrentRelease(releasesFolder))!.id).toBe(staged.id);
  });
});
