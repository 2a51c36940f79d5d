import { describe, expect, test } from 'vitest';
import { protectTables } from '../../disclosure/protect-tables.ts';
import { slicesOf } from '../../disclosure/tables/slices.ts';
import { defaultDisclosurePolicy as policy } from '../../schemas/disclosure/default-policy.ts';
import type { ProtectedTableSpec, Tie } from '../../schemas/disclosure/protected-table.ts';
import { inventPeople, outcomeRows, outcomeSpec, participationRows, participationSpec } from './invented-people.ts';

const options = { tieBreakKey: 'a secret of the tests', intervals: false };
const count = { kind: 'count' as const, name: 'persons', product: 'enrollment', owners: ['DESE'] };
const places: ProtectedTableSpec = {
  name: 'places',
  dimensions: [{ name: 'place', columns: ['place'], nesting: { top: 'state', relation: 'partition' } }],
  measures: [count],
};
const kinds: ProtectedTableSpec = {
  name: 'kinds',
  dimensions: [{ name: 'kind', columns: ['kind'], nesting: { top: 'ALL', relation: 'partition' } }],
  measures: [count],
};
const tie: Tie = {
  measure: 'persons',
  at: { kind: 'ALL' },
  parts: [{ table: 'places', measure: 'persons', at: { place: 'large' } }],
};
const placeRows = Object.entries({ state: 40, small: 4, large: 36 }).map(([place, persons]) => ({ place, persons }));
const kindRows = (all: number) =>
  Object.entries({ ALL: all, day: all - 16, night: 16 }).map(([kind, persons]) => ({ kind, persons }));

async function shown(ties: Tie[], all = 36) {
  const { tables } = await protectTables(
    [
      { spec: places, rows: placeRows },
      { spec: { ...kinds, ties }, rows: kindRows(all) },
    ],
    policy,
    options,
  );
  const status = new Map(tables.flatMap(({ rows }) => rows.map((row) => [row.place ?? row.kind, row.persons_status])));
  return (code: string) => status.get(code) === 'ok';
}

describe('tied tables', () => {
  test('do not give away in one what the other withholds', async () => {
    const apart = await shown([]);
    expect([apart('small'), apart('large'), apart('state'), apart('ALL')]).toEqual([false, false, true, true]);
    const tied = await shown([tie]);
    const large = tied('large') || tied('ALL') || (tied('day') && tied('night'));
    expect(tied('small')).toBe(false);
    expect(large && tied('state')).toBe(false);
  });

  test('are refused when they disagree', async () => {
    await expect(shown([tie], 35)).rejects.toThrow(/larger than its total|not the sum of its parts/);
  });
});

describe('slices', () => {
  const people = [...inventPeople({ seed: 3, districts: 2, schools: 1, years: 3, size: 40 })];
  const years = (rows: readonly Readonly<Record<string, unknown>>[], column: string) =>
    new Set(rows.map((row) => row[column]));

  test('hold one year each, and every row once', () => {
    const rows = participationRows(people);
    const slices = slicesOf([{ spec: participationSpec, rows }]);
    expect(slices.length).toBe(years(rows, 'sy').size);
    for (const { tables } of slices) expect(years(tables[0]!.rows, 'sy').size).toBe(1);
    expect(slices.reduce((sum, slice) => sum + slice.rows, 0)).toBe(rows.length);
  });

  test('keep together tables that share a population or are tied, and years that a count is taken over', () => {
    const outcomes = { spec: outcomeSpec, rows: outcomeRows(people) };
    const twin = { spec: { ...outcomeSpec, name: 'twin', measures: [outcomeSpec.measures[0]!] }, rows: outcomes.rows };
    for (const { tables } of slicesOf([outcomes, { ...twin, spec: { ...twin.spec, equations: [] } }])) {
      expect(tables.map(({ position }) => position)).toEqual([0, 1]);
    }
    const overall = {
      ...outcomeSpec,
      measures: outcomeSpec.measures.map((measure) =>
        measure.name === 'grad_count' ? { ...measure, over: ['place'] } : measure,
      ),
    } as ProtectedTableSpec;
    expect(slicesOf([{ spec: overall, rows: outcomes.rows }])).toHaveLength(1);
    expect(
      slicesOf([
        { spec: places, rows: placeRows },
        { spec: { ...kinds, ties: [tie] }, rows: kindRows(36) },
      ]),
    ).toHaveLength(1);
  });
});
