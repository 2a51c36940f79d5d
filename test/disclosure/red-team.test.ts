import { describe, expect, test } from 'vitest';
import { attackCells } from '../../disclosure/attack/attack-cells.ts';
import { insiderFindings } from '../../disclosure/attack/insider-attack.ts';
import { protectSystem } from '../../disclosure/protect-system.ts';
import { protectTables } from '../../disclosure/protect-tables.ts';
import { type CellSystem, cellSystemBuilder, type Need } from '../../disclosure/system/cell-system.ts';
import { defaultDisclosurePolicy as policy } from '../../schemas/disclosure/default-policy.ts';
import type { ProtectedTableSpec } from '../../schemas/disclosure/protected-table.ts';
import { crossTable } from './conformance/cross-table.ts';

const MINIMUM = 6;
/** Counts from 1 to 5 are sensitive: anything from 1 to 5 must stay possible. */
const needsOf = (system: CellSystem): Map<number, Need> =>
  new Map(
    [...system.value.entries()]
      .filter(([cell, value]) => system.publishable[cell] === 1 && value > 0 && value < MINIMUM)
      .map(([cell]) => [cell, { low: 1, high: MINIMUM - 1 }]),
  );
const maskOf = (system: CellSystem, cells: Iterable<number>): Uint8Array => {
  const mask = Uint8Array.from(system.publishable, (publishable) => 1 - publishable);
  for (const cell of cells) mask[cell] = 1;
  return mask;
};
const published = (system: CellSystem, hidden: Uint8Array): number =>
  [...hidden.keys()].filter((cell) => hidden[cell] === 0 && system.publishable[cell] === 1).length;

async function duel(system: CellSystem, needs: ReadonlyMap<number, Need>) {
  const bare = await attackCells({ system, hidden: maskOf(system, needs.keys()), needs });
  const { hidden } = await protectSystem({ system, needs });
  const ours = await attackCells({ system, hidden, needs });
  const exposed = ({ findings }: typeof ours) =>
    findings.filter(({ outcome }) => outcome !== 'protected').map(({ cell }) => cell);
  return { bare: exposed(bare), ours: exposed(ours), published: published(system, hidden), hidden };
}

test('A1: one withheld part of a line is what its total leaves over; ours leaves no such part', async () => {
  const system = crossTable([
    [18, 2],
    [14, 19],
    [12, 10],
    [11, 14],
  ]);
  const result = await duel(system, needsOf(system));
  expect(result.bare).toEqual([5]);
  expect(result.ours).toEqual([]);
  expect(result.published).toBeGreaterThanOrEqual(11);
});

test('A2: two withheld in every line, one exact by rank alone; ours leaves none exact or narrow', async () => {
  const system = crossTable([
    [30, 47, 64, 89],
    [90, 124, 5, 31],
    [92, 100, 59, 85],
    [800, 991, 651, 685],
  ]);
  const primary = ['wa', 'wb', 'wc', 'xa', 'xc', 'yb', 'yd', 'zb', 'zd'].map(
    ([row, column]) => ('wxyz'.indexOf(row!) + 1) * 5 + 'abcd'.indexOf(column!) + 1,
  );
  const needs = new Map(primary.map((cell) => [cell, { low: system.value[cell]! - 1, high: system.value[cell]! + 1 }]));
  const result = await duel(system, needs);
  expect(result.bare).toEqual([primary[1]]);
  expect(result.ours).toEqual([]);
  expect(result.published).toBeGreaterThanOrEqual(14);
});

test('A3: two dashboards with overlapping areas give a cell away together; ours protects them as one', async () => {
  const counts = { A: 2, B: 2, I: 8, J: 8, K: 3, L: 3, M: 3, N: 7 };
  const builder = cellSystemBuilder();
  const cells = new Map(
    Object.entries(counts).map(([name, value]) => [name, builder.addCell({ value, publishable: true, cost: value })]),
  );
  const total = builder.addCell({ value: 36, publishable: true, cost: 50 });
  for (const division of [
    ['ABIJ', 'KLMN'],
    ['LM', 'ABIJKN'],
  ]) {
    const areas = division.map((names) => {
      const parts = [...names].map((name) => cells.get(name)!);
      const value = parts.reduce((sum, part) => sum + builder.valueOf(part), 0);
      const area = builder.addCell({ value, publishable: true, cost: 20 + value });
      builder.addEquation([area], parts);
      return area;
    });
    builder.addEquation([total], areas);
  }
  const system = builder.build();
  const needs = new Map(['A', 'B', 'K', 'L', 'M'].map((name) => [cells.get(name)!, { low: 1, high: 3 }]));
  const result = await duel(system, needs);
  expect(result.bare).toContain(cells.get('K'));
  expect(result.ours).toEqual([]);
  expect(result.published).toBeGreaterThanOrEqual(6);
});

