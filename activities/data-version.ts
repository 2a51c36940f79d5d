import { createHash } from 'node:crypto';
import type { Asset } from '../assets/define-asset.ts';
import { WHOLE_SET } from '../assets/partitions/axis.ts';
import { axisOf, mappingOf, readBy } from '../assets/partitions/mapping.ts';
import type { PartitionRange } from '../assets/partitions/partition-range.ts';
import { restrict } from '../assets/partitions/segments.ts';
import type { AssetFingerprint } from '../assets/plan/ground.ts';
import { madePartitions } from '../control/made-partitions.ts';
import { UNBOUNDED } from './asked-partitions.ts';
import { assetFingerprint } from './asset-fingerprint.ts';
import { type PlanContext, planSources } from './plan-sources.ts';
import {
  lastMade,
  readStanding,
  type Standing,
  standsApart,
  versionsByName,
  versionsInForce,
} from './versions-in-force.ts';

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

const NOTHING_STANDING: Standing = { loaded: [], linkVersion: undefined, otherLinkRuns: [] };
const WHOLE_RANGE = WHOLE_SET[0] as PartitionRange;

/**
 * What an asset, or a range of its partitions, would be made from now. It is to be asked before the asset is made: what arrives meanwhile may or may not
 * be read, and counts as not read, so that the asset is made again rather than taken for new.
 */
export async function dataInputsOf(
  context: PlanContext,
  asset: Asset,
  range: PartitionRange = WHOLE_RANGE,
): Promise<DataInputs> {
  const { control, graph } = context;
  const fingerprint = await assetFingerprint(asset, planSources(context));
  if (asset.upstream.length === 0) return { ...fingerprint, upstreamVersions: {} };
  const reads = asset.upstream.map((upstream) => {
    const read = graph.assets.get(upstream.key) as Asset;
    const edge = { mapping: mappingOf(upstream), upstream: axisOf(read), downstream: axisOf(asset) };
    const all = edge.mapping.kind === 'all';
    return { read, ranges: all ? undefined : readBy(edge, [range], UNBOUNDED) };
  });
  const standing = reads.some(({ read }) => standsApart(read)) ? await readStanding(control) : NOTHING_STANDING;
  const made = await madePartitions(
    control,
    reads.map(({ read, ranges }) => ({ assetKey: read.key, ...(ranges === undefined ? {} : { ranges }) })),
  );
  const names = reads.flatMap(({ read, ranges }) => {
    const versions = versionsInForce(read, standing, lastMade(read, made.get(read.key) ?? []));
    return versionsByName(read, ranges === undefined ? versions : restrict(versions, ranges));
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
