import type { AssetGraph } from '../assets/asset-graph.ts';
import type { Asset } from '../assets/define-asset.ts';
import { axisOf } from '../assets/partitions/mapping.ts';
import type { AssetGround, Ground, MadeRecord } from '../assets/plan/ground.ts';
import type { Control } from '../control/connect.ts';
import type { MadePartition } from '../control/made-partitions.ts';
import { type FailedStep, failedSteps } from '../control/steps.ts';
import { assetFingerprint, type FingerprintSettings } from './asset-fingerprint.ts';
import {
  lastMade,
  makingsInForce,
  rangeOrNone,
  readStanding,
  type Standing,
  versionsFromNames,
  versionsInForce,
} from './versions-in-force.ts';

/** Where plans are worked out from. */
export interface PlanSources extends FingerprintSettings {
  readonly control: Control;
  readonly graph: AssetGraph;
}

/** Everything that plans and statuses are worked out on, of every asset of the graph. */
export async function readGround(sources: PlanSources): Promise<Ground> {
  const { control, graph } = sources;
  // One after another: the embedded store answers one question at a time.
  const standing = await readStanding(control);
  const made = await makingsInForce(control, standing);
  const failed = byAsset(await failedSteps(control));
  const read = upstreamReader(graph);
  const entries = await Promise.all(
    graph.order.map(async (key) => {
      const asset = graph.assets.get(key) as Asset;
      const fingerprint = await assetFingerprint(asset, sources);
      const own = { made: made.get(key) ?? [], failed: failed.get(key) ?? [] };
      return [key, assetGround(asset, fingerprint, standing, own, read)] as const;
    }),
  );
  return new Map(entries);
}

function assetGround(
  asset: Asset,
  fingerprint: AssetGround['fingerprint'],
  standing: Standing,
  own: { readonly made: readonly MadePartition[]; readonly failed: readonly FailedStep[] },
  read: UpstreamReader,
): AssetGround {
  // Of files, what is loaded counts, not which run took it in.
  const made = asset.kind === 'load' ? [] : lastMade(asset, own.made);
  return {
    fingerprint,
    versions: versionsInForce(asset, standing, made),
    made: made.map(({ from, to, value }) => ({ from, to, value: madeRecord(value, read) })),
    failed: own.failed.map(({ runId, partition, checks }) => ({
      ...(rangeOrNone(axisOf(asset), partition) ?? EVERYTHING),
      runId,
      checks,
    })),
  };
}

/** What failed by another name than a partition's, such as the staging of a release, is the asset as a whole. */
const EVERYTHING = Object.freeze({ from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY });

function madeRecord(made: MadePartition, read: UpstreamReader): MadeRecord {
  return {
    id: made.materializationId,
    runId: made.runId,
    at: made.materializedAt,
    rows: made.rows,
    code: made.codeFingerprint,
    settings: made.settingsFingerprint,
    upstream: read(made.upstreamVersions),
  };
}

type UpstreamReader = (names: string) => MadeRecord['upstream'];

/** Reads what is written alike once: partitions that were made from the same share it. */
function upstreamReader(graph: AssetGraph): UpstreamReader {
  const known = new Map<string, MadeRecord['upstream']>();
  return (names) => {
    const found = known.get(names) ?? versionsFromNames(graph, JSON.parse(names) as Readonly<Record<string, string>>);
    known.set(names, found);
    return found;
  };
}

function byAsset<T extends { readonly assetKey: string }>(rows: readonly T[]): ReadonlyMap<string, readonly T[]> {
  const found = new Map<string, T[]>();
  for (const row of rows) {
    const own = found.get(row.assetKey);
    if (own === undefined) found.set(row.assetKey, [row]);
    else own.push(row);
  }
  return found;
}
