import type { AssetGraph } from '../assets/asset-graph.ts';
import type { Asset } from '../assets/define-asset.ts';
import { rangeText } from '../assets/partitions/axis.ts';
import { axisOf } from '../assets/partitions/mapping.ts';
import { countPartitions, type PartitionSet } from '../assets/partitions/partition-range.ts';
import type { BackfillPart } from '../schemas/backfill.ts';
import type { PlanContent } from '../schemas/plan.ts';
import { plannedPartitions, type StepFacts, stepsOf } from './planned-steps.ts';

/** Steps that a backfill is cut into where nobody says how many partitions one makes. */
const STEPS = 400;

export interface LeveledPart extends BackfillPart {
  /** How many assets of the backfill lie between it and what reads nothing of the backfill. */
  readonly level: number;
}

/** How many partitions a plan makes; of an asset without any, one. */
export function partitionsOf(graph: AssetGraph, { assets }: Pick<PlanContent, 'assets'>): number {
  return assets.reduce((sum, planned) => sum + countOf(plannedPartitions(graph, planned)), 0);
}

export function partitionsAtOnce(partitions: number): number {
  return Math.max(1, Math.ceil(partitions / STEPS));
}

/** The steps of a backfill in the order in which they begin. The same plan gives the same. */
export function backfillParts(
  graph: AssetGraph,
  { assets }: Pick<PlanContent, 'assets'>,
  atOnce: number,
  facts: StepFacts,
): readonly LeveledPart[] {
  const planned = new Set(assets.map(({ assetKey }) => assetKey));
  const levels = new Map<string, number>();
  const parts: LeveledPart[] = [];
  for (const asset of assets) {
    const [step] = stepsOf(graph, asset, planned, facts);
    if (step === undefined) continue;
    const { everything, after, ...each } = step;
    const level = 1 + Math.max(-1, ...after.map((key) => levels.get(key) ?? 0));
    levels.set(asset.assetKey, level);
    const set = plannedPartitions(graph, asset);
    if (set === undefined) {
      parts.push({ ...each, after: [], partitions: 1, level });
      continue;
    }
    const axis = axisOf(graph.assets.get(asset.assetKey) as Asset);
    for (const range of cut(set, atOnce)) {
      parts.push({
        ...each,
        after: [],
        partition: rangeText(axis, range),
        // Only one that is made in one step can take away what lies outside.
        ...(everything === true && countOf(set) <= atOnce ? { everything } : {}),
        partitions: countOf([range]),
        level,
      });
    }
  }
  return parts.toSorted((a, b) => a.level - b.level);
}

function cut(set: PartitionSet, atOnce: number): PartitionSet {
  return set.flatMap(({ from, to }) =>
    Array.from({ length: Math.ceil((to - from + 1) / atOnce) }, (_, index) => ({
      from: from + index * atOnce,
      to: Math.min(to, from + (index + 1) * atOnce - 1),
    })),
  );
}

function countOf(set: PartitionSet | undefined): number {
  return set === undefined ? 1 : countPartitions(set);
}
