import { describe, expect, test } from 'vitest';
import { protectTable } from '../../disclosure/protect-tables.ts';
import { defaultDisclosurePolicy as policy } from '../../schemas/disclosure/default-policy.ts';
import { type ProtectedTableSpec, protectedTableSpecSchema } from '../../schemas/disclosure/protected-table.ts';
import { SCHOOL_STUDENT_GROUPS, STUDENT_GROUPS } from '../../schemas/disclosure/student-groups.ts';
import { publicTables } from '../../schemas/releases/tables/index.ts';
import { inventPeople, participationRows, participationSpec } from './invented-people.ts';

const options = { tieBreakKey: 'a secret of the tests', intervals: false };
const people = [...inventPeople({ seed: 7, districts: 4, schools: 3, years: 1, size: 150 })];
const recoded: ProtectedTableSpec = {
  ...participationSpec,
  dimensions: participationSpec.dimensions.map((dimension) =>
    dimension.name === 'group'
      ? { ...dimension, codesBelow: { dimension: 'place', codes: [...SCHOOL_STUDENT_GROUPS] } }
      : dimension,
  ),
};
const isSchool = (row: Readonly<Record<string, unknown>>) => row.dist_code !== row.org_code;
const isCrossed = (row: Readonly<Record<string, unknown>>) => !SCHOOL_STUDENT_GROUPS.includes(String(row.stu_grp));

describe('a dimension with fewer codes below', () => {
  test('has no row for the others at the lower level, and every row above it', async () => {
    const rows = participationRows(people).filter((row) => !(isSchool(row) && isCrossed(row)));
    const { rows: shown } = await protectTable(recoded, rows, policy, options);
    const groupsOf = (level: boolean) => new Set(shown.filter((row) => isSchool(row) === level).map((r) => r.stu_grp));
    expect(groupsOf(true)).toEqual(new Set(SCHOOL_STUDENT_GROUPS));
    expect(groupsOf(false)).toEqual(new Set(STUDENT_GROUPS));
  });

  test('withholds the same numbers when the engine is told of the cells that nobody is shown', async () => {
    const rows = participationRows(people);
    const without = await protectTable(
      recoded,
      rows.filter((row) => !(isSchool(row) && isCrossed(row))),
      policy,
      options,
    );
    const told = await protectTable(recoded, rows, policy, options);
    const withheld = (shown: readonly Readonly<Record<string, unknown>>[]) =>
      shown.filter((row) => row.all_cnt_status === 'suppressed').length;
    expect(withheld(without.rows)).toBeGreaterThan(0);
    expect(told.rows).toEqual(without.rows);
  });

  test('leaves the totals of large groups published', async () => {
    const many = [...inventPeople({ seed: 11, districts: 5, schools: 3, years: 2, size: 400 })];
    const rows = participationRows(many).filter((row) => !(isSchool(row) && isCrossed(row)));
    const { rows: shown } = await protectTable(recoded, rows, policy, options);
    const share = (state: boolean) => {
      const statuses = shown
        .filter((row) => row.stu_grp === 'ALL' && !isSchool(row) && (row.dist_code === '00000000') === state)
        .flatMap((row) => recoded.measures.map(({ name }) => row[`${name}_status`]));
      return statuses.filter((status) => status === 'ok').length / statuses.length;
    };
    expect(share(true)).toBeGreaterThanOrEqual(0.9);
    expect(share(false)).toBeGreaterThanOrEqual(0.5);
  });

  test('is refused where the other dimension has no lower level, or a code is unknown', () => {
    const spec = (codesBelow: { dimension: string; codes: string[] }) => ({
      ...participationSpec,
      dimensions: participationSpec.dimensions.map((dimension) =>
        dimension.name === 'group' ? { ...dimension, codesBelow } : dimension,
      ),
    });
    expect(protectedTableSpecSchema.safeParse(spec({ dimension: 'place', codes: ['ALL'] })).success).toBe(true);
    expect(protectedTableSpecSchema.safeParse(spec({ dimension: 'sy', codes: ['ALL'] })).success).toBe(false);
    expect(protectedTableSpecSchema.safeParse(spec({ dimension: 'place', codes: ['nobody'] })).success).toBe(false);
  });

  test('is how every public table with schools shows its groups', () => {
    for (const { protection } of publicTables) {
      const place = protection.dimensions.find(({ columns }) => columns.length === 2);
      const group = protection.dimensions.find(({ columns }) => columns[0] === 'stu_grp');
      if (group === undefined) continue;
      expect(group.codesBelow?.codes, protection.name).toEqual(
        place === undefined ? undefined : [...SCHOOL_STUDENT_GROUPS],
      );
    }
  });
});
