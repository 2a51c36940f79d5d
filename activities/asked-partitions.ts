import type { AssetGraph } from '../assets/asset-graph.ts';
import type { Asset } from '../assets/define-asset.ts';
import { setText } from '../assets/partitions/axis.ts';
import { axisOf } from '../assets/partitions/mapping.ts';
import { partitionsOn } from '../assets/partitions/partition-option.ts';
import { intersection, type PartitionSet } from '../assets/partitions/partition-range.ts';
import type { Ground } from '../assets/plan/ground.ts';
import { universesOf } from '../assets/plan/plan-assets.ts';
import { UsageError } from '../schemas/errors.ts';

/** Of every partition that there can be. */
export const UNBOUNDED: PartitionSet = Object.freeze([
  Object.freeze({ from: Number.MIN_SAFE_INTEGER, to: Number.MAX_SAFE_INTEGER }),
]);

/**
 * The partitions that a text means, by key of each selected asset that has partitions and is made by the hub. Files as
 * received are not among them: what is delivered says of which periods it is.
 * @throws UsageError when the text is no partition of one of them, or none has any
 */
export function partitionsAsked(
  graph: AssetGraph,
  ground: Ground | undefined,
  selected: readonly string[],
  text: string,
): ReadonlyMap<string, PartitionSet> {
  const partitioned = selected
    .map((key) => graph.assets.get(key) as Asset)
    .filter(({ kind, partitions }) => kind !== 'load' && partitions.kind !== 'none');
  if (partitioned.length === 0) {
    throw new UsageError('Nothing of what is selected has partitions', {
      hint: 'hub assets list shows which assets have some; leave --partition out to make the others.',
    });
  }
  const universes = ground === undefined ? undefined : universesOf(graph, ground);
  const asked = new Map(
    partitioned.map((asset) => {
      const all = universes?.get(asset.key) ?? UNBOUNDED;
      const set = partitionsOn(axisOf(asset), text, all);
      if (set !== undefined) return [asset.key, universes === undefined ? set : intersection(set, all)] as const;
      throw new UsageError(`${JSON.stringify(text)} names no partition of ${asset.key}`, {
        hint: 'Write one as hub plan shows it, a range such as 2019-20...2023-24, or several between commas.',
      });
    }),
  );
  if ([...asked.values()].some((set) => set.length > 0)) return asked;
  const there = partitioned.map((asset) => `${asset.key}: ${setText(axisOf(asset), universes?.get(asset.key) ?? [])}`);
  throw new UsageError(`Nothing of what is selected has the partitions ${text}`, {
    hint: 'These are there.',
    fields: { partitions: there.slice(0, 10) },
  });
}
