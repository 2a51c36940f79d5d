import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { steps } from '../../activities/steps.ts';
import { downstreamOf, upstreamOf } from '../../assets/asset-graph.ts';
import type { Asset, Upstream } from '../../assets/define-asset.ts';
import { hubGraph } from '../../assets/hub-assets.ts';
import { readRange } from '../../assets/partitions/axis.ts';
import { axisOf, fedBy, mappingOf } from '../../assets/partitions/mapping.ts';
import { agencySchema } from '../../schemas/agency.ts';
import { projectRoot } from '../../schemas/project-root.ts';
import { publicTables } from '../../schemas/releases/tables/index.ts';
import { defaultTableParameters } from '../../schemas/tables/parameters.ts';
import { duckdbDialect } from '../../warehouse/duckdb/dialect.ts';
import { readSql } from '../../warehouse/sql-file.ts';

const assets = [...hubGraph.assets.values()];
const made = (kind: Asset['maker']['kind']) => assets.filter(({ maker }) => maker.kind === kind);
const sql = (file: string) => join(projectRoot, 'sql', file);

function textOf({ maker }: Asset): Promise<string> {
  return readSql(maker.kind === 'sql' ? maker.file : '', duckdbDialect);
}

const cohorts = (mapping: unknown) => mapping as { from: number; to: number };

test('a quarter of wages reaches the cohorts of the years that are followed before it, and no other', () => {
  const asset = hubGraph.assets.get('learn_to_earn.graduate_outcome') as Asset;
  const edge = asset.upstream.find(({ key }) => key === 'load.dua.wage');
  const years = defaultTableParameters.outcome_years;
  expect(cohorts(edge?.mapping)).toMatchObject({ from: -years, to: -1 });
  const fed = fedBy(
    { mapping: mappingOf(edge as Upstream), upstream: 'quarter', downstream: axisOf(asset) },
    [readRange('quarter', '2021Q3')],
    [readRange('school-year', '1990..2030')],
  );
  expect(fed).toEqual([readRange('school-year', `${2021 - years}..2020`)]);
});

test('a table with partitions has a column that says which one a row is of', () => {
  const partitioned = assets.filter(({ kind, partitions }) => kind !== 'load' && partitions.kind !== 'none');
  expect(partitioned.length).toBeGreaterThan(1);
  for (const { contract, partitions } of partitioned) {
    const column = partitions.kind === 'none' ? undefined : partitions.column;
    expect(contract?.columns.find(({ name }) => name === column)).toMatchObject({ type: 'integer' });
  }
});

const TABLE_READ =
  /\b(?:FROM|JOIN)\s+(staging|linkage|ecids|learn_to_earn|reference|public_stage|public)\.([a-z_0-9]+)/g;

/** Keys of the assets behind the tables that an asset's SQL names. */
async function tablesRead(asset: Asset): Promise<string[]> {
  const keys = [...(await textOf(asset)).matchAll(TABLE_READ)].map(([, schema = '', table = '']) => {
    if (schema === 'staging') return `load.${table.replace(/_current$/, '').replace('_', '.')}`;
    return schema === 'linkage' ? 'linkage.version' : `${schema}.${table}`;
  });
  return [...new Set(keys)];
}

describe('every asset of the hub', () => {
  test.each(assets)('$key says what it is, whose data it holds and what makes it', (asset) => {
    expect(asset.description.trim()).not.toBe('');
    expect(asset.group).toMatch(/^[a-z_]+$/);
    expect(asset.codeVersion).not.toBe('');
    expect(asset.owners.length).toBeGreaterThan(0);
    for (const owner of asset.owners) expect(agencySchema.options).toContain(owner);
    expect(new Set(asset.owners).size).toBe(asset.owners.length);
    expect(new Set(asset.upstream.map(({ key }) => key)).size).toBe(asset.upstream.length);
    if (asset.maker.kind === 'sql') {
      expect(existsSync(sql(asset.maker.file))).toBe(true);
      expect(asset.contract?.table).toBe(asset.key);
    } else if (asset.maker.kind === 'step') {
      expect([...steps.keys()]).toContain(asset.maker.step);
    } else {
      expect(asset.kind).toBe('release');
    }
    for (const check of asset.checks) expect(existsSync(sql(check.sql)), check.sql).toBe(true);
    expect(new Set(asset.checks.map(({ name }) => name)).size).toBe(asset.checks.length);
  });
});

describe('the graph', () => {
  test('uses every SQL file that builds a table, every check and every step', () => {
    const files = (folder: string) =>
      readdirSync(sql(folder), { recursive: true, encoding: 'utf8' })
        .filter((name) => name.endsWith('.sql'))
        .map((name) => `${folder}/${name}`);
    const built = made('sql').map(({ maker }) => (maker.kind === 'sql' ? maker.file : ''));
    expect([...files('ecids'), ...files('learn_to_earn'), ...files('public_stage')].toSorted()).toEqual(
      built.toSorted(),
    );
    expect(files('checks').toSorted()).toEqual(
      [...new Set(assets.flatMap(({ checks }) => checks.map((check) => check.sql)))].toSorted(),
    );
    const named = made('step').map(({ maker }) => (maker.kind === 'step' ? maker.step : ''));
    expect([...steps.keys()].toSorted()).toEqual([...new Set(named)].toSorted());
  });

  // A table that its SQL reads but its asset does not name would be built in the wrong order, and go stale unseen.
  test.each(made('sql'))('$key names every table its SQL reads', async (asset) => {
    const upstream = upstreamOf(hubGraph, asset.key);
    expect((await tablesRead(asset)).filter((key) => !upstream.has(key) && key !== asset.key)).toEqual([]);
  });

  test('lets one table of content read the vault: that of which people have an SSN, which shows none', async () => {
    const reading: string[] = [];
    for (const asset of made('sql')) if (/\bvault\./.test(await textOf(asset))) reading.push(asset.key);
    expect(reading).toEqual(['learn_to_earn.wage_coverage']);
  });

  test('leads every file to the public tables, and every public table from aggregates of its own', () => {
    const shown = upstreamOf(hubGraph, 'public.tables');
    for (const { stage } of publicTables) expect(shown).toContain(stage.table);
    const loads = assets.filter(({ kind }) => kind === 'load');
    expect(loads.filter(({ key }) => !downstreamOf(hubGraph, key).has('public.tables'))).toEqual([]);
  });

  test('holds data of an agency only where its owners say so', () => {
    const loads = assets.filter(({ kind }) => kind === 'load');
    for (const load of loads) {
      const readers = assets.filter(
        ({ upstream, kind }) => kind === 'table' && upstream.some(({ key }) => key === load.key),
      );
      for (const reader of readers) expect(reader.owners, `${reader.key} reads ${load.key}`).toContain(load.owners[0]);
    }
  });
});
