import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { countTotalGroupCells, totalGroupCondition } from '../../publish/total-group-cells.ts';
import { projectRoot } from '../../schemas/project-root.ts';
import { publicTables } from '../../schemas/releases/tables/index.ts';

const table = (name: string) => publicTables.find((definition) => definition.table.name === name)!;

describe('the condition of total-group rows', () => {
  it('asks for the total of every breakdown, and leaves years alone', () => {
    expect(totalGroupCondition(table('early_college_participation').protection, 'district')).toBe(
      "TRUE AND TRUE AND dist_code <> '00000000' AND org_code = dist_code AND ceeb_code IN ('ALL') AND stu_grp IN ('ALL')",
    );
  });

  it('takes outcomes that are part of no other outcome', () => {
    expect(totalGroupCondition(table('college_career_outcomes').protection, 'state')).toContain(
      "outcome_type IN ('Total Postsecondary Enrollment', 'Total Employed', 'Total Missing')",
    );
  });

  it('has no districts where a table is of the state alone, and nothing where there are no student groups', () => {
    expect(totalGroupCondition(table('earnings_by_major').protection, 'district')).toBeUndefined();
    expect(totalGroupCondition(table('pseo_earnings').protection, 'state')).toBeUndefined();
  });
});

describe('counting the cells of a release', () => {
  let folder: string;
  beforeAll(async () => {
    const parent = join(projectRoot, '.cache', 'tmp');
    await mkdir(parent, { recursive: true });
    folder = await mkdtemp(join(parent, 'total-group-'));
    const instance = await DuckDBInstance.create(':memory:');
    const connection = await instance.connect();
    const statuses = table('innovation_pathways_participation').table.measures.map(({ statusColumn }) => statusColumn);
    const row = (district: string, school: string, group: string, status: string) =>
      `SELECT '${district}' AS dist_code, '${school}' AS org_code, '${group}' AS stu_grp, ${statuses
        .map((name) => `'${status}' AS ${name}`)
        .join(', ')}`;
    await connection.run(
      `COPY (${[
        row('00000000', '00000000', 'ALL', 'ok'),
        row('00000000', '00000000', 'ALL', 'not_available'),
        row('00000000', '00000000', 'HL', 'suppressed'),
        row('00350000', '00350000', 'ALL', 'banded'),
        row('00440000', '00440000', 'ALL', 'suppressed'),
        row('00440000', '00440505', 'ALL', 'ok'),
      ].join(' UNION ALL ')}) TO '${join(folder, 'innovation_pathways_participation.parquet')}' (FORMAT parquet)`,
    );
    connection.closeSync();
    instance.closeSync();
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('counts what is decided about, by place', async () => {
    const { length } = table('innovation_pathways_participation').table.measures;
    expect(await countTotalGroupCells(folder, [table('innovation_pathways_participation')])).toEqual({
      state: { cells: length, published: length },
      district: { cells: 2 * length, published: length },
    });
  });
});
