import type { AssetGraph } from '../asset-graph.ts';
import type { AssetStatus, AssetStatuses } from '../selection/asset-status.ts';
import type { Ground } from './ground.ts';
import { planAssets } from './plan-assets.ts';

/** How every asset of a graph stands, also by what it reads through others. */
export function assetStatuses(graph: AssetGraph, ground: Ground): AssetStatuses {
  const plan = planAssets({ graph, ground, selected: graph.order, force: false });
  const outdated = new Map(plan.assets.map(({ assetKey, reasons }) => [assetKey, reasons]));
  return new Map(
    graph.order.map((key) => {
      const own = ground.get(key);
      const load = graph.assets.get(key)?.kind === 'load';
      const there = (load ? own?.versions : own?.made) ?? [];
      const statuses = new Set<AssetStatus>();
      if ((own?.failed.length ?? 0) > 0) statuses.add('failed');
      if (there.length === 0) statuses.add('missing');
      else if (outdated.get(key)?.some(({ kind }) => kind !== 'failed') === true) statuses.add('stale');
      if (statuses.size === 0) statuses.add('fresh');
      return [key, statuses];
    }),
  );
}
