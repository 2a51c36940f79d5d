import { InvariantError } from '../../schemas/errors.ts';
import { upstreamOf } from '../asset-graph.ts';
import type { SelectionGround } from './evaluate-selection.ts';
import type { Attribute } from './expression.ts';

/**
 * What an asset has to answer to `name:`. Owners are who answers for it; agencies are those whose files it holds or is
 * made from, through whatever lies between.
 */
export function attributeValues({ graph, statuses }: SelectionGround, key: string, name: Attribute): readonly string[] {
  const asset = graph.assets.get(key);
  if (asset === undefined) return [];
  switch (name) {
    case 'group':
      return [asset.group];
    case 'kind':
      return [asset.kind];
    case 'owner':
      return asset.owners;
    case 'tag':
      return asset.tags;
    case 'agency': {
      const sources = [key, ...upstreamOf(graph, key)].map((source) => graph.assets.get(source));
      return [...new Set(sources.flatMap((source) => (source?.kind === 'load' ? source.owners : [])))];
    }
    case 'status':
      if (statuses === undefined) throw new InvariantError('A selection asks for statuses, and nobody looked them up');
      return [...(statuses.get(key) ?? [])];
  }
}
