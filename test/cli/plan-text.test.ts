import { describe, expect, test } from 'vitest';
import { planText, reasonsText } from '../../cli/plan-text.ts';
import type { PlanContent, PlannedAssetRecord, PlanReasonRecord } from '../../schemas/plan.ts';

const all = { partitions: ['all'] };
const read = (key: string, changed: boolean, partitions = ['all']): PlanReasonRecord => ({
  ...{ kind: 'upstream', ...all, upstream: { key, partitions, changed } },
});
const asset = (assetKey: string, more: Partial<PlannedAssetRecord> = {}): PlannedAssetRecord => ({
  ...{ assetKey, ...all, partitionCount: 1, reasons: [{ kind: 'new', ...all }], rows: 0, lastMadeAt: null },
  ...more,
});
const plan = (more: Partial<PlanContent>): PlanContent => ({
  ...{ selection: ['*'], force: false, assets: [], unchanged: [], staleUpstream: [], ground: {} },
  ...more,
});

describe('why an asset is to be made', () => {
  test.each<[string, readonly PlanReasonRecord[]]>([
    ['never made', [{ kind: 'new', ...all }]],
    [
      'its code changed; its settings changed',
      [
        { kind: 'code', ...all },
        { kind: 'settings', ...all },
      ],
    ],
    [
      'new data of load.dua.wage (2021Q3); after t.one',
      [read('load.dua.wage', true, ['2021Q3']), read('t.one', false)],
    ],
    ['new data of l.a (2020…2022, 2024), t.b', [read('l.a', true, ['2020..2022', '2024']), read('t.b', true)]],
    ['after a.a, a.b, a.c and 2 more', ['a.a', 'a.b', 'a.c', 'a.d', 'a.e'].map((key) => read(key, false))],
    ['it failed rows_reconcile', [{ kind: 'failed', ...all, checks: ['rows_reconcile'] }]],
    ['its last attempt failed', [{ kind: 'failed', ...all, checks: [] }]],
    ['selected', [{ kind: 'forced', ...all }]],
  ])('is said as %j', (text, reasons) => {
    expect(reasonsText(reasons)).toBe(text);
  });
});

describe('a plan', () => {
  test('of nothing says so, and what it left as it is', () => {
    expect(planText(plan({ unchanged: ['t.one', 't.two'] }))).toBe(
      'There is nothing to make.\n2 selected assets would come out as before.',
    );
  });

  test('shows partitions only where there are any, and counts the rows that are touched', () => {
    const made = { rows: 1_200, lastMadeAt: '2026-01-01T00:00:00.000Z' };
    const text = planText(
      plan({
        assets: [asset('t.one', made), asset('t.quarter', { partitions: ['2020Q1..2021Q4'], partitionCount: 8 })],
        staleUpstream: ['t.zero'],
      }),
    );
    expect(text).toMatch(/^t\.one +all +1,200 .* ago +never made$/m);
    expect(text).toMatch(/^t\.quarter +2020Q1…2021Q4 \(8\) +– +never +never made$/m);
    expect(text).toContain('2 assets to make, of 1,200 rows when last made.');
    expect(text).toContain('Read as they are, though out of date and not selected: t.zero.');
    expect(planText(plan({ assets: [asset('t.one')] }))).not.toContain('partitions');
  });
});
