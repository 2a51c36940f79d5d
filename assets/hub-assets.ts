import { type AssetGraph, buildAssetGraph } from './asset-graph.ts';
import { ecidsAssets } from './ecids.ts';
import { learnToEarnAssets } from './learn-to-earn.ts';
import { linkageAssets } from './linkage.ts';
import { loadAssets } from './loads.ts';
import { publicTableAssets } from './public-tables.ts';
import { referenceAssets } from './reference.ts';

/** Everything the hub makes, from files as received to protected public tables. */
export const hubGraph: AssetGraph = buildAssetGraph([
  ...referenceAssets,
  ...loadAssets,
  ...linkageAssets,
  ...ecidsAssets,
  ...learnToEarnAssets,
  ...publicTableAssets,
]);
