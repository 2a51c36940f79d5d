import type { Control } from './connect.ts';

/** What was last made of an asset partition, as far as plans need to know. */
export interface MadePartition {
  readonly materializationId: number;
  readonly runId: string;
  readonly assetKey: string;
  readonly partition: string;
  readonly dataVersion: string;
  readonly codeFingerprint: string | null;
  readonly settingsFingerprint: string | null;
  /** JSON of the versions by name, as text: partitions made from the same have the same. */
  readonly upstreamVersions: string;
  readonly rows: number;
  readonly materializedAt: string;
}

type MadeRow = [number, string, string, string, string | null, string | null, string, number, string];

/** Of one asset, or of those of its partitions that lie between two places of its axis. */
export interface MadeOf {
  readonly assetKey: string;
  readonly ranges?: readonly { readonly from: number; readonly to: number }[];
}

/**
 * The newest making of every partition, by key of the asset. A value an asset and not a row a partition: rows are what a
 * store is slow to hand over, twenty times slower for a hundred thousand.
 * @param of @default all of every asset
 * @param without makings of an asset that do not count, by run
 */
export async function madePartitions(
  control: Control,
  of?: readonly MadeOf[],
  without?: { readonly assetKey: string; readonly runIds: readonly string[] },
): Promise<ReadonlyMap<string, readonly MadePartition[]>> {
  const newest = control('materialization')
    .distinctOn('asset_key', 'partition')
    .select('*')
    .orderBy([{ column: 'asset_key' }, { column: 'partition' }, { column: 'materialization_id', order: 'desc' }])
    .as('newest');
  if (of !== undefined) {
    newest.where((either) => {
      // Without any there is nothing to find.
      either.whereRaw('FALSE');
      for (const { assetKey, ranges } of of) {
        if (ranges === undefined) either.orWhere('asset_key', assetKey);
        for (const { from, to } of ranges ?? []) {
          either.orWhere((one) => {
            one.where('asset_key', assetKey).where('range_from', '<=', to).where('range_to', '>=', from);
          });
        }
      }
    });
  }
  if (without !== undefined && without.runIds.length > 0) {
    newest.whereNot((making) => {
      making.where('asset_key', without.assetKey).whereIn('run_id', [...without.runIds]);
    });
  }
  const assets = (await control
    .from(newest)
    .select({ assetKey: 'asset_key' })
    .select(
      control.raw(`json_agg(json_build_array(
        materialization_id, run_id, partition, data_version, code_fingerprint, settings_fingerprint,
        upstream_versions::text, row_count,
        to_char(materialized_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))) AS made`),
    )
    .groupBy('asset_key')) as { readonly assetKey: string; readonly made: readonly MadeRow[] }[];
  return new Map(assets.map(({ assetKey, made }) => [assetKey, made.map((row) => madePartition(assetKey, row))]));
}

function madePartition(assetKey: string, row: MadeRow): MadePartition {
  return {
    materializationId: row[0],
    runId: row[1],
    assetKey,
    partition: row[2],
    dataVersion: row[3],
    codeFingerprint: row[4],
    settingsFingerprint: row[5],
    upstreamVersions: row[6],
    rows: row[7],
    materializedAt: row[8],
  };
}
