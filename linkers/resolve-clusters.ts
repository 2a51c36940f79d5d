import { chooseEdges } from './choose-edges.ts';
import { type ClusterConstraints, mayBeOnePerson, mayMerge } from './cluster-constraints.ts';
import { compareEdges, type LinkEdge, type ResolvedPair } from './link-edge.ts';
import { unionFind } from './union-find.ts';
import { type BridgeGuard, weakBridges } from './weak-bridges.ts';

export type EdgeOutcome =
  /** Both ends are one person. */
  | 'linked'
  /** A rival fits better in the one place there is. */
  | 'displaced'
  /** A rival fits as well. */
  | 'tie'
  /** The clusters it would join cannot be one person. */
  | 'constraint'
  /** It alone would hold two groups together, and is too weak for that. */
  | 'weak_bridge'
  /** A link of a rule that others would break. */
  | 'strong_link';

export interface Resolution {
  /** Cluster of every entity, numbered by least entity. */
  readonly labels: Int32Array;
  /** By edge. */
  readonly outcomes: readonly EdgeOutcome[];
}

/**
 * Makes clusters of linked pairs such that every one could be one person. Components that can be are taken whole. In
 * the others, each pair of sources is first assigned one-to-one (of greatest total weight) where a person has one
 * entity a source, ties left out; then edges join clusters in order of rank, weight and entity, unless a constraint
 * forbids. A link of a rule that an assignment would break goes to review.
 * @param guard takes links out of components before that, see `weakBridges`. @default none is taken out
 */
export function resolveClusters(
  entities: number,
  edges: readonly LinkEdge[],
  pairs: readonly ResolvedPair[],
  constraints: ClusterConstraints,
  guard?: BridgeGuard,
): Resolution {
  const final = unionFind(entities);
  const outcomes: EdgeOutcome[] = new Array(edges.length).fill('linked');
  let all = componentsOf(entities, edges, [...edges.keys()]);
  if (guard !== undefined) {
    const bridges = new Set(all.flatMap((indices) => weakBridges(indices, edges, guard)));
    for (const index of bridges) outcomes[index] = 'weak_bridge';
    if (bridges.size > 0) {
      all = componentsOf(
        entities,
        edges,
        [...edges.keys()].filter((index) => !bridges.has(index)),
      );
    }
  }
  for (const indices of all) {
    const members = [...new Set(indices.flatMap((index) => [edges[index]!.el, edges[index]!.er]))];
    if (mayBeOnePerson(constraints, members)) {
      for (const index of indices) final.union(edges[index]!.el, edges[index]!.er);
    } else {
      resolveComponent(indices, edges, pairs, constraints, final, outcomes);
    }
  }
  edges.forEach((edge, index) => {
    if (final.find(edge.el) === final.find(edge.er)) outcomes[index] = 'linked';
  });
  return Object.freeze({ labels: final.labels(), outcomes });
}

/** Links by the component they belong to. */
function componentsOf(
  entities: number,
  edges: readonly LinkEdge[],
  indices: readonly number[],
): readonly (readonly number[])[] {
  const components = unionFind(entities);
  for (const index of indices) components.union(edges[index]!.el, edges[index]!.er);
  const byComponent = new Map<number, number[]>();
  for (const index of indices) {
    const root = components.find(edges[index]!.el);
    const list = byComponent.get(root);
    if (list === undefined) byComponent.set(root, [index]);
    else list.push(index);
  }
  return [...byComponent.values()];
}

function resolveComponent(
  indices: readonly number[],
  edges: readonly LinkEdge[],
  pairs: readonly ResolvedPair[],
  constraints: ClusterConstraints,
  final: ReturnType<typeof unionFind>,
  outcomes: EdgeOutcome[],
): void {
  const chosen: number[] = [];
  for (const pair of [...new Set(indices.map((index) => edges[index]!.pair))].sort((a, b) => a - b)) {
    const own = indices.filter((index) => edges[index]!.pair === pair);
    const choice = chooseEdges(own, edges, pairs[pair]!);
    for (const index of own) outcomes[index] = edges[index]!.weight === null ? 'strong_link' : 'displaced';
    for (const index of choice.tied) outcomes[index] = 'tie';
    chosen.push(...choice.chosen);
  }
  chosen.sort((a, b) => compareEdges(edges[a]!, edges[b]!));

  const clusters = new Map<number, number[]>();
  const clusterOf = (entity: number): number[] => clusters.get(final.find(entity)) ?? [entity];
  for (const index of chosen) {
    const { el, er } = edges[index]!;
    const a = clusterOf(el);
    const b = clusterOf(er);
    if (a === b) continue;
    if (!mayMerge(constraints, a, b)) {
      outcomes[index] = 'constraint';
      continue;
    }
    final.union(el, er);
    clusters.set(final.find(el), [...a, ...b]);
  }
}