describe('A4: a cohort published in one year and again, revised, in the next', () => {
  /** Both releases of four districts, tied by how many persons a revision may add or take; `drift` 0: none. */
  const build = (drift: number) => {
    const builder = cellSystemBuilder();
    const first = [12, 3, 40, 25];
    const second = [11, 3, 40, 25];
    const years = [first, second].map((values) => {
      const parts = values.map((value) => builder.addCell({ value, publishable: true, cost: value }));
      const total = builder.addCell({
        value: values.reduce((sum, value) => sum + value, 0),
        publishable: true,
        cost: 100,
      });
      builder.addEquation([total], parts);
      return { parts, total };
    });
    years[0]!.parts.forEach((before, at) => {
      const after = years[1]!.parts[at]!;
      const [was, is] = [builder.valueOf(before), builder.valueOf(after)];
      const added = builder.addCell({ value: Math.max(0, is - was), publishable: false });
      const taken = builder.addCell({ value: Math.max(0, was - is), publishable: false });
      const spareAdded = builder.addCell({ value: drift - Math.max(0, is - was), publishable: false });
      const spareTaken = builder.addCell({ value: drift - Math.max(0, was - is), publishable: false });
      const bound = builder.addCell({ value: drift, publishable: true, cost: Number.POSITIVE_INFINITY });
      builder.addEquation([before, added], [after, taken]);
      builder.addEquation([bound], [added, spareAdded]);
      builder.addEquation([bound], [taken, spareTaken]);
    });
    return { system: builder.build(), years };
  };

  test('withheld once and worked out from the other release when only one of them has a companion', async () => {
    const { system, years } = build(2);
    const small = years.map(({ parts }) => parts[1]!);
    const needs = new Map(small.map((cell) => [cell, { low: 1, high: 5 }]));
    const alone = maskOf(system, [...small, years[0]!.parts[0]!]);
    const bare = await attackCells({ system, hidden: alone, needs });
    expect(bare.findings.map(({ outcome }) => outcome)).toEqual(['exposed', 'exposed']);
    const result = await duel(system, needs);
    expect(result.bare).toEqual(small);
    expect(result.ours).toEqual([]);
    expect(result.published).toBeGreaterThanOrEqual(6);
  });
});

test('A8: bounds from 1 to 3 where the rule says 1 to 5 are a finding, though nothing is exact', async () => {
  const system = crossTable([
    [2, 1, 30],
    [1, 2, 44],
    [60, 70, 80],
  ]);
  const needs = needsOf(system);
  const bare = await attackCells({ system, hidden: maskOf(system, needs.keys()), needs, everyBound: true });
  const result = await duel(system, needs);
  expect(result.bare).toEqual([...needs.keys()]);
  expect(bare.findings.every(({ cell }) => bare.least[cell] !== bare.most[cell])).toBe(true);
  expect(result.ours).toEqual([]);
  expect(result.published).toBeGreaterThanOrEqual(6);
});

test('A14: all but a remainder of an unreported group give it away; ours withholds another part', async () => {
  const builder = cellSystemBuilder();
  const values = [120, 80, 45, 2];
  const parts = values.map((value) => builder.addCell({ value, publishable: true, cost: value }));
  const total = builder.addCell({ value: 247, publishable: true, cost: 500 });
  builder.addEquation([total], parts);
  const system = builder.build();
  const result = await duel(system, needsOf(system));
  expect(result.bare).toEqual([3]);
  expect(result.ours).toEqual([]);
  expect(result.published).toBe(3);
});

test('A16: parts rounded to 5 under an unrounded total narrow a withheld part; ours counts the rounding as published', async () => {
  const build = () => {
    const builder = cellSystemBuilder();
    const values = [22, 42, 2];
    const rounded = values.map((value) => 5 * Math.round(value / 5));
    const parts = values.map((value) => builder.addCell({ value, publishable: false }));
    const total = builder.addCell({ value: 66, publishable: true, cost: 1 });
    builder.addEquation([total], parts);
    const shown = rounded.map((base, at) => {
      // A rounded number says that the true one is at least two below and at most two above it.
      const floor = builder.addCell({ value: base - 2, publishable: true, cost: at === 2 ? 0.1 : 1 });
      const over = builder.addCell({ value: values[at]! - base + 2, publishable: false });
      const rest = builder.addCell({ value: 4 - (values[at]! - base + 2), publishable: false });
      const width = builder.addCell({ value: 4, publishable: true, cost: Number.POSITIVE_INFINITY });
      builder.addEquation([parts[at]!], [floor, over]);
      builder.addEquation([width], [over, rest]);
      return floor;
    });
    return { system: builder.build(), parts, shown, total };
  };
  const { system, parts, shown } = build();
  const needs = new Map([[parts[2]!, { low: 1, high: 5 }]]);
  const bare = await attackCells({ system, hidden: maskOf(system, [shown[2]!]), needs });
  expect(bare.safe).toBe(false);
  const { hidden } = await protectSystem({ system, needs, alsoHidden: [shown[2]!] });
  expect((await attackCells({ system, hidden, needs })).safe).toBe(true);
  expect(published(system, hidden)).toBeGreaterThanOrEqual(4);
});

