import { type AssetGraph, upstreamOf } from '../assets/asset-graph.ts';
import type { Asset } from '../assets/define-asset.ts';
import { type PartitionAxis, partitionAt, rangeText, readRange, WHOLE } from '../assets/partitions/axis.ts';
import { axisOf } from '../assets/partitions/mapping.ts';
import {
  difference,
  NO_PARTITIONS,
  type PartitionRange,
  type PartitionSet,
  partitionSet,
} from '../assets/partitions/partition-range.ts';
import type { LockedRange } from '../control/partition-locks.ts';
import { UsageError } from '../schemas/errors.ts';
import type { PlannedAssetRecord } from '../schemas/plan.ts';
import type { PlannedStep } from '../schemas/run.ts';
import { LIGHT_SECONDS } from '../temporal.config.ts';
import { partitionsAsked } from './asked-partitions.ts';

/** Steps of one run: beyond them its history grows long, and a backfill is the way. */
const MOST_STEPS = 1_000;

/** What a run is going to write, before it is known what of it. @param partitions as they were asked for @param within known beforehand */
export function rangesToWrite(
  graph: AssetGraph,
  keys: readonly string[],
  partitions: string | undefined,
  within?: ReadonlyMap<string, PartitionSet>,
): readonly LockedRange[] {
  const asked = within ?? (partitions === undefined ? undefined : partitionsAsked(graph, undefined, keys, partitions));
  return keys.flatMap((assetKey): readonly LockedRange[] => {
    const set = asked?.get(assetKey);
    const axis = axisOf(graph.assets.get(assetKey) as Asset);
    if (set === undefined || axis === 'whole') return [{ assetKey, partition: WHOLE }];
    return set.map((range) => ({ assetKey, partition: openText(axis, range), range }));
  });
}

/** A range as people read it, which may be open at an end. */
function openText(axis: PartitionAxis, { from, to }: PartitionRange): string {
  const first = from === Number.MIN_SAFE_INTEGER ? '' : partitionAt(axis, from);
  const last = to === Number.MAX_SAFE_INTEGER ? '' : partitionAt(axis, to);
  return first === last && first !== '' ? first : `${first}..${last}`;
}

export interface StepFacts {
  /** All partitions that there are, by key of the asset. */
  readonly universes: ReadonlyMap<string, PartitionSet>;
  /** How long the last making took, by key of the asset. */
  readonly seconds: ReadonlyMap<string, number>;
}

/**
 * The steps of what is planned, one a range of partitions. A step waits for everything planned that its asset reads, also
 * through assets that are not planned.
 * @throws UsageError when they are too many for one run
 */
export function plannedSteps(
  graph: AssetGraph,
  planned: readonly PlannedAssetRecord[],
  facts: StepFacts,
): readonly PlannedStep[] {
  const keys = new Set(planned.map(({ assetKey }) => assetKey));
  const steps = planned.flatMap((each) => stepsOf(graph, each, keys, facts));
  if (steps.length <= MOST_STEPS) return steps;
  throw new UsageError(`The run would have ${steps.length} steps, and may have ${MOST_STEPS}`, {
    hint: 'Use hub backfill start, which makes any number of partitions, or name fewer with --partition.',
  });
}

/** The steps of one asset. @param planned keys of all assets that are made with it */
export function stepsOf(
  graph: AssetGraph,
  { assetKey, partitions }: PlannedAssetRecord,
  planned: ReadonlySet<string>,
  { universes, seconds }: StepFacts,
): readonly PlannedStep[] {
  const asset = graph.assets.get(assetKey) as Asset;
  const step = {
    assetKey,
    after: [...upstreamOf(graph, assetKey)].filter((key) => planned.has(key)).toSorted(),
    ...weightOf(asset, seconds.get(assetKey)),
  };
  const set = plannedPartitions(graph, { assetKey, partitions });
  if (set === undefined) return [step];
  const axis = axisOf(asset);
  const everything = difference(universes.get(assetKey) ?? NO_PARTITIONS, set).length === 0;
  return set.map((range) => ({
    ...step,
    partition: rangeText(axis, range),
    // Only of one range: each of several would take the others away.
    ...(everything && set.length === 1 ? { everything } : {}),
  }));
}

/** The partitions of an asset that are planned; undefined when it is made whole. */
export function plannedPartitions(
  graph: AssetGraph,
  { assetKey, partitions }: Pick<PlannedAssetRecord, 'assetKey' | 'partitions'>,
): PartitionSet | undefined {
  const asset = graph.assets.get(assetKey);
  if (asset === undefined || asset.partitions.kind === 'none' || asset.kind === 'load') return undefined;
  return partitionSet(partitions.map((text) => readRange(axisOf(asset), text)));
}

/** Tables and reference data can be made again at any moment; what takes in files or links people is never light. */
export function weightOf({ kind }: Asset, seconds: number | undefined): Pick<PlannedStep, 'weight'> {
  if (kind !== 'table' && kind !== 'reference') return {};
  if (seconds === undefined) return { weight: 'unknown' };
  return seconds < LIGHT_SECONDS ? { weight: 'light' } : {};
}
