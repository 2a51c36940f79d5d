import { describe, expect, test } from 'vitest';
import { buildAssetGraph } from '../../../assets/asset-graph.ts';
import { readRange, setText } from '../../../assets/partitions/axis.ts';
import { axisOf } from '../../../assets/partitions/mapping.ts';
import type { PartitionSet } from '../../../assets/partitions/partition-range.ts';
import type { AssetPlan, PlanReason } from '../../../assets/plan/asset-plan.ts';
import { assetStatuses } from '../../../assets/plan/asset-statuses.ts';
import { groundFingerprint, groundMarks, movedGround } from '../../../assets/plan/ground-marks.ts';
import { planAssets } from '../../../assets/plan/plan-assets.ts';
import { asset } from '../made-up-assets.ts';
import { groundOf, type MadeUpAsset } from './made-up-ground.ts';

const QUARTERS = { partitions: { kind: 'period', grammar: 'quarter' } } as const;
const YEARS = { partitions: { kind: 'period', grammar: 'school-year' } } as const;
const graph = buildAssetGraph([
  asset('load.wage', [], { kind: 'load', ...QUARTERS }),
  asset('t.quarter', [{ key: 'load.wage', mapping: { kind: 'identity' } }], QUARTERS),
  asset('t.cohort', [{ key: 't.quarter', mapping: { kind: 'years', from: -2, to: -1 } }], YEARS),
  asset('t.all', ['t.cohort']),
  asset('t.apart', []),
]);
const QUARTER_VERSIONS = { '2020Q1..2020Q4': 'q1', '2021Q1..2021Q4': 'q1' };
const COHORT_VERSIONS = { '2018': 'y1', '2019': 'y1', '2020': 'y1' };
/** Everything made from what is there now. */
const FRESH: Readonly<Record<string, MadeUpAsset>> = {
  'load.wage': { versions: { '2020Q1..2021Q4': 'w1' } },
  't.quarter': {
    versions: QUARTER_VERSIONS,
    made: {
      '2020Q1..2020Q4': { 'load.wage': { '2020Q1..2020Q4': 'w1' } },
      '2021Q1..2021Q4': { 'load.wage': { '2021Q1..2021Q4': 'w1' } },
    },
  },
  't.cohort': {
    versions: COHORT_VERSIONS,
    made: {
      '2018': { 't.quarter': { '2020Q1..2020Q4': 'q1' } },
      '2019': { 't.quarter': QUARTER_VERSIONS },
      '2020': { 't.quarter': { '2021Q1..2021Q4': 'q1' } },
    },
  },
  't.all': { versions: { all: 'a1' }, made: { all: { 't.cohort': COHORT_VERSIONS } } },
  't.apart': { versions: { all: 'p1' }, made: { all: {} } },
};

const ground = (changes: Readonly<Record<string, MadeUpAsset>> = {}) =>
  groundOf(graph, Object.fromEntries(graph.order.map((key) => [key, { ...FRESH[key], ...changes[key] }])));
const plan = (
  changes: Readonly<Record<string, MadeUpAsset>> = {},
  { selected = graph.order, force = false }: { selected?: readonly string[]; force?: boolean } = {},
) => planAssets({ graph, ground: ground(changes), selected, force });

const text = (key: string, set: PartitionSet) => {
  const of = graph.assets.get(key);
  return of === undefined ? '' : setText(axisOf(of), set);
};
const why = (key: string, reason: PlanReason) =>
  reason.kind === 'upstream'
    ? `${text(key, reason.partitions)}: ${reason.changed ? 'new data of' : 'after'} ${reason.key} ${text(reason.key, reason.upstream)}`
    : `${text(key, reason.partitions)}: ${reason.kind}`;
const told = (made: AssetPlan) =>
  Object.fromEntries(
    made.assets.map(({ assetKey, reasons }) => [assetKey, reasons.map((reason) => why(assetKey, reason))]),
  );

