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
  // One order for everybody: two runs that want the same assets then wait for each other at the first, not crosswise.
  const keys = [...new Set(partitions.map(({ assetKey }) => assetKey))].sort();
  await control.transaction(async (transaction) => {
    await transaction('partition_gate')
      .insert(keys.map((key) => ({ asset_key: key })))
      .onConflict('asset_key')
      .ignore();
    await transaction('partition_gate').whereIn('asset_key', keys).orderBy('asset_key').forUpdate().select('asset_key');
    await transaction.raw(
      `DELETE FROM partition_lock AS held USING run
      WHERE run.run_id = held.run_id AND run.ended_at IS NOT NULL AND held.asset_key = ANY(?)`,
      [keys],
    );
    const { rows: foreign } = (await transaction.raw(
      `SELECT DISTINCT held.asset_key, held.partition, held.run_id
      FROM json_to_recordset(CAST(? AS JSON)) AS wanted (asset_key TEXT, range_from BIGINT, range_to BIGINT)
      INNER JOIN partition_lock AS held
        ON held.asset_key = wanted.asset_key
        AND held.range_from <= wanted.range_to AND held.range_to >= wanted.range_from
      WHERE held.run_id <> ?
      ORDER BY held.asset_key, held.partition`,
      [wanted, runId],
    )) as { rows: { asset_key: string; partition: string; run_id: string }[] };
    const [first] = foreign;
    if (first !== undefined) {
      throw new ConflictError(`Run ${first.run_id} is writing ${first.asset_key} (${first.partition})`, {
        hint: 'Wait for that run to end, or cancel it.',
        fields: { partitions: foreign.length, otherRun: first.run_id },
      });
    }
    await transaction.raw(
      `INSERT INTO partition_lock (asset_key, partition, range_from, range_to, run_id, acquired_at)
      SELECT asset_key, partition, range_from, range_to, ?, ?
      FROM json_to_recordset(CAST(? AS JSON))
        AS wanted (asset_key TEXT, partition TEXT, range_from BIGINT, range_to BIGINT)
      ON CONFLICT (asset_key, partition) DO NOTHING`,
      [runId, at, wanted],
    );
  });
}

/** Gives back what a run holds. */
export async function releasePartitions(control: Control, runId: string): Promise<void> {
  await control('partition_lock').where('run_id', runId).delete();
}
