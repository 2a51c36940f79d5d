import { type AssetGraph, upstreamOf } from '../asset-graph.ts';
import type { Asset, Upstream } from '../define-asset.ts';
import { ordinalOf, WHOLE_SET } from '../partitions/axis.ts';
import { axisOf, fedBy, mappingOf, type PartitionEdge, readBy } from '../partitions/mapping.ts';
import {
  difference,
  intersection,
  NO_PARTITIONS,
  type PartitionSet,
  partitionSet,
  union,
} from '../partitions/partition-range.ts';
import { covered, differing, restrict, type Segment, type Segments } from '../partitions/segments.ts';
import type { AssetPlan, PlannedAsset, PlanReason } from './asset-plan.ts';
import type { AssetGround, Ground, MadeRecord } from './ground.ts';

export interface PlanRequest {
  readonly graph: AssetGraph;
  /** Of every asset of the graph. */
  readonly ground: Ground;
  /** Keys of the assets that may be made. */
  readonly selected: readonly string[];
  /** Whether selected assets are made although nothing asks for it. */
  readonly force: boolean;
  /** By key, the partitions that may be made; of others all. @default none */
  readonly within?: ReadonlyMap<string, PartitionSet>;
}

/**
 * Works out what of a selection is to be made, and why: what was never made, what would come out otherwise by changed
 * code, settings or data, what failed, and what reads something that the plan itself makes.
 */
export function planAssets({ graph, ground, selected, force, within }: PlanRequest): AssetPlan {
  const chosen = new Set(selected);
  const universes = universesOf(graph, ground);
  const planned = new Map<string, PartitionSet>();
  const outdated = new Map<string, PartitionSet>();
  const assets: PlannedAsset[] = [];
  for (const key of graph.order) {
    const asset = graph.assets.get(key) as Asset;
    const call: AssetCall = { graph, ground, universes, asset, own: groundOf(ground, key) };
    // Whether or not it is selected: what reads it is told when it is out of date.
    const stale = union(...staleReasons(call, outdated).map(({ partitions }) => partitions), NO_PARTITIONS);
    outdated.set(key, stale);
    if (!chosen.has(key)) continue;
    const asked = restricted(staleReasons(call, planned), within?.get(key));
    const all = restrictedTo(universes.get(key) ?? NO_PARTITIONS, within?.get(key));
    if (within?.has(key) === true && all.length === 0) continue;
    const reasons: readonly PlanReason[] = asked.length === 0 && force ? [{ kind: 'forced', partitions: all }] : asked;
    if (reasons.length === 0) continue;
    const partitions = force ? all : union(...reasons.map((reason) => reason.partitions));
    // A load without files changes nothing, so that nothing is to follow from it.
    if (asset.kind !== 'load') planned.set(key, partitions);
    assets.push({ assetKey: key, partitions, reasons, ...lastMade(call.own, partitions) });
  }
  const made = new Set(assets.map(({ assetKey }) => assetKey));
  const read = new Set(assets.flatMap(({ assetKey }) => [...upstreamOf(graph, assetKey)]));
  return {
    assets,
    unchanged: graph.order.filter((key) => chosen.has(key) && !made.has(key) && graph.assets.get(key)?.kind !== 'load'),
    staleUpstream: graph.order.filter((key) => read.has(key) && !made.has(key) && (outdated.get(key)?.length ?? 0) > 0),
  };
}

function restricted(reasons: readonly PlanReason[], within: PartitionSet | undefined): readonly PlanReason[] {
  if (within === undefined) return reasons;
  return reasons
    .map((reason) => ({ ...reason, partitions: intersection(reason.partitions, within) }))
    .filter(({ partitions }) => partitions.length > 0);
}

function restrictedTo(set: PartitionSet, within: PartitionSet | undefined): PartitionSet {
  return within === undefined ? set : intersection(set, within);
}

interface AssetCall {
  readonly graph: AssetGraph;
  readonly ground: Ground;
  readonly universes: ReadonlyMap<string, PartitionSet>;
  readonly asset: Asset;
  readonly own: AssetGround;
}

const NOTHING: AssetGround = Object.freeze({
  fingerprint: { code: '', settings: '' },
  versions: [],
  made: [],
  failed: [],
});

function groundOf(ground: Ground, key: string): AssetGround {
  return ground.get(key) ?? NOTHING;
}

/** Reasons that lie in how things stand. Files as received have none: they come when somebody sends them. */
function staleReasons(call: AssetCall, aboutToBeMade: ReadonlyMap<string, PartitionSet>): readonly PlanReason[] {
  const { asset, own, universes } = call;
  if (asset.kind === 'load') return [];
  const all = universes.get(asset.key) ?? NO_PARTITIONS;
  const where = (differs: (made: MadeRecord) => boolean) =>
    intersection(all, partitionSet(own.made.filter(({ value }) => differs(value))));
  const reasons: PlanReason[] = [
    { kind: 'new', partitions: difference(all, covered(own.made)) },
    { kind: 'code', partitions: where(({ code }) => code !== own.fingerprint.code) },
    { kind: 'settings', partitions: where(({ settings }) => settings !== own.fingerprint.settings) },
    ...asset.upstream.flatMap((edge) => upstreamReasons(call, edge, all, aboutToBeMade.get(edge.key))),
    ...own.failed.map(({ from, to, checks }) => ({
      kind: 'failed' as const,
      partitions: intersection(all, [{ from, to }]),
      checks,
    })),
  ];
  return reasons.filter(({ partitions }) => partitions.length > 0);
}

