import { describe, expect, test } from 'vitest';
import { defineAsset } from '../../assets/define-asset.ts';
import { freshnessOf } from '../../assets/freshness.ts';

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
    expect(freshnessOf(asset(limit), newest, now)).toMatchObject({ state, ageHours, newest: newest ?? null });
  });
});