describe('a plan', () => {
  test('of what is as it would be made again makes nothing', () => {
    expect(plan()).toEqual({ assets: [], unchanged: graph.order.slice(1), staleUpstream: [] });
  });

  test('of what was never made makes all, each for that reason alone, and nothing of files', () => {
    const never = Object.fromEntries(graph.order.slice(1).map((key) => [key, { made: {}, versions: {} }]));
    expect(
      told(
        plan({
          't.quarter': { made: {}, versions: {} },
          't.cohort': { made: {}, versions: {} },
          ...never,
          'load.wage': {},
        }),
      ),
    ).toEqual({
      't.quarter': ['2020Q1…2021Q4: new'],
      't.cohort': ['2018…2020: new'],
      't.all': ['all: new'],
      't.apart': ['all: new'],
    });
  });

  test('follows one quarter of wages to every cohort-year that it feeds, and names the quarter', () => {
    const changed = plan({ 'load.wage': { versions: { '2020Q1..2021Q4': 'w1', '2021Q3': 'w2' } } });
    expect(told(changed)).toEqual({
      't.quarter': ['2021Q3: new data of load.wage 2021Q3'],
      't.cohort': ['2019…2020: after t.quarter 2021Q3'],
      't.all': ['all: after t.cohort 2019…2020'],
    });
    expect(changed.unchanged).toEqual(['t.apart']);
  });

  test('follows a quarter that was made again on its own, by what is made of it', () => {
    const made = { ...QUARTER_VERSIONS, '2020Q2': 'q2' };
    expect(told(plan({ 't.quarter': { ...FRESH['t.quarter'], versions: made } }))).toEqual({
      't.cohort': ['2018…2019: new data of t.quarter 2020Q2'],
      't.all': ['all: after t.cohort 2018…2019'],
    });
  });

  test('has new periods, and those taken back, as changes of what reads them', () => {
    expect(told(plan({ 'load.wage': { versions: { '2020Q1..2022Q1': 'w1' } } }))['t.quarter']).toEqual(['2022Q1: new']);
    expect(told(plan({ 'load.wage': { versions: { '2020Q1..2021Q3': 'w1' } } }))).toEqual({
      // What was made of it is still there, and goes when it is made again.
      't.quarter': ['2021Q4: new data of load.wage 2021Q4'],
      't.cohort': ['2019…2020: after t.quarter 2021Q4'],
      't.all': ['all: after t.cohort 2019…2020'],
    });
  });

  test('of some partitions makes these and what follows from them, for the same reasons', () => {
    const changes = { 'load.wage': { versions: { '2020Q1..2021Q4': 'w2' } } };
    const within = new Map([['t.quarter', [readRange('quarter', '2021Q3')]]]);
    const selected = ['t.quarter', 't.cohort'];
    expect(told(planAssets({ graph, ground: ground(changes), selected, force: false, within }))).toEqual({
      't.quarter': ['2021Q3: new data of load.wage 2020Q1…2021Q4'],
      't.cohort': ['2019…2020: after t.quarter 2021Q3'],
    });
    const beyond = new Map([['t.quarter', [readRange('quarter', '2030Q1')]]]);
    expect(
      planAssets({ graph, ground: ground(), selected: ['t.quarter'], force: true, within: beyond }).assets,
    ).toEqual([]);
  });

  test('says whether code, settings or a failed check ask for it, and keeps reasons apart', () => {
    expect(told(plan({ 't.all': { code: 'c2', settings: 's2' } }))).toEqual({
      't.all': ['all: code', 'all: settings'],
    });
    expect(told(plan({ 't.cohort': { failed: ['2019'] } }))).toEqual({
      't.cohort': ['2019: failed'],
      't.all': ['all: after t.cohort 2019'],
    });
  });

  test('makes only what is selected, and says what it reads that is out of date', () => {
    const changes = { 't.quarter': { code: 'c2' }, 't.all': { settings: 's2' } };
    const chosen = plan(changes, { selected: ['t.all', 't.apart'] });
    expect(told(chosen)).toEqual({ 't.all': ['all: settings'] });
    expect(chosen.unchanged).toEqual(['t.apart']);
    expect(chosen.staleUpstream).toEqual(['t.quarter', 't.cohort']);
  });

  test('by force makes all that is selected, and gives the reasons there are anyhow', () => {
    const forced = plan({ 't.apart': { code: 'c2' } }, { selected: ['t.apart', 't.quarter', 't.cohort'], force: true });
    expect(told(forced)).toEqual({
      't.quarter': ['2020Q1…2021Q4: forced'],
      't.cohort': ['2018…2020: after t.quarter 2020Q1…2021Q4'],
      't.apart': ['all: code'],
    });
  });

  test('tells the rows that its partitions had, each making counted once', () => {
    const changed = plan({ 'load.wage': { versions: { '2020Q1..2020Q3': 'w2', '2020Q4..2021Q4': 'w1' } } });
    expect(changed.assets[0]).toMatchObject({
      assetKey: 't.quarter',
      rows: 10,
      lastMadeAt: '2026-01-01T00:00:00.000Z',
    });
    expect(plan({ 't.apart': { made: {} } }).assets[0]).toMatchObject({ rows: 0, lastMadeAt: null });
  });

  test('takes what was made before fingerprints were kept for made by other code', () => {
    const old = ground();
    const apart = old.get('t.apart');
    const made = apart?.made.map((segment) => ({ ...segment, value: { ...segment.value, code: null } })) ?? [];
    const mixed = new Map(old).set('t.apart', { ...(apart as NonNullable<typeof apart>), made });
    expect(told(planAssets({ graph, ground: mixed, selected: graph.order, force: false }))).toEqual({
      't.apart': ['all: code'],
    });
  });
});

