import { InvariantError } from '../schemas/errors.ts';
import type { Asset } from './define-asset.ts';
import { axisOf, mappingFault, mappingOf } from './partitions/mapping.ts';

/** Assets by key, with edges that are known to lead somewhere and never in a circle. */
export interface AssetGraph {
  readonly assets: ReadonlyMap<string, Asset>;
  /** Keys in an order in which every asset comes after all it reads; ties by key, so that it never varies. */
  readonly order: readonly string[];
}

/**
 * @throws InvariantError when a key is used twice, an upstream is unknown or its partitions cannot be mapped, or the
 *   edges make a circle.
 */
export function buildAssetGraph(assets: readonly Asset[]): AssetGraph {
  const byKey = new Map<string, Asset>();
  for (const asset of assets) {
    if (byKey.has(asset.key)) throw new InvariantError(`Two assets share the key ${asset.key}`);
    byKey.set(asset.key, asset);
  }
  for (const asset of assets) {
    for (const upstream of asset.upstream) {
      const read = byKey.get(upstream.key);
      if (read === undefined)
        throw new InvariantError(`Asset ${asset.key} reads ${upstream.key}, which no asset makes`);
      const fault = mappingFault({ mapping: mappingOf(upstream), upstream: axisOf(read), downstream: axisOf(asset) });
      if (fault !== undefined) throw new InvariantError(`Asset ${asset.key} and ${read.key}, which it reads, ${fault}`);
    }
  }
  return Object.freeze({ assets: byKey, order: Object.freeze(topologicalOrder(byKey)) });
}

function topologicalOrder(assets: ReadonlyMap<string, Asset>): string[] {
  const order: string[] = [];
  const state = new Map<string, 'open' | 'done'>();
  const visit = (key: string, path: readonly string[]) => {
    if (state.get(key) === 'done') return;
    if (state.get(key) === 'open') throw new InvariantError(`Assets depend in a circle: ${[...path, key].join(' → ')}`);
    state.set(key, 'open');
    const upstream = assets.get(key)?.upstream.map((edge) => edge.key) ?? [];
    for (const next of upstream.toSorted()) visit(next, [...path, key]);
    state.set(key, 'done');
    order.push(key);
  };
  for (const key of [...assets.keys()].toSorted()) visit(key, []);
  return order;
}

/** Every asset that `key` reads, directly or through others. */
export function upstreamOf(graph: AssetGraph, key: string): ReadonlySet<string> {
  const found = new Set<string>();
  const walk = (current: string) => {
    for (const edge of graph.assets.get(current)?.upstream ?? []) {
      if (!found.has(edge.key)) {
        found.add(edge.key);
        walk(edge.key);
      }
    }
  };
  walk(key);
  return found;
}

/** Every asset that reads `key`, directly or through others. */
export function downstreamOf(graph: AssetGraph, key: string): ReadonlySet<string> {
  const found = new Set<string>();
  for (const candidate of graph.order) {
    const reads = graph.assets.get(candidate)?.upstream ?? [];
    if (reads.some((edge) => edge.key === key || found.has(edge.key))) found.add(candidate);
  }
  return found;
}
