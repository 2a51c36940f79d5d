import type { AssetGraph } from '../assets/asset-graph.ts';
import { rangeText } from '../assets/partitions/axis.ts';
import { axisOf } from '../assets/partitions/mapping.ts';
import { countPartitions, type PartitionSet } from '../assets/partitions/partition-range.ts';
import type { PlannedAsset, PlanReason } from '../assets/plan/asset-plan.ts';
import type { Ground } from '../assets/plan/ground.ts';
import { groundFingerprint, groundMarks } from '../assets/plan/ground-marks.ts';
import { planAssets } from '../assets/plan/plan-assets.ts';
import type { AssetStatuses } from '../assets/selection/asset-status.ts';
import { asksForStatus, selectAssets } from '../assets/selection/select-assets.ts';
import { UsageError } from '../schemas/errors.ts';
import type { PlanContent, PlannedAssetRecord, PlanReasonRecord } from '../schemas/plan.ts';
import { partitionsAsked } from './asked-partitions.ts';

export interface PlanWish {
  readonly selection: readonly string[];
  /** Keys of the assets that the selection means. */
  readonly selected: readonly string[];
  /** Whether to make what nothing asks for as well. */
  readonly force: boolean;
  /** Partitions, as people write them. @default all */
  readonly partitions?: string | undefined;
  /** By key, the partitions that may be made; in place of the former. */
  readonly within?: ReadonlyMap<string, PartitionSet> | undefined;
}

export interface MadePlan {
  readonly fingerprint: string;
  readonly content: PlanContent;
}

/** What a run of a selection would make, and why. */
export function makePlan(graph: AssetGraph, ground: Ground, wish: PlanWish): MadePlan {
  const { selection, selected, force, partitions } = wish;
  const within =
    wish.within ?? (partitions === undefined ? undefined : partitionsAsked(graph, ground, selected, partitions));
  const plan = planAssets({ graph, ground, selected, force, ...(within === undefined ? {} : { within }) });
  const marks = groundMarks(
    graph,
    ground,
    plan.assets.map(({ assetKey }) => assetKey),
  );
  return {
    fingerprint: groundFingerprint(marks),
    content: {
      selection: [...selection],
      force,
      ...(partitions === undefined ? {} : { partitions }),
      assets: plan.assets.map((planned) => plannedRecord(graph, planned)),
      unchanged: [...plan.unchanged],
      staleUpstream: [...plan.staleUpstream],
      ground: marks as PlanContent['ground'],
    },
  };
}

/**
 * The assets of a selection that a run can make.
 * @param statuses asked only when the selection is by status
 * @throws UsageError when the selection matches nothing that a run can make
 */
export async function selectMakeable(
  graph: AssetGraph,
  selection: readonly string[],
  statuses: () => AssetStatuses | Promise<AssetStatuses>,
): Promise<readonly string[]> {
  const selected = await selectByStatus(graph, selection, statuses);
  const keys = selected.filter((key) => graph.assets.get(key)?.maker.kind !== 'decision');
  if (keys.length > 0) return keys;
  throw new UsageError(`${selected.join(', ')} is made by somebody’s decision, not by a run`, {
    hint: 'hub release stage writes a release; hub release approve makes it visible.',
  });
}

/** The assets of a selection, made by a run or not. @throws UsageError when it matches nothing */
export async function selectByStatus(
  graph: AssetGraph,
  selection: readonly string[],
  statuses: () => AssetStatuses | Promise<AssetStatuses>,
): Promise<readonly string[]> {
  return selectAssets(asksForStatus(selection) ? { graph, statuses: await statuses() } : { graph }, selection);
}

function plannedRecord(graph: AssetGraph, planned: PlannedAsset): PlannedAssetRecord {
  const { assetKey, partitions, reasons, rows, lastMadeAt } = planned;
  return {
    assetKey,
    partitions: textsOf(graph, assetKey, partitions),
    partitionCount: countPartitions(partitions),
    reasons: reasons.map((reason) => reasonRecord(graph, assetKey, reason)),
    rows,
    lastMadeAt,
  };
}

function reasonRecord(graph: AssetGraph, assetKey: string, reason: PlanReason): PlanReasonRecord {
  const common = { kind: reason.kind, partitions: textsOf(graph, assetKey, reason.partitions) };
  switch (reason.kind) {
    case 'upstream': {
      const partitions = textsOf(graph, reason.key, reason.upstream);
      return { ...common, upstream: { key: reason.key, partitions, changed: reason.changed } };
    }
    case 'failed':
      return { ...common, checks: [...reason.checks] };
    default:
      return common;
  }
}

function textsOf(graph: AssetGraph, key: string, partitions: PartitionSet): string[] {
  const asset = graph.assets.get(key);
  return asset === undefined ? [] : partitions.map((range) => rangeText(axisOf(asset), range));
}
