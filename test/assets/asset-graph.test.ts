import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { buildAssetGraph, downstreamOf, upstreamOf } from '../../assets/asset-graph.ts';
import type { Asset } from '../../assets/define-asset.ts';
import { InvariantError } from '../../schemas/errors.ts';
import { asset } from './made-up-assets.ts';

const QUARTERS = { partitions: { kind: 'period', grammar: 'quarter' } } as const;
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
    [
      'partitions that cannot be the same on both sides',
      [asset('a.b'), asset('a.c', [{ key: 'a.b', mapping: { kind: 'identity' } }], QUARTERS)],
      /a\.c and a\.b, which it reads, have partitions of different kinds/,
    ],
    [
      'years of what has none',
      [asset('a.b'), asset('a.c', [{ key: 'a.b', mapping: { kind: 'years', from: 0, to: 1 } }], QUARTERS)],
      /are not both partitioned by periods/,
    ],
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
