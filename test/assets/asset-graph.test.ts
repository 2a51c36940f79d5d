import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { buildAssetGraph, downstreamOf, selectAssets, upstreamOf } from '../../assets/asset-graph.ts';
import { type Asset, type AssetSpec, defineAsset } from '../../assets/define-asset.ts';
import { InvariantError, UsageError } from '../../schemas/errors.ts';

function asset(key: string, upstream: readonly string[] = [], more: Partial<AssetSpec> = {}): Asset {
  return defineAsset({
    ...{ key, kind: 'table', group: 'g', description: key, upstream: upstream.map((name) => ({ key: name })) },
    ...{ maker: { kind: 'step', step: 'made-up' }, owners: ['HUB'], codeVersion: '1' },
    ...more,
  });
}

const graph = buildAssetGraph([
  asset('load.a', [], { group: 'ingest' }),
  asset('load.b', [], { group: 'ingest' }),
  asset('t.one', ['load.a']),
  asset('t.two', ['load.b', 't.one']),
  asset('t.three', ['t.two']),
  asset('t.apart', []),
]);

describe('building a graph', () => {
  test('puts every asset after all it reads, ties by key', () => {
    expect(graph.order).toEqual(['load.a', 'load.b', 't.apart', 't.one', 't.two', 't.three']);
  });

  test('never varies with the order in which assets are given', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray([...graph.assets.values()], { minLength: graph.assets.size }), (assets) => {
        expect(buildAssetGraph(assets).order).toEqual(graph.order);
      }),
    );
  });

  test('orders any graph without circles', () => {
    const edges = fc.array(fc.tuple(fc.nat(19), fc.nat(19)), { maxLength: 60 });
    fc.assert(
      fc.property(edges, (pairs) => {
        const reads = (to: number) => new Set(pairs.filter(([a, b]) => b === to && a < b).map(([a]) => `n.a${a}`));
        const { order, assets } = buildAssetGraph(
          Array.from({ length: 20 }, (_, to) => asset(`n.a${to}`, [...reads(to)])),
        );
        expect(order).toHaveLength(20);
        for (const [key, { upstream }] of assets) {
          for (const edge of upstream) expect(order.indexOf(edge.key)).toBeLessThan(order.indexOf(key));
        }
      }),
    );
  });

  test.each<[string, Asset[], RegExp]>([
    ['two assets of one key', [asset('a.b'), asset('a.b')], /share the key a\.b/],
    ['an upstream that nobody makes', [asset('a.b', ['a.c'])], /a\.b reads a\.c, which no asset makes/],
    ['an asset that reads itself', [asset('a.b', ['a.b'])], /circle: a\.b → a\.b/],
    ['a circle', [asset('a.b', ['a.d']), asset('a.c', ['a.b']), asset('a.d', ['a.c'])], /circle: .*→/],
  ])('refuses %s', (_, assets, sentence) => {
    expect(() => buildAssetGraph(assets)).toThrow(InvariantError);
    expect(() => buildAssetGraph(assets)).toThrow(sentence);
  });

  test.each(['', 'a', 'A.b', 'a.B', 'a..b', 'a.b.', '.a', 'a b.c', '1a.b', "a.b'; --"])('refuses the key %j', (key) => {
    expect(() => asset(key)).toThrow(TypeError);
  });
});

describe('walking a graph', () => {
  test('finds all that an asset reads and all that reads it, also through others', () => {
    expect([...upstreamOf(graph, 't.three')].toSorted()).toEqual(['load.a', 'load.b', 't.one', 't.two']);
    expect([...downstreamOf(graph, 'load.a')].toSorted()).toEqual(['t.one', 't.three', 't.two']);
    expect([...upstreamOf(graph, 't.apart'), ...downstreamOf(graph, 't.apart')]).toEqual([]);
  });
});

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
  ])('%j is %j, in the order in which they are made', (terms, expected) => {
    expect(selectAssets(graph, terms)).toEqual(expected);
  });

  test.each([
    't.on',
    'T.ONE',
    'group:nosuch',
    'group:',
    '',
    '+',
    '++',
    't.one.x',
    't?one',
    '(t.one)',
    't.one|t.two',
    '[a-z].one',
  ])('%j matches nothing, and the nearest key is named', (term) => {
    const select = () => selectAssets(graph, ['t.one', term]);
    expect(select).toThrow(UsageError);
    expect(select).toThrow(expect.objectContaining({ hint: expect.stringMatching(/^The nearest is [a-z]+\.[a-z]+;/) }));
  });

  test('suggests what was probably meant', () => {
    expect(() => selectAssets(graph, ['t.thre'])).toThrow(
      expect.objectContaining({ hint: expect.stringContaining('t.three') }),
    );
  });
});
