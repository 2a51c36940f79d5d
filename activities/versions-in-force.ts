import type { AssetGraph } from '../assets/asset-graph.ts';
import type { Asset } from '../assets/define-asset.ts';
import { LINK_VERSION_ASSET } from '../assets/linked-table.ts';
import { type PartitionAxis, rangeText, readRange, WHOLE_SET } from '../assets/partitions/axis.ts';
import { axisOf } from '../assets/partitions/mapping.ts';
import type { PartitionRange } from '../assets/partitions/partition-range.ts';
import { joined, overlaid, type Segment, type Segments } from '../assets/partitions/segments.ts';
import type { Control } from '../control/connect.ts';
import { listLinkVersions } from '../control/link-versions.ts';
import { type LoadedPeriod, loadedPeriods } from '../control/loads.ts';
import { type MadePartition, madePartitions } from '../control/made-partitions.ts';

/** What is in force apart from what was made: the current loads, and the link version that somebody promoted. */
export interface Standing {
  readonly loaded: readonly LoadedPeriod[];
  readonly linkVersion: number | undefined;
  /** Runs that made link versions none of which is in force: what they made of the asset does not count. */
  readonly otherLinkRuns: readonly string[];
}

export async function readStanding(control: Control): Promise<Standing> {
  const versions = await listLinkVersions(control);
  const promoted = versions.find(({ state }) => state === 'promoted');
  const others = new Set(versions.map(({ runId }) => runId).filter((runId) => runId !== promoted?.runId));
  return {
    loaded: await loadedPeriods(control),
    linkVersion: promoted?.linkVersion,
    otherLinkRuns: [...others],
  };
}

/** Whether something else than what was made decides which versions of an asset are in force. */
export function standsApart({ kind, key }: Asset): boolean {
  return kind === 'load' || key === LINK_VERSION_ASSET;
}

/** The versions of an asset that whatever reads it now would find, by partition. */
export function versionsInForce(asset: Asset, standing: Standing, made: Segments<MadePartition>): Segments<string> {
  if (asset.kind === 'load') {
    const axis = axisOf(asset);
    const extract = asset.key.slice('load.'.length);
    const periods = standing.loaded.filter((loaded) => loaded.extract === extract);
    return overlaid(periods.map(({ period, version }) => ({ ...readRange(axis, period), value: version })));
  }
  if (asset.key === LINK_VERSION_ASSET) {
    const { linkVersion } = standing;
    // Promoting an older version again changes what tables stand on, though nothing was made.
    return linkVersion === undefined ? [] : WHOLE_SET.map((all) => ({ ...all, value: `link-version:${linkVersion}` }));
  }
  return joined(made.map(({ from, to, value }) => ({ from, to, value: value.dataVersion })));
}

/** The newest makings of every asset, but for link versions that are not in force. */
export function makingsInForce(control: Control, standing: Standing): ReturnType<typeof madePartitions> {
  return madePartitions(control, undefined, { assetKey: LINK_VERSION_ASSET, runIds: standing.otherLinkRuns });
}

/** What was last made of each partition, later makings over earlier ones. */
export function lastMade(asset: Asset, made: readonly MadePartition[]): Segments<MadePartition> {
  const axis = axisOf(asset);
  const layers: Segment<MadePartition>[] = [];
  for (const value of made.toSorted((a, b) => a.materializationId - b.materializationId)) {
    const range = rangeOrNone(axis, value.partition);
    if (range !== undefined) layers.push({ from: range.from, to: range.to, value });
  }
  return overlaid(layers);
}

/** Partitions of an asset that had others, under earlier code, are none. */
export function rangeOrNone(axis: PartitionAxis, partition: string): PartitionRange | undefined {
  try {
    return readRange(axis, partition);
  } catch {
    return undefined;
  }
}

/** Versions by partition as a materialization keeps them: by `key`, or `key#first..last` of partitions. */
export function versionsByName(asset: Asset, versions: Segments<string>): readonly (readonly [string, string])[] {
  const axis = axisOf(asset);
  return versions.map((segment) => [
    axis === 'whole' ? asset.key : `${asset.key}#${rangeText(axis, segment)}`,
    segment.value,
  ]);
}

/** The opposite of {@link versionsByName}. What names no asset or partition that there is now is left out. */
export function versionsFromNames(
  graph: AssetGraph,
  names: Readonly<Record<string, string>>,
): ReadonlyMap<string, Segments<string>> {
  const found = new Map<string, Segment<string>[]>();
  for (const [name, value] of Object.entries(names)) {
    const cut = name.indexOf('#');
    const key = cut < 0 ? name : name.slice(0, cut);
    const asset = graph.assets.get(key);
    if (asset === undefined) continue;
    const axis = axisOf(asset);
    const range = cut < 0 ? (axis === 'whole' ? WHOLE_SET[0] : undefined) : rangeOrNone(axis, name.slice(cut + 1));
    if (range === undefined) continue;
    const segment = { from: range.from, to: range.to, value };
    const others = found.get(key);
    if (others === undefined) found.set(key, [segment]);
    else others.push(segment);
  }
  for (const [key, segments] of found) if (segments.length > 1) found.set(key, [...overlaid(segments)]);
  return found;
}
