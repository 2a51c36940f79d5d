import { selectByStatus } from '../activities/make-plan.ts';
import { readGround } from '../activities/read-ground.ts';
import type { Asset } from '../assets/define-asset.ts';
import { hubGraph } from '../assets/hub-assets.ts';
import { assetStatuses } from '../assets/plan/asset-statuses.ts';
import type { AssetStatuses } from '../assets/selection/asset-status.ts';
import { asksForStatus } from '../assets/selection/select-assets.ts';
import { type GlobalOptions, settingsOf } from './options.ts';
import { planSourcesOf } from './plan-sources.ts';
import { withHub } from './with-hub.ts';
import { withReporter } from './with-reporter.ts';

/** Works on the assets of a selection. Only one by status needs the hub: how assets stand is in its store. */
export function withSelectedAssets(
  flags: GlobalOptions,
  selection: readonly string[],
  work: (assets: readonly Asset[]) => void,
): Promise<void> {
  const select = async (statuses: () => Promise<AssetStatuses>) => {
    const keys = await selectByStatus(hubGraph, selection, statuses);
    work(keys.flatMap((key) => hubGraph.assets.get(key) ?? []));
  };
  if (!needsHub(selection)) return withReporter(flags, () => select(async () => new Map()));
  return withHub(flags, ({ control }) =>
    select(async () => assetStatuses(hubGraph, await readGround(planSourcesOf(settingsOf(flags), control)))),
  );
}

/** What cannot be read is refused when it is selected by. */
function needsHub(selection: readonly string[]): boolean {
  try {
    return asksForStatus(selection);
  } catch {
    return false;
  }
}
