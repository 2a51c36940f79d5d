import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type ClusterConstraints, mayBeOnePerson } from '../../linkers/cluster-constraints.ts';
import { compareEdges, type LinkEdge } from '../../linkers/link-edge.ts';
import { resolveClusters } from '../../linkers/resolve-clusters.ts';
import { type BridgeGuard, weakBridges } from '../../linkers/weak-bridges.ts';

// Three sources of ten: entities 0–9, 10–19, 20–29. Sources 0 and 1 hold a person once, source 2 any number of times.
const pairs = [
  { leftUnique: true, rightUnique: true, left: 0, right: 10 },
  { leftUnique: false, rightUnique: true, left: 20, right: 10 },
  { leftUnique: true, rightUnique: false, left: 0, right: 20 },
];
const edge = fc
  .record({
    pair: fc.integer({ min: 0, max: 2 }),
    l: fc.integer({ min: 0, max: 9 }),
    r: fc.integer({ min: 0, max: 9 }),
    weight: fc.option(fc.integer({ min: 1, max: 30 }), { nil: null }),
  })
  .map(
    ({ pair, l, r, weight }): LinkEdge => ({
      pair,
      el: pairs[pair]!.left + l,
      er: pairs[pair]!.right + r,
      rank: weight === null ? 0 : 1000,
      weight,
      tieMargin: 0.5,
    }),
  );
const values = fc
  .array(
    fc.tuple(fc.integer({ min: 0, max: 29 }), fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 1, maxLength: 2 })),
  )
  .map((entries) => new Map(entries));

function constraints(singleValued: ClusterConstraints['singleValued'] = []): ClusterConstraints {
  return { sourceOf: (entity) => Math.floor(entity / 10), maxPerCluster: [1, 1, undefined], singleValued };
}

function members(labels: Int32Array): readonly number[][] {
  const clusters: number[][] = [];
  labels.forEach((label, entity) => {
    clusters[label] = [...(clusters[label] ?? []), entity];
  });
  return clusters;
}

function link(el: number, er: number, weight: number | null, tieMargin = 0.5): LinkEdge {
  return { pair: 0, el, er, weight, rank: weight === null ? 0 : 1000, tieMargin };
}

/** Removes the weakest link that is too weak a bridge, until there is none: each is tried by counting whom it reaches. */
function bridgesByHand(edges: readonly LinkEdge[], guard: BridgeGuard): readonly number[] {
  const left = new Set(edges.keys());
  const same = (a: LinkEdge, b: LinkEdge) => (a.el === b.el && a.er === b.er) || (a.el === b.er && a.er === b.el);
  const reach = (from: number, without: LinkEdge) => {
    const reached = new Set([from]);
    for (let grown = -1; grown !== reached.size; ) {
      grown = reached.size;
      for (const index of left) {
        const each = edges[index]!;
        if (same(each, without)) continue;
        if (reached.has(each.el) || reached.has(each.er)) reached.add(each.el).add(each.er);
      }
    }
    return reached;
  };
  for (;;) {
    const weakest = [...left]
      .filter((index) => {
        const one = edges[index]!;
        const others = [...left].filter((other) => same(edges[other]!, one));
        const surest = others.toSorted((a, b) => compareEdges(edges[a]!, edges[b]!))[0];
        if (surest !== index || one.weight === null || one.weight >= guard.weight) return false;
        const [a, b] = [reach(one.el, one), reach(one.er, one)];
        return !a.has(one.er) && Math.min(a.size, b.size) >= guard.leastEntities;
      })
      .toSorted((a, b) => compareEdges(edges[b]!, edges[a]!))[0];
    if (weakest === undefined) break;
    const gone = edges[weakest]!;
    for (const index of [...left]) if (same(edges[index]!, gone)) left.delete(index);
  }
  return [...edges.keys()].filter((index) => !left.has(index));
}

