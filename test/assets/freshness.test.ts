import { describe, expect, test } from 'vitest';
import { defineAsset } from '../../assets/define-asset.ts';
import { freshnessOf } from '../../assets/freshness.ts';
import type { PeriodGrammar } from '../../schemas/contract/extract-contract.ts';

const asset = (freshnessHours?: number) =>
  defineAsset({
    ...{ key: 'load.a', kind: 'load', group: 'ingest', description: '', upstream: [], owners: ['DESE'] },
    ...{ maker: { kind: 'step', step: 'ingest' }, codeVersion: '1' },
    ...(freshnessHours === undefined ? {} : { freshnessHours }),
  });
const now = new Date('2026-09-03T00:00:00Z');

describe('an asset', () => {
  test.each([
    ['fresh', 48, '2026-09-01T00:00:00Z', 48],
    ['late', 47, '2026-09-01T00:00:00Z', 48],
    ['missing', 47, undefined, null],
    ['unlimited', undefined, '2020-09-01T00:00:00Z', 52_632],
  ])('is %s', (state, limit, newest, ageHours) => {
    const data = newest === undefined ? undefined : { at: newest };
    expect(freshnessOf(asset(limit), data, now)).toMatchObject({ state, ageHours, newest: newest ?? null });
  });

  test.each<[PeriodGrammar, string, string, string, string]>([
    // Wages of the first quarter are due at the end of April, and a fortnight is let pass.
    ['quarter', '2026-05-15', '2025Q4', '2025Q4', 'fresh'],
    ['quarter', '2026-05-20', '2025Q4', '2026Q1', 'late'],
    ['quarter', '2026-05-20', '2026Q1', '2026Q1', 'fresh'],
    ['collection', '2026-11-25', '2026-06', '2026-06', 'fresh'],
    ['collection', '2026-12-10', '2026-06', '2026-10', 'late'],
    ['month', '2026-03-20', '2025-12', '2026-02', 'late'],
    ['school-year', '2026-11-25', '2025', '2026', 'late'],
    ['term', '2026-08-01', '2026U', '2026S', 'fresh'],
  ])('of a %s on %s with %s: due is %s, so that it is %s', (grammar, day, period, duePeriod, state) => {
    const files = { ...asset(100), partitions: { kind: 'period', grammar } } as const;
    // However lately it was taken in again.
    const newest = { at: `${day}T00:00:00Z`, period };
    expect(freshnessOf(files, newest, new Date(`${day}T12:00:00Z`))).toMatchObject({ duePeriod, state });
  });
});
