import { ConflictError, UsageError } from '../schemas/errors.ts';
import type { Control } from './connect.ts';

export type ReleaseState = 'staged' | 'approved' | 'published' | 'withdrawn' | 'rejected';

/** As a list shows it: of the published releases one is in force, and the others were. */
export type ListedReleaseState = ReleaseState | 'superseded';

export interface NewRelease {
  readonly releaseId: string;
  readonly runId: string;
  readonly linkVersion: number;
  /** SHA-256 of the manifest's bytes, which name the hash of every file. */
  readonly manifestSha256: string;
  readonly actor: string;
  /** Why it was staged. */
  readonly reason: string;
  readonly at: Date;
}

export interface ReleaseRecord {
  readonly releaseId: string;
  readonly state: ReleaseState;
  readonly runId: string;
  readonly linkVersion: number;
  readonly manifestSha256: string;
  readonly stagedBy: string;
  readonly stagedAt: string;
  /** Why it was staged; null in releases of earlier code, which kept it in the audit log alone. */
  readonly stagedReason: string | null;
  /** Who approved or rejected it; after a withdrawal, who withdrew it. */
  readonly decidedBy: string | null;
  /** Of the decision. */
  readonly reason: string | null;
  readonly decidedAt: string | null;
  readonly publishedAt: string | null;
  readonly withdrawnAt: string | null;
}

const COLUMNS = {
  releaseId: 'release_id',
  state: 'state',
  runId: 'run_id',
  linkVersion: 'link_version',
  manifestSha256: 'manifest_sha256',
  stagedBy: 'staged_by',
  stagedAt: 'staged_at',
  stagedReason: 'staged_reason',
  decidedBy: 'decided_by',
  reason: 'reason',
  decidedAt: 'decided_at',
  publishedAt: 'published_at',
  withdrawnAt: 'withdrawn_at',
} as const;

/** Records a release whose files are written and that nobody outside can see. Again with the same id changes nothing. */
export async function recordRelease(control: Control, release: NewRelease): Promise<void> {
  await control('release')
    .insert({
      release_id: release.releaseId,
      state: 'staged',
      run_id: release.runId,
      link_version: release.linkVersion,
      manifest_sha256: release.manifestSha256,
      staged_by: release.actor,
      staged_at: release.at,
      staged_reason: release.reason,
    })
    .onConflict('release_id')
    .ignore();
}

const FROM: Readonly<Record<Exclude<ReleaseState, 'staged'>, readonly ReleaseState[]>> = {
  approved: ['staged'],
  rejected: ['staged', 'approved'],
  published: ['approved'],
  withdrawn: ['published'],
};

/**
 * Moves a release on: staged → approved → published → withdrawn, or rejected before it is published. Again to the state
 * it has changes nothing.
 *
 * @throws UsageError when there is no such release
 * @throws ConflictError when it cannot go there from where it is
 */
export async function moveRelease(
  control: Control,
  releaseId: string,
  state: Exclude<ReleaseState, 'staged'>,
  by: { readonly actor: string; readonly reason: string; readonly at: Date },
): Promise<void> {
  const decision = { decided_by: by.actor, reason: by.reason, decided_at: by.at };
  const change = {
    approved: decision,
    rejected: decision,
    // Who approved it stays on record; publishing only carries that out.
    published: { published_at: by.at },
    withdrawn: { withdrawn_at: by.at, ...decision },
  }[state];
  const moved = await control('release')
    .where('release_id', releaseId)
    .whereIn('state', [...FROM[state]])
    .update({ state, ...change });
  if (moved === 1) return;
  const existing = await showRelease(control, releaseId);
  if (existing.state !== state) {
    throw new ConflictError(`Release ${releaseId} is ${existing.state} and cannot become ${state}`);
  }
}

/** @throws UsageError when there is no such release */
export async function showRelease(control: Control, releaseId: string): Promise<ReleaseRecord> {
  const release = (await control('release').select(COLUMNS).where('release_id', releaseId).first()) as
    | ReleaseRecord
    | undefined;
  if (release === undefined) {
    throw new UsageError(`There is no release ${releaseId}`, {
      hint: 'hub release list shows the releases there are.',
    });
  }
  return release;
}

/** The release of that id, or the newest that the run of that id staged. */
export async function findRelease(control: Control, releaseOrRun: string): Promise<ReleaseRecord | undefined> {
  return (await control('release')
    .select(COLUMNS)
    .where('release_id', releaseOrRun)
    .orWhere('run_id', releaseOrRun)
    .orderBy('staged_at', 'desc')
    .first()) as ReleaseRecord | undefined;
}

export type ListedRelease = Omit<ReleaseRecord, 'state'> & { readonly state: ListedReleaseState };

/** Releases, newest first. */
export async function listReleases(
  control: Control,
  filter: { readonly states?: readonly ReleaseState[] | undefined; readonly limit?: number | undefined } = {},
): Promise<ListedRelease[]> {
  const query = control('release')
    .select(COLUMNS)
    .orderBy([{ column: 'staged_at', order: 'desc' }, { column: 'release_id' }])
    .limit(filter.limit ?? 50);
  if (filter.states !== undefined) query.whereIn('state', [...filter.states]);
  const releases = (await query) as ReleaseRecord[];
  const current = await currentRelease(control);
  return releases.map((release) =>
    release.state === 'published' && release.releaseId !== current ? { ...release, state: 'superseded' } : release,
  );
}

/**
 * Releases whose numbers are known outside, the newest first: those published, those about to be, and those withdrawn,
 * since what was public once stays known.
 */
export async function releasedSoFar(control: Control, except?: string): Promise<string[]> {
  const rows = (await control('release')
    .select('release_id')
    .whereIn('state', ['approved', 'published', 'withdrawn'])
    .whereNot('release_id', except ?? '')
    .orderBy([
      { column: 'published_at', order: 'desc', nulls: 'first' },
      { column: 'staged_at', order: 'desc' },
    ])) as { release_id: string }[];
  return rows.map((row) => row.release_id);
}

/** The release in force: of those that are published, and not withdrawn, the last. */
export async function currentRelease(control: Control): Promise<string | undefined> {
  const newest = await control('release')
    .where('state', 'published')
    .orderBy([
      { column: 'published_at', order: 'desc' },
      { column: 'staged_at', order: 'desc' },
    ])
    .first<{ release_id: string } | undefined>('release_id');
  return newest?.release_id;
}
