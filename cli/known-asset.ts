import type { Asset } from '../assets/define-asset.ts';
import { hubGraph } from '../assets/hub-assets.ts';
import { nearest } from '../assets/selection/nearest.ts';
import { UsageError } from '../schemas/errors.ts';

/** @throws UsageError when no asset has that key, with the nearest one */
export function knownAsset(key: string): Asset {
  const asset = hubGraph.assets.get(key);
  if (asset !== undefined) return asset;
  throw new UsageError(`There is no asset ${JSON.stringify(key)}`, {
    hint: `The nearest is ${nearest(key, hubGraph.order, 1)[0]}; \`hub assets list\` shows all.`,
  });
}
