import { describe, expect, test } from 'vitest';
import { buildAssetGraph } from '../../../assets/asset-graph.ts';
import type { AssetStatus } from '../../../assets/selection/asset-status.ts';
import { asksForStatus, selectAssets } from '../../../assets/selection/select-assets.ts';
import { InvariantError, UsageError } from '../../../schemas/errors.ts';
import { asset } from '../made-up-assets.ts';

const graph = buildAssetGraph([
  asset('load.a', [], { group: 'ingest', kind: 'load', owners: ['DESE'], tags: ['quarter'] }),
  asset('load.b', [], { group: 'ingest', kind: 'load', owners: ['DUA'] }),
  asset('t.one', ['load.a']),
  asset('t.two', ['load.b', 't.one'], { tags: ['wide'] }),
  asset('t.three', ['t.two']),
  asset('t.apart', []),
]);
const statuses = new Map<string, ReadonlySet<AssetStatus>>(
  graph.order.map((key) => [key, new Set<AssetStatus>([key === 't.two' ? 'stale' : 'fresh'])]),
);
const select = (...terms: readonly string[]) => selectAssets({ graph, statuses }, terms);

describe('a selection', () => {
  test.each([
    [['t.one'], ['t.one']],
    [['*'], graph.order],
    [['load.*'], ['load.a', 'load.b']],
    [['*.t*'], ['t.two', 't.three']],
    [['*one'], ['t.one']],
    [['group:ingest'], ['load.a', 'load.b']],
    [['+t.two'], ['load.a', 'load.b', 't.one', 't.two']],
    [['t.one+'], ['t.one', 't.two', 't.three']],
    [['+t.one+'], ['load.a', 't.one', 't.two', 't.three']],
    [['group:ingest+'], ['load.a', 'load.b', 't.one', 't.two', 't.three']],
    [
      ['t.three', 't.apart', 't.three'],
      ['t.apart', 't.three'],
    ],
    [
      ['load.a', 't.o*+'],
      ['load.a', 't.one', 't.two', 't.three'],
    ],
    [['1+t.three'], ['t.two', 't.three']],
    [['load.a+1'], ['load.a', 't.one']],
    [['1+t.one+1'], ['load.a', 't.one', 't.two']],
    [['kind:load'], ['load.a', 'load.b']],
    [['kind:l*'], ['load.a', 'load.b']],
    [['owner:DUA'], ['load.b']],
    [['owner:dua'], ['load.b']],
    [['agency:dua'], ['load.b', 't.two', 't.three']],
    [['agency:dese and not kind:load'], ['t.one', 't.two', 't.three']],
    [['tag:wide'], ['t.two']],
    [['status:stale'], ['t.two']],
    [['+(t.one or t.apart)'], ['load.a', 't.apart', 't.one']],
    [['(t.one)'], ['t.one']],
    [['t.one', 'and', 't.two+', 'or', 't.apart'], ['t.apart']],
    [['not group:ingest and not t.*o*'], ['t.apart', 't.three']],
  ])('%j is %j, in the order in which they are made', (terms, expected) => {
    expect(select(...terms)).toEqual(graph.order.filter((key) => expected.includes(key)));
  });

  test.each(['t.on', 'T.ONE', '+', '++', 't.one.x', 't?one', 't.one|t.two', '[a-z].one', '(t.one'])(
    '%j matches nothing, and the nearest key is named',
    (term) => {
      const of = () => select('t.one', term);
      expect(of).toThrow(UsageError);
      expect(of).toThrow(expect.objectContaining({ hint: expect.stringMatching(/^The nearest is [a-z]+\.[a-z]+;/) }));
    },
  );

  test.each([
    ['group:ingst', 'group:ingest'],
    ['group:', 'group:g'],
    ['kind:loads', 'kind:load'],
    ['tag:wid', 'tag:wide'],
    ['agency:dau', 'agency:dua'],
    ['owner:desse', 'owner:dese'],
    ['status:stail', 'status:stale'],
    ['status:sta*', 'status:stale'],
  ])('%j matches nothing, and the nearest word of its kind is named', (term, meant) => {
    expect(() => select(term)).toThrow(
      expect.objectContaining({
        message: `No asset matches ${JSON.stringify(term)}`,
        hint: expect.stringContaining(`The nearest is ${meant};`),
      }),
    );
  });

  test('of nothing is refused as a selection is that nobody wrote', () => {
    expect(() => select('')).toThrow(UsageError);
    expect(() => select('  ')).toThrow(/ends where an asset is expected/);
  });

  test('suggests what was probably meant, and what else comes near', () => {
    expect(() => select('t.thre')).toThrow(
      expect.objectContaining({
        hint: 'The nearest is t.three; others are t.two and t.one; `hub assets list` shows all.',
      }),
    );
  });

  test('is refused for one mistyped word even where the rest of it matches, also behind a not', () => {
    expect(() => select('* and not t.oen')).toThrow('No asset matches "t.oen"');
  });

  test('whose parts match and whose whole does not is refused', () => {
    expect(() => select('t.one and t.two')).toThrow(UsageError);
    expect(() => select('status:failed')).toThrow(
      expect.objectContaining({ message: expect.stringContaining('status:failed') }),
    );
  });

  test('by something unknown is told what there is to ask', () => {
    expect(() => select('team:data')).toThrow(
      expect.objectContaining({ hint: expect.stringContaining('group:, kind:, agency:, owner:, tag:, status:') }),
    );
  });

  test('by status needs somebody who looked them up', () => {
    expect(asksForStatus(['t.one', 'or not (status:stale)'])).toBe(true);
    expect(asksForStatus(['t.one'])).toBe(false);
    expect(() => selectAssets({ graph }, ['status:stale'])).toThrow(InvariantError);
  });
});
