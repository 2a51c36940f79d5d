import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  ordinalOf,
  type PartitionAxis,
  partitionAt,
  rangeOfYears,
  rangeText,
  readRange,
  setText,
  yearOf,
} from '../../../assets/partitions/axis.ts';
import { fedBy, mappingFault, type PartitionEdge, readBy } from '../../../assets/partitions/mapping.ts';
import { PERIOD_PATTERNS, type PeriodGrammar } from '../../../schemas/contract/extract-contract.ts';
import { UsageError } from '../../../schemas/errors.ts';

const grammars = Object.keys(PERIOD_PATTERNS) as PeriodGrammar[];
const FIRST: Readonly<Record<PeriodGrammar, readonly string[]>> = {
  collection: ['2023-10', '2024-03', '2024-06', '2024-10'],
  'school-year': ['2023', '2024', '2025'],
  term: ['2024W', '2024S', '2024U', '2024F', '2025W'],
  quarter: ['2024Q3', '2024Q4', '2025Q1'],
  month: ['2024-11', '2024-12', '2025-01'],
  'as-of': ['2024-02-28', '2024-02-29', '2024-03-01'],
};

describe.each(grammars)('the axis of a %s', (axis) => {
  test('has neighbors in time as neighbors in number', () => {
    const ordinals = FIRST[axis].map((key) => ordinalOf(axis, key));
    expect(ordinals).toEqual(ordinals.map((_, index) => (ordinals[0] ?? 0) + index));
  });

  test('reads back every partition and range of them that it writes, in the grammar of the files', () => {
    const { from: first, to: last } = rangeOfYears(axis, 1950, 2050);
    fc.assert(
      fc.property(fc.integer({ min: first, max: last }), fc.integer({ min: first, max: last }), (a, b) => {
        const range = { from: Math.min(a, b), to: Math.max(a, b) };
        expect(partitionAt(axis, range.from)).toMatch(PERIOD_PATTERNS[axis]);
        expect(readRange(axis, rangeText(axis, range))).toEqual(range);
      }),
    );
  });

  test('has the partitions of a year together, and none of another between them', () => {
    const { from, to } = rangeOfYears(axis, 2020, 2021);
    for (let ordinal = from; ordinal <= to; ordinal += 1) expect([2020, 2021]).toContain(yearOf(axis, ordinal));
    expect(yearOf(axis, from - 1)).toBe(2019);
    expect(yearOf(axis, to + 1)).toBe(2022);
  });

  test.each(['all', '', '2024-13', '2024Q5', '1776', 'x', '2024-02-30x'])('refuses %j', (key) => {
    expect(() => ordinalOf(axis, key)).toThrow(UsageError);
  });
});

test('an asset without partitions has the one, and ranges run forward', () => {
  expect(readRange('whole', 'all')).toEqual({ from: 0, to: 0 });
  expect(() => readRange('whole', '2024')).toThrow(UsageError);
  expect(() => readRange('quarter', '2024Q2..2024Q1')).toThrow(/no range/);
  expect(() => readRange('quarter', '2024Q1..2024Q2..2024Q3')).toThrow(UsageError);
});

test('a set is shown as its first ranges, and how many more there are', () => {
  const at = (key: string) => ordinalOf('quarter', key);
  const set = [
    { from: at('2019Q1'), to: at('2020Q4') },
    { from: at('2022Q2'), to: at('2022Q2') },
    { from: at('2023Q2'), to: at('2023Q3') },
  ];
  expect(setText('quarter', set, 2)).toBe('2019Q1…2020Q4, 2022Q2, 1 more');
});

describe('what feeds what', () => {
  const EVERYTHING = [{ from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY }];
  const edge = (upstream: PartitionAxis, downstream: PartitionAxis, mapping: PartitionEdge['mapping']) => ({
    ...{ upstream, downstream, mapping },
  });

  test('wages of a quarter feed every cohort-year that is followed for ten years', () => {
    const wages = edge('quarter', 'school-year', { kind: 'years', from: -10, to: -1 });
    const quarter = ordinalOf('quarter', '2021Q3');
    expect(setText('school-year', fedBy(wages, [{ from: quarter, to: quarter }], EVERYTHING))).toBe('2011…2020');
    expect(setText('quarter', readBy(wages, [{ from: 2011, to: 2011 }], EVERYTHING))).toBe('2012Q1…2021Q4');
  });

  test('a reader is fed by exactly what it reads, whatever the mapping', () => {
    const mappings = fc.oneof(
      fc.constant<PartitionEdge>(edge('term', 'term', { kind: 'identity' })),
      fc.constant<PartitionEdge>(edge('term', 'month', { kind: 'all' })),
      fc
        .tuple(fc.constantFrom(...grammars), fc.constantFrom(...grammars), fc.integer({ min: -5, max: 5 }), fc.nat(5))
        .map(([up, down, from, span]) => edge(up, down, { kind: 'years', from, to: from + span })),
    );
    fc.assert(
      fc.property(mappings, fc.nat(60), fc.nat(60), (given, a, b) => {
        const [upstream, downstream] = [given.upstream, given.downstream].map((axis) =>
          axis === 'whole' ? { from: 0, to: 0 } : rangeOfYears(axis, 2000, 2010),
        ) as [{ from: number; to: number }, { from: number; to: number }];
        const read = Math.min(upstream.from + a, upstream.to);
        const reader = Math.min(downstream.from + b, downstream.to);
        const fed = fedBy(given, [{ from: read, to: read }], [downstream]);
        const reads = readBy(given, [{ from: reader, to: reader }], [upstream]);
        const has = (set: typeof fed, place: number) => set.some(({ from, to }) => from <= place && place <= to);
        expect(has(fed, reader)).toBe(has(reads, read));
      }),
    );
  });

  test('nothing feeds nothing, and some edges cannot be', () => {
    expect(fedBy(edge('whole', 'whole', { kind: 'all' }), [], [{ from: 0, to: 0 }])).toEqual([]);
    expect(mappingFault(edge('term', 'month', { kind: 'identity' }))).toMatch(/different kinds/);
    expect(mappingFault(edge('whole', 'month', { kind: 'years', from: 0, to: 1 }))).toMatch(/not both partitioned/);
    expect(mappingFault(edge('term', 'month', { kind: 'years', from: 1, to: 0 }))).toMatch(/backward/);
    expect(mappingFault(edge('term', 'month', { kind: 'all' }))).toBeUndefined();
  });
});