describe('resolving clusters', () => {
  test('leaves only clusters that can be one person', () => {
    fc.assert(
      fc.property(fc.array(edge, { maxLength: 60 }), values, (edges, known) => {
        const rules = constraints([known]);
        const { labels } = resolveClusters(30, edges, pairs, rules);
        for (const cluster of members(labels)) expect(mayBeOnePerson(rules, cluster)).toBe(true);
      }),
    );
  });

  test('joins nothing that no edge supports, and reports as linked exactly the edges inside clusters', () => {
    fc.assert(
      fc.property(fc.array(edge, { maxLength: 60 }), values, (edges, known) => {
        const { labels, outcomes } = resolveClusters(30, edges, pairs, constraints([known]));
        const inside = edges.filter((each) => labels[each.el] === labels[each.er]);
        expect(edges.filter((_, index) => outcomes[index] === 'linked')).toEqual(inside);
        for (const cluster of members(labels)) {
          const reached = new Set([cluster[0]!]);
          for (let grown = -1; grown !== reached.size; ) {
            grown = reached.size;
            for (const { el, er } of inside)
              if (reached.has(el) || reached.has(er))
                for (const end of [el, er]) {
                  if (labels[end] === labels[cluster[0]!]) reached.add(end);
                }
          }
          expect(reached.size).toBe(cluster.length);
        }
      }),
    );
  });

  test('takes a component whole when it can be one person', () => {
    const { labels, outcomes } = resolveClusters(30, [link(0, 10, 12)], pairs, constraints());
    expect(labels[0]).toBe(labels[10]);
    expect(outcomes).toEqual(['linked']);
  });

  test('keeps twins apart by the assignment of greatest total weight', () => {
    // Entity 1 has only one counterpart; taking the strongest edge first would leave it alone.
    const edges = [link(0, 10, 20), link(0, 11, 19), link(1, 10, 18)];
    const { labels, outcomes } = resolveClusters(30, edges, pairs, constraints());
    expect(labels[0]).toBe(labels[11]);
    expect(labels[1]).toBe(labels[10]);
    expect(outcomes).toEqual(['displaced', 'linked', 'linked']);
  });

  test('links neither of two candidates that the evidence does not tell apart', () => {
    const { labels, outcomes } = resolveClusters(30, [link(0, 10, 12.3), link(0, 11, 12)], pairs, constraints());
    expect(new Set([labels[0], labels[10], labels[11]]).size).toBe(3);
    expect(outcomes).toEqual(['tie', 'tie']);
  });

  test('prefers a deterministic link to any weight', () => {
    const { labels } = resolveClusters(30, [link(0, 10, 90), link(0, 11, null)], pairs, constraints());
    expect(labels[0]).toBe(labels[11]);
  });

  test('sends a link of a rule to review where others would break it', () => {
    const { outcomes } = resolveClusters(
      30,
      [{ ...link(0, 10, null), rank: 1 }, link(0, 11, null), link(1, 10, null)],
      pairs,
      constraints(),
    );
    expect(outcomes).toEqual(['strong_link', 'linked', 'linked']);
  });

  test('splits what has too many entities, at its weakest link', () => {
    const chain = [link(20, 21, 12), link(21, 22, 8), link(22, 23, 11), link(20, 23, 5)].map((each) => ({
      ...each,
      pair: 3,
    }));
    const free = [...pairs, { leftUnique: false, rightUnique: false }];
    const { labels, outcomes } = resolveClusters(30, chain, free, { ...constraints(), maxEntities: 3 });
    expect(outcomes).toEqual(['linked', 'constraint', 'linked', 'constraint']);
    expect(members(labels).every((cluster) => cluster.length <= 3)).toBe(true);
  });

  test('takes out links that alone hold groups together and are too weak, as removing each and looking does', () => {
    const graph = fc.array(
      fc.record({
        el: fc.integer({ min: 0, max: 7 }),
        er: fc.integer({ min: 0, max: 7 }),
        weight: fc.option(fc.integer({ min: 1, max: 20 }), { nil: null }),
      }),
      { maxLength: 12 },
    );
    let taken = 0;
    fc.assert(
      fc.property(graph, fc.integer({ min: 1, max: 3 }), (drawn, leastEntities) => {
        const edges = drawn.filter(({ el, er }) => el !== er).map(({ el, er, weight }) => link(el, er, weight));
        const guard = { weight: 10, leastEntities };
        const found = [...weakBridges([...edges.keys()], edges, guard)].sort((a, b) => a - b);
        expect(found).toEqual(bridgesByHand(edges, guard));
        taken += found.length;
      }),
    );
    expect(taken).toBeGreaterThan(0);
  });

  test('refuses the weaker link when two strong keys contradict each other', () => {
    const known = new Map([
      [0, [1]],
      [10, [2]],
    ]);
    const { outcomes } = resolveClusters(30, [link(0, 10, 25)], pairs, constraints([known]));
    expect(outcomes).toEqual(['constraint']);
  });
});