describe('on tables of the hub', () => {
  const spec: ProtectedTableSpec = {
    name: 'colleges',
    dimensions: [
      {
        name: 'place',
        columns: ['place'],
        codes: ['state', 'a', 'b', 'c', 'd'],
        lines: [{ total: 'state', parts: ['a', 'b', 'c', 'd'], relation: 'partition' }],
      },
    ],
    measures: [
      { kind: 'count', name: 'graduates', product: 'enrollment', owners: ['DESE'] },
      { kind: 'count', name: 'enrolled', product: 'enrollment', owners: ['DESE'], of: 'graduates', attribute: true },
    ],
  };
  const rows = [
    { place: 'state', graduates: 190, enrolled: 120 },
    { place: 'a', graduates: 40, enrolled: 40 },
    { place: 'b', graduates: 50, enrolled: 0 },
    { place: 'c', graduates: 60, enrolled: 41 },
    { place: 'd', graduates: 40, enrolled: 39 },
  ];
  const options = { tieBreakKey: 'a secret of the tests' };

  test('A7: all and none of a group are told by no number; at least half of the numbers are published', async () => {
    const { tables } = await protectTables([{ spec, rows }], policy, options);
    const at = new Map(tables[0]!.rows.map((row) => [row.place, row]));
    for (const place of ['a', 'b', 'd']) {
      const { graduates, enrolled } = at.get(place)!;
      expect(graduates !== null && enrolled !== null, place).toBe(false);
    }
    const shown = tables[0]!.rows.flatMap((row) => [row.graduates, row.enrolled]).filter((value) => value !== null);
    expect(shown.length).toBeGreaterThanOrEqual(5);
  });

  test('A9: withheld by rule and withheld beside it look alike, and nothing public tells them apart', async () => {
    const { tables, report } = await protectTables([{ spec, rows }], policy, options);
    const reasons = new Set(report.withheld.map(({ reason }) => reason));
    expect(reasons.size).toBeGreaterThan(1);
    for (const row of tables[0]!.rows) {
      for (const name of ['graduates', 'enrolled']) {
        expect(row[`${name}_status`]).toBe(row[name] === null ? 'suppressed' : 'ok');
      }
    }
    expect(JSON.stringify(tables)).not.toMatch(/primary|few_|none_or_all|attack/);
  });

  test('A18: a row that is absent and a row that is empty are published alike', async () => {
    const empty = [...rows.slice(0, 4), { place: 'd', graduates: 0, enrolled: 0 }].map((row) =>
      row.place === 'state' ? { place: 'state', graduates: 150, enrolled: 81 } : row,
    );
    const absent = empty.filter(({ place }) => place !== 'd');
    expect(absent).toHaveLength(4);
    const results = await Promise.all(
      [empty, absent].map((given) => protectTables([{ spec, rows: given }], policy, options)),
    );
    const [first, second] = results.map(({ tables }) => tables[0]!.rows);
    expect(first).toEqual(second);
    expect(first).toHaveLength(5);
  });
});

test('A10: a person alone in a withheld cell works nothing else out; all but one more cell is published', async () => {
  const builder = cellSystemBuilder();
  const parts = [1, 4, 30, 25].map((value) => builder.addCell({ value, publishable: true, cost: value }));
  const total = builder.addCell({ value: 60, publishable: true, cost: 100 });
  builder.addEquation([total], parts);
  const system = builder.build();
  const needs = needsOf(system);
  const bare = insiderFindings(system, maskOf(system, needs.keys()), needs.keys());
  expect(bare.map(({ insider, learned }) => [insider, learned])).toEqual([[0, 1]]);
  const { hidden } = await protectSystem({ system, needs });
  expect(insiderFindings(system, hidden, needs.keys())).toEqual([]);
  expect(published(system, hidden)).toBe(2);
});
