import type { AssetGraph } from '../asset-graph.ts';
import type { AssetStatuses } from './asset-status.ts';
import { attributeValues } from './attribute-values.ts';
import type { Reach, SelectionExpression, SelectionTerm } from './expression.ts';

/** What a selection is read against. */
export interface SelectionGround {
  readonly graph: AssetGraph;
  /** Needed by `status:` alone. */
  readonly statuses?: AssetStatuses | undefined;
}

/** The keys that an expression means, by the rules of sets. One that means none is empty, and no error. */
export function evaluateSelection(ground: SelectionGround, expression: SelectionExpression): ReadonlySet<string> {
  switch (expression.kind) {
    case 'key':
    case 'attribute':
      return new Set(matchesOf(ground, expression));
    case 'reach':
      return reached(ground.graph, evaluateSelection(ground, expression.of), expression);
    case 'not': {
      const without = evaluateSelection(ground, expression.of);
      return new Set(ground.graph.order.filter((key) => !without.has(key)));
    }
    case 'and': {
      const right = evaluateSelection(ground, expression.right);
      return new Set([...evaluateSelection(ground, expression.left)].filter((key) => right.has(key)));
    }
    case 'or':
      return new Set([...evaluateSelection(ground, expression.left), ...evaluateSelection(ground, expression.right)]);
  }
}

/** The keys that one term means, in the order in which they are made. */
export function matchesOf(ground: SelectionGround, term: SelectionTerm): readonly string[] {
  const { graph } = ground;
  if (term.kind === 'key') {
    const matches = wildcard(term.pattern);
    return graph.order.filter((key) => matches.test(key));
  }
  const wanted = wildcard(term.value.toLowerCase());
  return graph.order.filter((key) =>
    attributeValues(ground, key, term.name).some((value) => wanted.test(value.toLowerCase())),
  );
}

function wildcard(pattern: string): RegExp {
  const parts = pattern.split('*').map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`, 's');
}

function reached(
  { assets }: AssetGraph,
  from: ReadonlySet<string>,
  { up, down }: { readonly up: Reach; readonly down: Reach },
): ReadonlySet<string> {
  const upstream = (key: string) => assets.get(key)?.upstream.map((edge) => edge.key) ?? [];
  const all = new Set(from);
  for (const key of walk(from, upstream, up)) all.add(key);
  if (down === 0) return all;
  const readers = new Map<string, string[]>();
  for (const { key, upstream: edges } of assets.values()) {
    for (const edge of edges) readers.set(edge.key, [...(readers.get(edge.key) ?? []), key]);
  }
  for (const key of walk(from, (read) => readers.get(read) ?? [], down)) all.add(key);
  return all;
}

/** All that is at most `reach` edges away, the beginnings included. */
function walk(from: ReadonlySet<string>, edgesOf: (key: string) => readonly string[], reach: Reach): Set<string> {
  const found = new Set(from);
  let frontier = [...from];
  for (let step = 0; frontier.length > 0 && (reach === 'all' || step < reach); step++) {
    const beyond = new Set(frontier.flatMap(edgesOf).filter((key) => !found.has(key)));
    for (const key of beyond) found.add(key);
    frontier = [...beyond];
  }
  return found;
}
