import { compareEdges, type LinkEdge } from './link-edge.ts';

/** When a link that alone holds two groups together is too weak for it. */
export interface BridgeGuard {
  /** Match weight, in bits, below which it is. */
  readonly weight: number;
  /** Entities that each of the groups has at least. */
  readonly leastEntities: number;
}

/**
 * The links of a component that are too weak to join the groups they join, the weakest first; each is taken out before
 * the next is looked for, since groups shrink by it. A link stands for all of its pair of entities, the surest first.
 * Bridges are found by depth-first search (Tarjan 1974).
 * @returns indices of all links of those pairs
 */
export function weakBridges(
  indices: readonly number[],
  edges: readonly LinkEdge[],
  guard: BridgeGuard,
): readonly number[] {
  const byPair = new Map<string, number[]>();
  for (const index of indices.toSorted((a, b) => compareEdges(edges[a]!, edges[b]!))) {
    const { el, er } = edges[index]!;
    const key = el < er ? `${el} ${er}` : `${er} ${el}`;
    const known = byPair.get(key);
    if (known === undefined) byPair.set(key, [index]);
    else known.push(index);
  }
  let pairs = [...byPair.values()];
  const isWeak = ([surest]: readonly number[]) => {
    const { weight } = edges[surest!]!;
    return weight !== null && weight < guard.weight;
  };
  const taken: number[] = [];
  while (pairs.some(isWeak)) {
    const bridges = bridgesOf(pairs.map(([surest]) => edges[surest!]!)).filter(
      ({ at, smaller }) => smaller >= guard.leastEntities && isWeak(pairs[at]!),
    );
    const weakest = bridges.toSorted((a, b) => compareEdges(edges[pairs[b.at]![0]!]!, edges[pairs[a.at]![0]!]!))[0];
    if (weakest === undefined) break;
    taken.push(...pairs[weakest.at]!);
    pairs = pairs.filter((_, at) => at !== weakest.at);
  }
  return taken;
}

interface Bridge {
  /** Position among the edges. */
  readonly at: number;
  /** Entities on the side that has fewer. */
  readonly smaller: number;
}

/** The edges of a simple graph without which it would fall into more parts. */
function bridgesOf(edges: readonly Pick<LinkEdge, 'el' | 'er'>[]): readonly Bridge[] {
  const neighbors = new Map<number, { readonly to: number; readonly at: number }[]>();
  edges.forEach(({ el, er }, at) => {
    for (const [from, to] of [
      [el, er],
      [er, el],
    ] as const) {
      const known = neighbors.get(from);
      if (known === undefined) neighbors.set(from, [{ to, at }]);
      else known.push({ to, at });
    }
  });
  const order = new Map<number, number>();
  const lowest = new Map<number, number>();
  const below = new Map<number, number>();
  const bridges: { at: number; below: number; root: number }[] = [];
  for (const root of neighbors.keys()) {
    if (order.has(root)) continue;
    // A stack of its own: a chain of entities may be deeper than calls may nest.
    const stack = [{ entity: root, by: -1, next: 0 }];
    order.set(root, order.size);
    lowest.set(root, order.get(root)!);
    below.set(root, 1);
    while (stack.length > 0) {
      const top = stack.at(-1)!;
      const edge = neighbors.get(top.entity)![top.next++];
      if (edge !== undefined) {
        if (edge.at === top.by) continue;
        if (order.has(edge.to)) {
          lowest.set(top.entity, Math.min(lowest.get(top.entity)!, order.get(edge.to)!));
          continue;
        }
        order.set(edge.to, order.size);
        lowest.set(edge.to, order.get(edge.to)!);
        below.set(edge.to, 1);
        stack.push({ entity: edge.to, by: edge.at, next: 0 });
        continue;
      }
      stack.pop();
      const above = stack.at(-1);
      if (above === undefined) continue;
      lowest.set(above.entity, Math.min(lowest.get(above.entity)!, lowest.get(top.entity)!));
      below.set(above.entity, below.get(above.entity)! + below.get(top.entity)!);
      if (lowest.get(top.entity)! > order.get(above.entity)!) {
        bridges.push({ at: top.by, below: below.get(top.entity)!, root });
      }
    }
  }
  return bridges.map(({ at, below: under, root }) => ({ at, smaller: Math.min(under, below.get(root)! - under) }));
}
