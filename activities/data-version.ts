import { createHash } from 'node:crypto';
import type { Asset } from '../assets/define-asset.ts';
import type { AssetFingerprint } from '../assets/plan/ground.ts';
import { madePartitions } from '../control/made-partitions.ts';
import { assetFingerprint } from './asset-fingerprint.ts';
import { type PlanContext, planSources } from './plan-sources.ts';
import { lastMade, readStanding, versionsByName, versionsInForce } from './versions-in-force.ts';

/** What an asset is about to be made from. */
export interface DataInputs extends AssetFingerprint {
  /** Versions of what it reads, by `key`, or `key#first..last` of partitions. */
  readonly upstreamVersions: Readonly<Record<string, string>>;
}

export interface DataVersion {
  /** Equal when nothing that matters changed: the asset's code, the settings that reach it, and what it reads. */
  readonly dataVersion: string;
  readonly codeFingerprint: string;
  readonly settingsFingerprint: string;
  readonly upstreamVersions: Readonly<Record<string, string>>;
}

/**
 * What an asset would be made from now. It is to be asked before the asset is made: what arrives meanwhile may or may not
 * be read, and counts as not read, so that the asset is made again rather than taken for new.
 */
export async function dataInputsOf(context: PlanContext, asset: Asset): Promise<DataInputs> {
  const { control, graph } = context;
  const fingerprint = await assetFingerprint(asset, planSources(context));
  const keys = asset.upstream.map((edge) => edge.key);
  if (keys.length === 0) return { ...fingerprint, upstreamVersions: {} };
  const standing = await readStanding(control);
  const made = await madePartitions(control, keys);
  const names = keys.flatMap((key) => {
    const read = graph.assets.get(key) as Asset;
    return versionsByName(read, versionsInForce(read, standing, lastMade(read, made.get(key) ?? [])));
  });
  return { ...fingerprint, upstreamVersions: Object.fromEntries(names) };
}

/**
 * The version of what came of these inputs.
 * @param content of a source of data, such as the hash of a file; absent for what is derived
 */
export function dataVersionOf({ code, settings, upstreamVersions }: DataInputs, content?: string): DataVersion {
  const hash = createHash('sha256');
  for (const part of [code, settings, JSON.stringify(upstreamVersions), content ?? '']) hash.update(part).update('\0');
  return {
    dataVersion: hash.digest('hex').slice(0, 32),
    codeFingerprint: code,
    settingsFingerprint: settings,
    upstreamVersions,
  };
}

/** What the version of an asset of files stands for: the loads that are current now. */
export async function loadedContent({ control }: PlanContext, asset: Asset): Promise<string> {
  return JSON.stringify(versionsByName(asset, versionsInForce(asset, await readStanding(control), [])));
}
