import { describe, expect, test } from 'vitest';
import { attackRelease, type ReleasedTable } from '../../../disclosure/ledger/attack-release.ts';
import { protectTables } from '../../../disclosure/protect-tables.ts';
import type { TableToProtect } from '../../../disclosure/tables/key-grid.ts';
import { defaultDisclosurePolicy as policy } from '../../../schemas/disclosure/default-policy.ts';
import type { DimensionLine, ProtectedTableSpec } from '../../../schemas/disclosure/protected-table.ts';

const options = { tieBreakKey: 'a secret of the tests', intervals: false };

/** A table of one dimension that counts persons; `lines` say how its codes add up. */
function table(name: string, column: string, lines: readonly DimensionLine[], counts: Record<string, number>) {
  const codes = [...new Set([...lines.flatMap(({ total, parts }) => [total, ...parts]), ...Object.keys(counts)])];
  const spec: ProtectedTableSpec = {
    name,
    dimensions: [{ name: column, columns: [column], codes, lines: [...lines] }],
    measures: [{ kind: 'count', name: 'persons', product: 'students', owners: ['DESE'], population: 'students' }],
  };
  return { spec, rows: Object.entries(counts).map(([code, persons]) => ({ [column]: code, persons })) };
}

/** The table as somebody published it, who withheld some codes. */
function published({ spec, rows }: TableToProtect, release: string, withheld: readonly string[]): ReleasedTable {
  const { name: column } = spec.dimensions[0]!;
  const released = rows.map((row) => {
    const isWithheld = withheld.includes(String(row[column]));
    return { ...row, persons: isWithheld ? null : row.persons, persons_status: isWithheld ? 'suppressed' : 'ok' };
  });
  return { spec, rows, earlier: { release, released } };
}

const partition = (total: string, parts: readonly string[]): DimensionLine => ({
  total,
  parts: [...parts],
  relation: 'partition',
});

const STATE = partition('state', ['A', 'B', 'C', 'D']);
const places = (counts: Partial<Record<string, number>> = {}) =>
  table('places', 'place', [STATE], { state: 76, A: 20, B: 25, C: 4, D: 27, ...counts } as Record<string, number>);

/** Protects a table after what is published, and returns it as published. */
async function protectedAfter(own: TableToProtect, release: string, earlier: readonly ReleasedTable[]) {
  const { tables, report } = await protectTables([own, ...earlier], policy, options);
  const rows = tables[0]!.rows;
  return { staged: { ...own, earlier: { release, released: rows } } satisfies ReleasedTable, rows, report };
}

const statusOf = (rows: readonly Readonly<Record<string, unknown>>[], code: string) =>
  rows.find((row) => row.place === code)?.persons_status;

