import type { Control } from './connect.ts';
import type { JsonObject } from './json-value.ts';

/** What a step made of one asset partition. */
export interface NewMaterialization {
  readonly runId: string;
  readonly assetKey: string;
  readonly partition: string;
  /** Places of its first and its last partition on the asset's axis. @default those of the whole: 0 and 0 */
  readonly range?: { readonly from: number; readonly to: number };
  /** Fingerprint of code, settings and upstream versions: equal when nothing that matters changed. */
  readonly dataVersion: string;
  readonly codeVersion: string;
  /** Hashes of the code and of the settings that made it, of this asset alone. */
  readonly codeFingerprint?: string | null;
  readonly settingsFingerprint?: string | null;
  /** Data version by upstream `asset_key`, `asset_key#partition` or `asset_key#first..last`. */
  readonly upstreamVersions: Readonly<Record<string, string>>;
  readonly rows: number;
  readonly bytes?: number;
  readonly schemaHash?: string;
  readonly metadata?: JsonObject;
  readonly at: Date;
}

export interface Materialization {
  readonly materializationId: number;
  readonly runId: string;
  readonly assetKey: string;
  readonly partition: string;
  readonly dataVersion: string;
  readonly codeVersion: string;
  /** Null of what was made before fingerprints were kept. */
  readonly codeFingerprint: string | null;
  readonly settingsFingerprint: string | null;
  readonly upstreamVersions: Readonly<Record<string, string>>;
  readonly rows: number;
  readonly bytes: number | null;
  readonly schemaHash: string | null;
  readonly metadata: JsonObject;
  readonly materializedAt: string;
}

const COLUMNS = {
  materializationId: 'materialization_id',
  runId: 'run_id',
  assetKey: 'asset_key',
  partition: 'partition',
  dataVersion: 'data_version',
  codeVersion: 'code_version',
  codeFingerprint: 'code_fingerprint',
  settingsFingerprint: 'settings_fingerprint',
  upstreamVersions: 'upstream_versions',
  rows: 'row_count',
  bytes: 'byte_count',
  schemaHash: 'schema_hash',
  metadata: 'metadata',
  materializedAt: 'materialized_at',
} as const;

/** Records a materialization, once a run and partition: a repeated step replaces its own. */
export async function recordMaterialization(control: Control, made: NewMaterialization): Promise<void> {
  await upsertMaterialization(control, made);
}

/** The statement that records a materialization. */
export function upsertMaterialization(control: Control, made: NewMaterialization) {
  return control('materialization')
    .insert({
      run_id: made.runId,
      asset_key: made.assetKey,
      partition: made.partition,
      range_from: made.range?.from ?? 0,
      range_to: made.range?.to ?? 0,
      data_version: made.dataVersion,
      code_version: made.codeVersion,
      code_fingerprint: made.codeFingerprint ?? null,
      settings_fingerprint: made.settingsFingerprint ?? null,
      upstream_versions: JSON.stringify(made.upstreamVersions),
      row_count: made.rows,
      byte_count: made.bytes ?? null,
      schema_hash: made.schemaHash ?? null,
      metadata: JSON.stringify(made.metadata ?? {}),
      materialized_at: made.at,
    })
    .onConflict(['run_id', 'asset_key', 'partition'])
    .merge();
}

/** The newest materialization of every partition of the given assets, or of all. */
export async function latestMaterializations(
  control: Control,
  assetKeys?: readonly string[],
): Promise<Materialization[]> {
  const newest = control('materialization').max('materialization_id').groupBy(['asset_key', 'partition']);
  if (assetKeys !== undefined) newest.whereIn('asset_key', [...assetKeys]);
  return (await control('materialization')
    .select(COLUMNS)
    .whereIn('materialization_id', newest)
    .orderBy(['asset_key', 'partition'])) as Materialization[];
}

/** Materializations of one asset, newest first. */
export async function materializationHistory(
  control: Control,
  assetKey: string,
  options: { readonly partition?: string | undefined; readonly limit?: number | undefined } = {},
): Promise<Materialization[]> {
  const query = control('materialization')
    .select(COLUMNS)
    .where('asset_key', assetKey)
    .orderBy('materialization_id', 'desc')
    .limit(options.limit ?? 50);
  if (options.partition !== undefined) query.where('partition', options.partition);
  return (await query) as Materialization[];
}

/** What a run made. */
export async function materializationsOfRun(control: Control, runId: string): Promise<Materialization[]> {
  return (await control('materialization')
    .select(COLUMNS)
    .where('run_id', runId)
    .orderBy('materialization_id')) as Materialization[];
}
