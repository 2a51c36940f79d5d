import type { PartitionRange } from '../partitions/partition-range.ts';
import type { Segments } from '../partitions/segments.ts';

/** Hashes of what makes an asset, apart from what it reads. Equal for as long as making it again would do the same. */
export interface AssetFingerprint {
  /** Of its SQL or step, its contract and its checks. */
  readonly code: string;
  /** Of the settings, parameters and models that reach it. */
  readonly settings: string;
}

/** What was made at once of one partition or of consecutive ones. */
export interface MadeRecord {
  /** Grows with every making. */
  readonly id: number;
  readonly runId: string;
  /** ISO 8601 in UTC. */
  readonly at: string;
  readonly rows: number;
  /** Null of what was made before fingerprints were kept. */
  readonly code: string | null;
  readonly settings: string | null;
  /** Versions that it was made from, by key of what was read and that one's partitions. */
  readonly upstream: ReadonlyMap<string, Segments<string>>;
}

/** A last attempt that failed. */
export interface FailedAttempt extends PartitionRange {
  readonly runId: string;
  /** Names of the blocking checks that failed in it; none when it failed for another reason. */
  readonly checks: readonly string[];
}

/** How things stand with one asset. */
export interface AssetGround {
  readonly fingerprint: AssetFingerprint;
  /** The version in force, by partition. Of files as received it is what is loaded, whatever run took it in. */
  readonly versions: Segments<string>;
  readonly made: Segments<MadeRecord>;
  readonly failed: readonly FailedAttempt[];
}

/** How things stand with every asset of a graph, by key: what plans are worked out on. */
export type Ground = ReadonlyMap<string, AssetGround>;
