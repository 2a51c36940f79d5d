import { InvariantError, UsageError } from '../schemas/errors.ts';
import type { Asset } from './define-asset.ts';

/** Assets by key, with edges that are known to lead somewhere and never in a circle. */
export interface AssetGraph {
  readonly assets: ReadonlyMap<string, Asset>;
  /** Keys in an order in which every asset comes after all it reads; ties by key, so that it never varies. */
  readonly order: readonly string[];
}

/** @throws InvariantError when a key is used twice, an upstream is unknown, or the edges make a circle. */
export function buildAssetGraph(assets: readonly Asset[]): AssetGraph {
  const byKey = new Map<string, Asset>();
  for (const asset of assets) {
    if (byKey.has(asset.key)) throw new InvariantError(`Two assets share the key ${asset.key}`);
    byKey.set(asset.key, asset);
  }
  for (const asset of assets) {
    for (const { key } of asset.upstream) {
      if (!byKey.has(key)) throw new InvariantError(`Asset ${asset.key} reads ${key}, which no asset makes`);
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

/**
 * Resolves a selection: bare keys and `*` wildcards, `+key` with all upstream, `key+` with all downstream,
 * `group:name`; several are a union.
 * @throws UsageError when a term matches nothing, with the nearest key as a suggestion.
 */
export function selectAssets(graph: AssetGraph, terms: readonly string[]): readonly string[] {
  const chosen = new Set<string>();
  for (const term of terms) {
    const [, up, body = '', down] = /^(\+?)(.*?)(\+?)$/.exec(term) ?? [];
    const matches = graph.order.filter((key) => matchesTerm(graph, key, body));
    if (matches.length === 0) {
      throw new UsageError(`No asset matches ${JSON.stringify(term)}`, {
        hint: `The nearest is ${nearestKey(body, graph.order)}; \`hub assets list\` shows all.`,
      });
    }
    for (const key of matches) {
      chosen.add(key);
      if (up === '+') for (const upstream of upstreamOf(graph, key)) chosen.add(upstream);
      if (down === '+') for (const downstream of downstreamOf(graph, key)) chosen.add(downstream);
    }
  }
  return graph.order.filter((key) => chosen.has(key));
}

function matchesTerm(graph: AssetGraph, key: string, body: string): boolean {
  if (body.startsWith('group:')) return graph.assets.get(key)?.group === body.slice('group:'.length);
  const pattern = body.split('*').map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${pattern.join('.*')}$`).test(key);
}

function nearestKey(term: string, keys: readonly string[]): string {
  const shared = (key: string) => {
    const parts = new Set(bigrams(key));
    return bigrams(term).filter((pair) => parts.has(pair)).length / (key.length + term.length);
  };
  return keys.toSorted((a, b) => shared(b) - shared(a) || a.localeCompare(b))[0] ?? '(none)';
}

function bigrams(text: string): string[] {
  return Array.from({ length: Math.max(0, text.length - 1) }, (_, index) => text.slice(index, index + 2));
}
