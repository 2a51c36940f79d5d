import type { PartitionSet } from '../partitions/partition-range.ts';

/** Why an asset is to be made, and which of its partitions for that reason. */
export type PlanReason =
  /** Never made. */
  | { readonly kind: 'new'; readonly partitions: PartitionSet }
  | { readonly kind: 'code'; readonly partitions: PartitionSet }
  | { readonly kind: 'settings'; readonly partitions: PartitionSet }
  | {
      readonly kind: 'upstream';
      readonly partitions: PartitionSet;
      /** What it reads that is other than when it was made. */
      readonly key: string;
      /** Partitions of what it reads. */
      readonly upstream: PartitionSet;
      /** Whether it is other already; otherwise the plan is about to make it. */
      readonly changed: boolean;
    }
  /** Its last attempt failed, at these checks or, without any, for another reason. */
  | { readonly kind: 'failed'; readonly partitions: PartitionSet; readonly checks: readonly string[] }
  /** It was selected, and nothing else asks for it. */
  | { readonly kind: 'forced'; readonly partitions: PartitionSet };

/** One asset that a plan makes. */
export interface PlannedAsset {
  readonly assetKey: string;
  readonly partitions: PartitionSet;
  readonly reasons: readonly PlanReason[];
  /** That its partitions had when they were last made; 0 where they never were. */
  readonly rows: number;
  /** ISO 8601 in UTC; null when none of them was ever made. */
  readonly lastMadeAt: string | null;
}

/** What would be made of a selection, in the order in which it is made. */
export interface AssetPlan {
  readonly assets: readonly PlannedAsset[];
  /** Selected, and as they would be if they were made again. Files as received are none of them. */
  readonly unchanged: readonly string[];
  /** What the plan reads that is out of date and not selected, so that the plan leaves it as it is. */
  readonly staleUpstream: readonly string[];
}