describe('the status of assets', () => {
  const statuses = (changes: Readonly<Record<string, MadeUpAsset>>) =>
    Object.fromEntries([...assetStatuses(graph, ground(changes))].map(([key, of]) => [key, [...of].join(' ')]));

  test('is fresh, stale through others, missing or failed', () => {
    expect(statuses({ 't.quarter': { code: 'c2' }, 't.apart': { made: {}, failed: ['all'] } })).toEqual({
      ...{ 'load.wage': 'fresh', 't.quarter': 'stale', 't.cohort': 'stale', 't.all': 'stale' },
      't.apart': 'failed missing',
    });
    expect(statuses({ 'load.wage': { versions: {} } })['load.wage']).toBe('missing');
    expect(statuses({ 't.all': { failed: ['all'] } })['t.all']).toBe('failed');
  });
});

describe('the ground of a plan', () => {
  const marks = (changes: Readonly<Record<string, MadeUpAsset>> = {}) =>
    groundMarks(graph, ground(changes), graph.order);

  test('is the same for as long as nothing changes, in whatever order a store gives it back', () => {
    const reversed = Object.fromEntries(Object.entries(marks()).toReversed());
    expect(movedGround(reversed, marks())).toEqual([]);
    expect(groundFingerprint(reversed)).toBe(groundFingerprint(marks()));
    expect(groundFingerprint(marks({ 't.all': { code: 'c2' } }))).not.toBe(groundFingerprint(marks()));
  });

  test.each<[string, Readonly<Record<string, MadeUpAsset>>, readonly string[]]>([
    ['code', { 't.all': { code: 'c2' } }, ['t.all is made by other code']],
    ['settings', { 't.all': { settings: 's2' } }, ['t.all is made under other settings']],
    ['data', { 'load.wage': { versions: { '2020Q1..2021Q3': 'w1' } } }, ['load.wage has other data']],
    ['what was made meanwhile', { 't.apart': { made: {} } }, ['t.apart was made meanwhile']],
    [
      'what was made meanwhile, once though it also has other data',
      { 't.all': { made: {}, versions: { all: 'a2' } } },
      ['t.all was made meanwhile'],
    ],
  ])('that moved is told: %s', (_, changes, sentences) => {
    // Making one thing anew gives what follows it another number, which is not what is asked here.
    const only = Object.keys(changes);
    const [before, now] = [marks(), marks(changes)];
    expect(movedGround(pick(before, [...only, 't.quarter']), pick(now, [...only, 't.quarter']))).toEqual(sentences);
  });

  test('that has lost an asset or an edge is told', () => {
    const smaller = buildAssetGraph([asset('t.apart', ['t.new']), asset('t.new')]);
    const before = pick(marks(), ['t.apart', 't.all']);
    expect(movedGround(before, pick(groundMarks(smaller, ground(), ['t.apart']), ['t.apart']))).toEqual([
      't.all is no asset any more',
      't.apart reads t.new, which it did not',
    ]);
  });
});

function pick<T>(of: Readonly<Record<string, T>>, keys: readonly string[]): Readonly<Record<string, T>> {
  return Object.fromEntries(Object.entries(of).filter(([key]) => keys.includes(key)));
}