describe('release minus release', () => {
  const first = published(places(), 'R1', ['B', 'C']);

  test('a release that withholds other cells than the one before is exposed, with the sum that exposes it', async () => {
    const leak = published(places(), 'R2', ['A', 'C']);
    expect((await attackRelease([leak], [], policy)).exposed).toEqual([]);
    const { exposed, disclosed } = await attackRelease([leak], [first], policy);
    expect(disclosed).toEqual([]);
    expect(exposed).toMatchObject([{ name: 'places.persons', codes: ['place=C'], how: 'exact', least: 4, most: 4 }]);
    expect(exposed[0]!.equations.join()).toBe(
      'places.persons (place=state) = 76 (published by R1) equals ' +
        'places.persons (place=A) = 20 (published by R1) + places.persons (place=B) = 25 (published by R2) + ' +
        'places.persons (place=C) = ? + places.persons (place=D) = 27 (published by R1)',
    );
  });

  test('what is protected after the first release withholds the same cells and is not exposed', async () => {
    const { staged, rows, report } = await protectedAfter(places(), 'R2', [first]);
    expect(['state', 'A', 'B', 'C', 'D'].map((code) => statusOf(rows, code))).toEqual([
      'ok',
      'ok',
      'suppressed',
      'suppressed',
      'ok',
    ]);
    expect(report.disclosed).toEqual([]);
    expect((await attackRelease([staged], [first], policy)).exposed).toEqual([]);
  });

  test('a number that became sensitive after it was published is told of and blocks nothing', async () => {
    const open = published(places(), 'R1', []);
    const { staged, rows, report } = await protectedAfter(places(), 'R2', [open]);
    expect(statusOf(rows, 'C')).toBe('suppressed');
    expect(report.disclosed).toMatchObject([{ name: 'places.persons', codes: ['place=C'], reason: 'few_persons' }]);
    const attack = await attackRelease([staged], [open], policy);
    expect([attack.exposed, attack.disclosed.map(({ codes }) => codes[0])]).toEqual([[], ['place=C']]);
  });

  test('a revised number shown beside what it was withheld from is exposed in the older release', async () => {
    const later = places({ B: 26, state: 77 });
    const leak = published(later, 'R2', ['C', 'D']);
    const { exposed } = await attackRelease([leak], [first], policy);
    // D did not change and R1 shows it: C follows from what R2 shows.
    expect(exposed).toMatchObject([{ codes: ['place=C'], how: 'exact' }]);
    const { staged } = await protectedAfter(later, 'R2', [first]);
    expect((await attackRelease([staged], [first], policy)).exposed).toEqual([]);
  });

  test('two hidden versions of a number are tied by the largest revision that the policy names', async () => {
    const narrow = { ...policy, revision: { count: 1, share: 0.001 } };
    const older = published(places({ C: 4, B: 25 }), 'R1', ['B', 'C']);
    const newer = published(places({ C: 12, B: 17 }), 'R2', []);
    // 12 is shown now: the 4 of then cannot have been less than 12 - 8.
    const { exposed } = await attackRelease([newer], [older], narrow);
    expect(exposed).toMatchObject([{ codes: ['place=C'], how: 'bounds', release: 'R1' }]);
    expect(statusOf((await protectedAfter(places({ C: 12, B: 17 }), 'R2', [older])).rows, 'C')).toBe('ok');
  });

  test('a number that a release shows and its aggregates do not have is refused', async () => {
    const other = { ...first, rows: places({ A: 21, B: 24 }).rows };
    await expect(attackRelease([other], [], policy)).rejects.toThrow(/R1 shows a places.persons/);
  });
});

describe('one product minus another', () => {
  test('dashboard minus dashboard: districts and workforce areas, each safe alone, are exposed together', async () => {
    const counties = table(
      'by_county',
      'place',
      [partition('state', ['one', 'two']), partition('one', ['K', 'L']), partition('two', ['M', 'N'])],
      { state: 96, one: 27, two: 69, K: 7, L: 20, M: 30, N: 39 },
    );
    const areas = table(
      'by_area',
      'place',
      [partition('state', ['big', 'small']), partition('big', ['L', 'M']), partition('small', ['K', 'N'])],
      {
        state: 96,
        big: 50,
        small: 46,
        K: 7,
        L: 20,
        M: 30,
        N: 39,
      },
    );
    const one = published(counties, 'R1', ['K', 'L']);
    const two = published(areas, 'R1', ['K', 'N']);
    expect((await attackRelease([one], [], policy)).exposed).toEqual([]);
    expect((await attackRelease([two], [], policy)).exposed).toEqual([]);
    const { exposed } = await attackRelease([one, two], [], policy);
    expect(exposed[0]).toMatchObject({ codes: ['place=K'], how: 'exact', least: 7 });
    expect(
      (await attackRelease([{ ...two, earlier: { ...two.earlier, release: 'R2' } }], [one], policy)).exposed,
    ).toHaveLength(1);
    const { staged } = await protectedAfter(areas, 'R2', [one]);
    expect((await attackRelease([staged], [one], policy)).exposed).toEqual([]);
  });

  test('pooled minus annual: three years together, after two of them', async () => {
    const POOL = partition('2021-2023', ['2021', '2022', '2023']);
    const annual = table('annual', 'period', [], { 2021: 30, 2022: 25, 2023: 7 });
    const pooled = table('pooled', 'period', [POOL], { '2021-2023': 62 });
    const years = published(annual, 'R1', ['2023']);
    const leak = published({ ...pooled, rows: pooled.rows, keys: pooled.rows }, 'R2', []);
    const { exposed } = await attackRelease([leak], [years], policy);
    expect(exposed).toMatchObject([{ codes: ['period=2023'], how: 'exact', least: 7, release: 'R1' }]);
    expect(exposed[0]!.equations[0]).toContain('= 62 (published by R2)');
    const { tables } = await protectTables([{ ...pooled, keys: pooled.rows }, years], policy, options);
    expect(tables[0]!.rows[0]!.persons_status).toBe('suppressed');
  });
});
