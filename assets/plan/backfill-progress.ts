import type { AssetGraph } from '../asset-graph.ts';
import type { Asset } from '../define-asset.ts';
import { readRange, setText, WHOLE, WHOLE_SET } from '../partitions/axis.ts';
import { axisOf } from '../partitions/mapping.ts';
import {
  countPartitions,
  difference,
  type PartitionRange,
  type PartitionSet,
  partitionSet,
  union,
} from '../partitions/partition-range.ts';

export interface BackfillStep {
  readonly assetKey: string;
  readonly partition: string;
  readonly state: 'running' | 'succeeded' | 'failed' | 'canceled' | 'skipped';
  /** Milliseconds of the epoch. */
  readonly startedAt: number;
  readonly seconds: number | null;
}

export interface AssetProgress {
  readonly assetKey: string;
  readonly total: number;
  readonly done: number;
  /** Ranges, as people read them; empty where there are none. */
  readonly made: string;
  readonly failed: string;
  readonly skipped: string;
  readonly running: string;
  readonly left: string;
}

export interface PartitionProgress {
  readonly total: number;
  readonly done: number;
  readonly failed: number;
  readonly skipped: number;
  readonly running: number;
  /** At the pace of the last steps; null while nothing is known of it, or when nothing goes on. */
  readonly secondsLeft: number | null;
  readonly assets: readonly AssetProgress[];
}

export interface BackfillFacts {
  readonly planned: readonly { readonly assetKey: string; readonly partitions: readonly string[] }[];
  readonly steps: readonly BackfillStep[];
  /** Whether steps are being made. */
  readonly goesOn: boolean;
}

/** Steps by whose pace the rest is estimated. */
const RECENT = 50;

/** How far a backfill has come, in ranges: a hundred thousand partitions read like ten. */
export function partitionProgress(graph: AssetGraph, { planned, steps, goesOn }: BackfillFacts): PartitionProgress {
  const byAsset = new Map<string, BackfillStep[]>();
  for (const step of steps) {
    const own = byAsset.get(step.assetKey);
    if (own === undefined) byAsset.set(step.assetKey, [step]);
    else own.push(step);
  }
  const assets = planned.map(({ assetKey, partitions }) => {
    const asset = graph.assets.get(assetKey) as Asset;
    const own = byAsset.get(assetKey) ?? [];
    return assetSets(asset, partitions, own);
  });
  const count = (of: (sets: AssetSets) => PartitionSet) =>
    assets.reduce((sum, sets) => sum + countPartitions(of(sets)), 0);
  const total = count((sets) => sets.all);
  const done = count((sets) => sets.made);
  const failed = count((sets) => sets.failed);
  const skipped = count((sets) => sets.skipped);
  return {
    ...{ total, done, failed, skipped },
    running: count((sets) => sets.running),
    secondsLeft: goesOn ? secondsLeft(graph, steps, total - done - failed - skipped) : null,
    assets: assets.map(({ asset, all, made, failed: broken, skipped: passed, running }) => {
      const text = (set: PartitionSet) => setText(axisOf(asset), set);
      const left = difference(all, union(made, broken, passed, running));
      return {
        ...{ assetKey: asset.key, total: countPartitions(all), done: countPartitions(made) },
        ...{ made: text(made), failed: text(broken), skipped: text(passed), running: text(running), left: text(left) },
      };
    }),
  };
}

interface AssetSets {
  readonly asset: Asset;
  readonly all: PartitionSet;
  readonly made: PartitionSet;
  readonly failed: PartitionSet;
  readonly skipped: PartitionSet;
  readonly running: PartitionSet;
}

function assetSets(asset: Asset, partitions: readonly string[], steps: readonly BackfillStep[]): AssetSets {
  const inState = (...states: readonly BackfillStep['state'][]) =>
    partitionSet(steps.filter(({ state }) => states.includes(state)).map((step) => rangeOf(asset, step.partition)));
  return {
    asset,
    all: partitionSet(partitions.map((partition) => rangeOf(asset, partition))),
    made: inState('succeeded'),
    failed: inState('failed'),
    skipped: inState('skipped'),
    running: inState('running'),
  };
}

function rangeOf(asset: Asset, partition: string): PartitionRange {
  return partition === WHOLE ? (WHOLE_SET[0] as PartitionRange) : readRange(axisOf(asset), partition);
}

function secondsLeft(graph: AssetGraph, steps: readonly BackfillStep[], left: number): number | null {
  const ended = steps
    .filter(({ state, seconds }) => state === 'succeeded' && seconds !== null)
    .map((step) => ({ step, end: step.startedAt + (step.seconds ?? 0) * 1_000 }))
    .toSorted((a, b) => a.end - b.end)
    .slice(-RECENT);
  const first = Math.min(...ended.map(({ step }) => step.startedAt));
  const last = ended.at(-1)?.end ?? first;
  const made = ended.reduce((sum, { step }) => {
    const asset = graph.assets.get(step.assetKey);
    return asset === undefined ? sum : sum + countPartitions([rangeOf(asset, step.partition)]);
  }, 0);
  if (made === 0 || last <= first) return null;
  return Math.round(((last - first) / 1_000 / made) * left);
}
