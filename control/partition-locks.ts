import { ConflictError } from '../schemas/errors.ts';
import type { Control } from './connect.ts';

/** Consecutive partitions of an asset. */
export interface LockedRange {
  readonly assetKey: string;
  /** As people read it: a partition, a range, or `all`. */
  readonly partition: string;
  /** Places on the asset's axis, both ends included. @default everything */
  readonly range?: { readonly from: number; readonly to: number };
}

/**
 * Takes the partitions a run is going to write, all or none; again for the same run changes nothing. What a run that
 * has ended still held is taken over.
 *
 * @throws ConflictError when another run under way holds one of them
 */
export async function acquirePartitions(
  control: Control,
  runId: string,
  partitions: readonly LockedRange[],
  at: Date,
): Promise<void> {
  if (partitions.length === 0) return;
  const wanted = JSON.stringify(
    partitions.map(({ assetKey, partition, range }) => ({
      asset_key: assetKey,
      partition,
      range_from: range?.from ?? Number.MIN_SAFE_INTEGER,
      range_to: range?.to ?? Number.MAX_SAFE_INTEGER,
    })),
  );
  const { rows: foreign } = (await control.raw('SELECT * FROM take_partitions(?, ?, ?)', [runId, at, wanted])) as {
    rows: { held_key: string; held_partition: string; held_by: string }[];
  };
  const [first] = foreign;
  if (first === undefined) return;
  throw new ConflictError(`Run ${first.held_by} is writing ${first.held_key} (${first.held_partition})`, {
    hint: 'Wait for that run to end, or cancel it.',
    fields: { partitions: foreign.length, otherRun: first.held_by },
  });
}
