import { chooseEdges } from './choose-edges.ts';
import { type ClusterConstraints, mayBeOnePerson, mayMerge } from './cluster-constraints.ts';
import { compareEdges, type LinkEdge, type ResolvedPair } from './link-edge.ts';
import { unionFind } from './union-find.ts';

export type EdgeOutcome =
  /** Both ends are one person. */
  | 'linked'
  /** A rival fits better in the one place there is. */
  | 'displaced'
  /** A rival fits as well. */
  | 'tie'
  /** The clusters it would join cannot be one person. */
  | 'constraint';

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
 * forbids.
 */
export function resolveClusters(
  entities: number,
  edges: readonly LinkEdge[],
  pairs: readonly ResolvedPair[],
  constraints: ClusterConstraints,
): Resolution {
  const components = unionFind(entities);
  for (const edge of edges) components.union(edge.el, edge.er);
  const byComponent = new Map<number, number[]>();
  edges.forEach((edge, index) => {
    const root = components.find(edge.el);
    const list = byComponent.get(root);
    if (list === undefined) byComponent.set(root, [index]);
    else list.push(index);
  });

  const final = unionFind(entities);
  const outcomes: EdgeOutcome[] = new Array(edges.length).fill('linked');
  for (const indices of byComponent.values()) {
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
    for (const index of own) outcomes[index] = 'displaced';
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
