import { describe, expect, test } from 'vitest';
import { protectTable } from '../../disclosure/protect-tables.ts';
import type { PublicRow } from '../../disclosure/tables/concept.ts';
import { defaultDisclosurePolicy as policy } from '../../schemas/disclosure/default-policy.ts';
import type { CountMeasure, ProtectedDimension, ProtectedTableSpec } from '../../schemas/disclosure/protected-table.ts';
import { publicTables } from '../../schemas/releases/tables/index.ts';

const options = { tieBreakKey: 'a secret of the tests', intervals: false };
const countsOf = (spec: ProtectedTableSpec) =>
  spec.measures.filter((measure): measure is CountMeasure => measure.kind === 'count');
const withParts = publicTables
  .map(({ protection }) => protection)
  .filter((spec) => countsOf(spec).some(({ of }) => of));

/** One code of a dimension with the totals it is a part of: where somebody stands, and everybody with the same code. */
function path({ columns, codes, lines, nesting }: ProtectedDimension): PublicRow[] {
  const keys = (...values: string[]) => Object.fromEntries(columns.map((column, at) => [column, values[at]!]));
  if (nesting !== undefined) {
    const below = columns.length === 2 ? [keys('00350000', '00350500')] : [];
    return [keys(nesting.top, nesting.top), keys('00350000', '00350000'), ...below];
  }
  const top = codes?.find((code) => lines?.every(({ parts }) => !parts.includes(code)) ?? true) ?? '2019';
  const chain = [top];
  for (const code of chain) {
    for (const { total, parts } of lines ?? []) if (total === code && !chain.includes(parts[0]!)) chain.push(parts[0]!);
  }
  return chain.map((code) => keys(code));
}

/** Rows of `size` people who are all alike: every part of a count holds the same share of it. */
function alike(spec: ProtectedTableSpec, size: number, part: (of: number) => number): PublicRow[] {
  const rows = spec.dimensions
    .map(path)
    .reduce<PublicRow[]>((partial, keys) => partial.flatMap((row) => keys.map((key) => ({ ...row, ...key }))), [{}]);
  const isShown = (row: PublicRow) =>
    row.dist_code === row.org_code ||
    spec.dimensions.every(({ columns, codesBelow }) => codesBelow?.codes.includes(String(row[columns[0]!])) ?? true);
  const values = new Map<string, number>();
  for (const { name, of } of countsOf(spec)) values.set(name, of === undefined ? size : part(values.get(of)!));
  const amounts = spec.measures.flatMap((measure) =>
    'employer' in measure && measure.employer !== undefined
      ? Object.fromEntries(Object.values(measure.employer).map((column) => [column, 0]))
      : {},
  );
  return rows.filter(isShown).map((row) => Object.assign({}, row, ...amounts, Object.fromEntries(values)) as PublicRow);
}

function outermost(spec: ProtectedTableSpec, name: string): string {
  const { of } = countsOf(spec).find((measure) => measure.name === name)!;
  return of === undefined ? name : outermost(spec, of);
}

describe('none and all of a group', () => {
  test('are sensitive for every count of a public table that is a part of another', () => {
    expect(withParts.length).toBeGreaterThan(6);
    for (const spec of withParts) {
      for (const measure of countsOf(spec)) {
        if (measure.of !== undefined)
          expect(measure, `${spec.name}.${measure.name}`).toMatchObject({ attribute: true });
      }
    }
  });

  test.each(withParts.map((spec) => [spec.name, spec] as const))(
    'are never published by %s, whether the group itself is small or large',
    async (_, spec) => {
      const shares = { none: () => 0, all: (of: number) => of, half: (of: number) => Math.round(of / 2) };
      for (const size of [4, 60]) {
        for (const [share, part] of Object.entries(shares)) {
          const { rows } = await protectTable(spec, alike(spec, size, part), policy, options);
          const published = (row: PublicRow, name: string) =>
            row[countsOf(spec).find((measure) => measure.name === name)!.statusColumn ?? `${name}_status`] === 'ok';
          for (const { name, of } of countsOf(spec)) {
            if (of === undefined) continue;
            const where = `${name}, ${share} of ${size}`;
            const held = rows.filter((row) => !(published(row, outermost(spec, of)) && row[outermost(spec, of)] === 0));
            const none = held.filter((row) => published(row, name) && row[name] === 0);
            const all = held.filter((row) => published(row, name) && published(row, of) && row[name] === row[of]);
            if (share !== 'half') expect([...none, ...all], where).toEqual([]);
          }
        }
      }
    },
  );

  test('are withheld of a credential, a field or a program as well, which say what became of everybody', async () => {
    const attributes = publicTables.flatMap(({ protection }) =>
      protection.dimensions.filter(({ attribute }) => attribute).map(({ name }) => name),
    );
    expect(attributes).toEqual(['attainment', 'cip2', 'ec_program']);
    const spec: ProtectedTableSpec = {
      name: 'credentials',
      dimensions: [
        { name: 'school', columns: ['school'] },
        {
          name: 'credential',
          columns: ['credential'],
          attribute: true,
          codes: ['ALL', 'Degree', 'None'],
          lines: [{ total: 'ALL', parts: ['Degree', 'None'], relation: 'partition' }],
        },
      ],
      measures: [
        { kind: 'count', name: 'graduates', product: 'earnings', owners: ['DESE'] },
        { kind: 'count', name: 'seen', product: 'earnings', owners: ['DESE'], of: 'graduates', attribute: true },
      ],
    };
    const row = (school: string, credential: string, graduates: number, seen: number) => ({
      ...{ school, credential, graduates, seen },
    });
    const { rows } = await protectTable(
      spec,
      [
        ...[row('few', 'ALL', 4, 0), row('few', 'Degree', 4, 0), row('few', 'None', 0, 0)],
        ...[row('many', 'ALL', 60, 30), row('many', 'Degree', 60, 30), row('many', 'None', 0, 0)],
        ...[row('both', 'ALL', 70, 30), row('both', 'Degree', 40, 18), row('both', 'None', 30, 12)],
      ],
      policy,
      options,
    );
    const at = (school: string, credential: string) =>
      rows.find((each) => each.school === school && each.credential === credential)!;
    for (const school of ['few', 'many']) {
      expect(at(school, 'None')).toMatchObject({ graduates_status: 'suppressed', seen_status: 'suppressed' });
    }
    expect([at('many', 'ALL'), at('many', 'Degree')].filter((each) => each.graduates_status === 'ok')).toHaveLength(1);
    expect(at('both', 'Degree')).toMatchObject({ graduates: 40, seen: 18 });
    expect(at('both', 'None')).toMatchObject({ graduates: 30, seen: 12 });
  });

  test('are withheld of a part of nobody too, where the larger group has somebody', async () => {
    const spec = publicTables.find(({ table }) => table.name === 'early_college_outcomes')!.protection;
    const { rows } = await protectTable(
      spec,
      alike(spec, 60, () => 0),
      policy,
      options,
    );
    expect(rows.find((row) => row.org_code === '00000000' && row.stu_grp === 'ALL')).toMatchObject({
      grad_cnt: 60,
      college_cnt_status: 'suppressed',
      persist_cnt_status: 'suppressed',
      persist_pct_status: 'suppressed',
    });
  });
});
