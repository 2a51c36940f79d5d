import { ConflictError } from '../schemas/errors.ts';
import type { Control } from './connect.ts';

export interface AssetPartition {
  readonly assetKey: string;
  readonly partition: string;
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
  partitions: readonly AssetPartition[],
  at: Date,
): Promise<void> {
  if (partitions.length === 0) return;
  // One order for everybody: two runs that want the same partitions then wait for each other at the first, not crosswise.
  const ordered = [...partitions].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  await control.transaction(async (transaction) => {
    await transaction('partition_lock')
      .whereIn('run_id', transaction('run').select('run_id').whereNotNull('ended_at'))
      .whereIn(
        ['asset_key', 'partition'],
        ordered.map(({ assetKey, partition }) => [assetKey, partition]),
      )
      .delete();
    for (const { assetKey, partition } of ordered) {
      await transaction('partition_lock')
        .insert({ asset_key: assetKey, partition, run_id: runId, acquired_at: at })
        .onConflict(['asset_key', 'partition'])
        .ignore();
    }
    const foreign = await transaction('partition_lock')
      .select<{ asset_key: string; partition: string; run_id: string }[]>('asset_key', 'partition', 'run_id')
      .whereIn(
        ['asset_key', 'partition'],
        ordered.map(({ assetKey, partition }) => [assetKey, partition]),
      )
      .whereNot('run_id', runId)
      .orderBy(['asset_key', 'partition']);
    const [first] = foreign;
    if (first === undefined) return;
    throw new ConflictError(`Run ${first.run_id} is writing ${first.asset_key} (${first.partition})`, {
      hint: 'Wait for that run to end, or cancel it.',
      fields: { partitions: foreign.length, otherRun: first.run_id },
    });
  });
}

/** Gives back what a run holds. */
export async function releasePartitions(control: Control, runId: string): Promise<void> {
  await control('partition_lock').where('run_id', runId).delete();
}

function keyOf({ assetKey, partition }: AssetPartition): string {
  return `${assetKey}\0${partition}`;
}