function upstreamReasons(
  { graph, ground, universes, asset, own }: AssetCall,
  upstream: Upstream,
  all: PartitionSet,
  aboutToBeMade: PartitionSet = NO_PARTITIONS,
): readonly PlanReason[] {
  const edge = edgeOf(graph, asset, upstream);
  const there = universes.get(upstream.key) ?? NO_PARTITIONS;
  // A partition that is gone from what feeds it is gone, though it was made once.
  const versions = restrict(groundOf(ground, upstream.key).versions, there);
  const unlike = unlikeRecorded(own.made, upstream.key, edge, versions);
  const changed = intersection(all, unlike.partitions);
  // What was never made is made for that reason alone, whatever it reads.
  const standing = intersection(all, covered(own.made));
  const following = intersection(standing, fedBy(edge, aboutToBeMade, all));
  const { key } = upstream;
  return [
    { kind: 'upstream', partitions: changed, key, upstream: unlike.upstream, changed: true },
    { kind: 'upstream', partitions: difference(following, changed), key, upstream: aboutToBeMade, changed: false },
  ];
}

/** Which of what was made read other versions than are there now, and of which partitions of what it reads. */
function unlikeRecorded(
  made: Segments<MadeRecord>,
  key: string,
  edge: PartitionEdge,
  versions: Segments<string>,
): { readonly partitions: PartitionSet; readonly upstream: PartitionSet } {
  const partitions: Segment<MadeRecord>[] = [];
  const upstream: PartitionSet[] = [];
  const compared = new Map<Segments<string>, PartitionSet>();
  const difference = (segment: Segment<MadeRecord>) => {
    const recorded = segment.value.upstream.get(key) ?? [];
    if (edge.mapping.kind === 'all') {
      // Many partitions were made from the same: it is compared once.
      const known = compared.get(recorded) ?? differing(recorded, versions);
      compared.set(recorded, known);
      return known;
    }
    const read = readBy(edge, [segment], EVERYTHING);
    return differing(restrict(recorded, read), restrict(versions, read));
  };
  let last: PartitionSet | undefined;
  for (const segment of made) {
    const unlike = difference(segment);
    if (unlike.length === 0) continue;
    const fed = edge.mapping.kind === 'all' ? [segment] : fedBy(edge, unlike, [segment]);
    for (const range of fed) partitions.push({ ...range, value: segment.value });
    if (unlike !== last) upstream.push(unlike);
    last = unlike;
  }
  return { partitions: partitionSet(partitions), upstream: union(...upstream, NO_PARTITIONS) };
}

const EVERYTHING: PartitionSet = Object.freeze([{ from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY }]);

/** The partitions that each asset has, made or not. */
export function universesOf(graph: AssetGraph, ground: Ground): ReadonlyMap<string, PartitionSet> {
  const universes = new Map<string, PartitionSet>();
  for (const key of graph.order) {
    universes.set(key, universeOf(graph, ground, universes, graph.assets.get(key) as Asset));
  }
  return universes;
}

function universeOf(
  graph: AssetGraph,
  ground: Ground,
  universes: ReadonlyMap<string, PartitionSet>,
  asset: Asset,
): PartitionSet {
  const { partitions } = asset;
  if (partitions.kind === 'none') return WHOLE_SET;
  if (asset.kind === 'load') return covered(groundOf(ground, asset.key).versions);
  const { grammar, first, last } = partitions;
  if (first !== undefined && last !== undefined) {
    return partitionSet([{ from: ordinalOf(grammar, first), to: ordinalOf(grammar, last) }]);
  }
  const fed = asset.upstream
    .map((upstream) => ({ upstream, edge: edgeOf(graph, asset, upstream) }))
    // What feeds all of them says nothing of which there are.
    .filter(({ edge }) => edge.mapping.kind !== 'all')
    .map(({ upstream, edge }) => fedBy(edge, universes.get(upstream.key) ?? NO_PARTITIONS, EVERYTHING));
  const found = union(...fed, covered(groundOf(ground, asset.key).made));
  if (first === undefined) return found;
  const from = ordinalOf(grammar, first);
  return partitionSet([{ from: Math.min(from, found[0]?.from ?? from), to: Math.max(from, found.at(-1)?.to ?? from) }]);
}

function edgeOf(graph: AssetGraph, asset: Asset, upstream: Upstream): PartitionEdge {
  const read = graph.assets.get(upstream.key) as Asset;
  return { mapping: mappingOf(upstream), upstream: axisOf(read), downstream: axisOf(asset) };
}

function lastMade(own: AssetGround, partitions: PartitionSet): Pick<PlannedAsset, 'rows' | 'lastMadeAt'> {
  const touched = new Map(restrict(own.made, partitions).map(({ value }) => [value.id, value]));
  const times = [...touched.values()].map(({ at }) => at);
  return {
    rows: [...touched.values()].reduce((sum, { rows }) => sum + rows, 0),
    lastMadeAt: times.length === 0 ? null : times.reduce((latest, at) => (at > latest ? at : latest)),
  };
}
