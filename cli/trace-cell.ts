import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { RELEASE_ASSET } from '../assets/public-tables.ts';
import { listAudit } from '../control/audit-log.ts';
import type { Control } from '../control/connect.ts';
import { type Origin, type Provenance, provenanceOf } from '../control/provenance.ts';
import { findRelease, type ReleaseRecord } from '../control/releases.ts';
import { findRun, type RunRecord } from '../control/runs.ts';
import { stepsOf } from '../control/steps.ts';
import { findRow, type PublicRow, publishedRelease, releasedTable, stagedHash } from '../publish/find-cell.ts';
import type { DataLayout } from '../runtime/data-layout.ts';

export interface TracedFile {
  readonly extract: string;
  readonly submitter: string;
  readonly period: string;
  readonly contentHash: string;
  readonly loadId: number;
  readonly rowsRead: number;
  readonly rowsLoaded: number;
  readonly rowsQuarantined: number;
  readonly runId: string;
  /** Below the data folder; null when the file is not there any more. */
  readonly landed: string | null;
  readonly confirmed: boolean;
}

/** The way from a public row to the files it stands on. */
export interface TracedCell {
  readonly table: string;
  readonly row: PublicRow;
  readonly release: {
    readonly id: string;
    readonly linkVersion: number;
    readonly codeVersion: string;
    /** As the manifest says; the record in the control store follows. */
    readonly approvedBy: string;
    readonly reason: string;
    readonly record: ReleaseRecord | undefined;
    /** Whether the published manifest is the one that was staged and decided about. */
    readonly asDecided: boolean;
    /** Entries of the audit log about it. */
    readonly auditEntries: readonly number[];
  };
  readonly run: RunRecord | undefined;
  readonly provenance: Omit<Provenance, 'files'>;
  readonly files: readonly TracedFile[];
}

export interface TraceRequest {
  readonly table: string;
  readonly key: readonly string[];
  readonly releaseId: string | undefined;
}

const PROTECTED = 'public.tables';

/** Follows a row of a published table back. Counts, hashes and keys of files only: nothing of a person is read. */
export async function traceCell(control: Control, layout: DataLayout, request: TraceRequest): Promise<TracedCell> {
  const manifest = await publishedRelease(layout.releases, request.releaseId);
  const name = request.table.replace(/^public\./, '');
  const table = releasedTable(manifest, name);
  const row = await findRow(join(layout.releases, manifest.id), table, request.key);
  const record = await findRelease(control, manifest.id);
  const entries = await listAudit(control, { object: `release:${manifest.id}` });
  const { files, ...provenance } = await provenanceOf(
    control,
    await originOf(control, record),
    // Disclosure control reads every table; this one is made from its own aggregates.
    (assetKey, reader) =>
      reader !== PROTECTED || !assetKey.startsWith('public_stage.') || assetKey === `public_stage.${name}`,
  );
  return {
    table: name,
    row,
    release: {
      id: manifest.id,
      linkVersion: manifest.linkVersion,
      codeVersion: manifest.codeVersion,
      approvedBy: manifest.approvedBy,
      reason: manifest.reason,
      record,
      asDecided: record?.manifestSha256 === stagedHash(manifest),
      auditEntries: entries.map(({ seq }) => seq).toSorted((a, b) => a - b),
    },
    run: record === undefined ? undefined : await findRun(control, record.runId),
    provenance,
    files: files.map(({ load, confirmed }) => ({
      extract: load.extract,
      submitter: load.submitter,
      period: load.period,
      contentHash: load.contentHash,
      loadId: load.loadId,
      rowsRead: load.rowsRead,
      rowsLoaded: load.rowsLoaded,
      rowsQuarantined: load.rowsQuarantined,
      runId: load.runId,
      landed: landedPath(layout, load.contentHash),
      confirmed,
    })),
  };
}

/** What the release was made from, as it was noted while it was staged. */
async function originOf(control: Control, record: ReleaseRecord | undefined): Promise<Origin> {
  if (record === undefined) return { upstreamVersions: {}, at: '' };
  const steps = await stepsOf(control, record.runId);
  const staged = steps.find(
    ({ assetKey, partition, state }) => assetKey === RELEASE_ASSET && partition === 'stage' && state === 'succeeded',
  );
  const upstreamVersions = (staged?.metadata.upstreamVersions ?? {}) as Readonly<Record<string, string>>;
  return { upstreamVersions, at: record.stagedAt };
}

function landedPath(layout: DataLayout, contentHash: string): string | null {
  const shard = join('landing', contentHash.slice(0, 2));
  const found = [`${contentHash}.aes`, contentHash].find((name) => existsSync(join(layout.root, shard, name)));
  return found === undefined ? null : join(shard, found);
}
