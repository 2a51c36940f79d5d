import { createHash } from 'node:crypto';
import type { Control } from './connect.ts';
import { canonicalJson, type JsonObject } from './json-value.ts';

/** Who did what to which object, and why. */
export interface AuditAction {
  readonly actor: string;
  /** A verb with its noun, such as `release.approve`. */
  readonly action: string;
  /** What it was done to, such as `release:20261123T…`. */
  readonly object: string;
  readonly reason: string;
  /** Counts, versions and hashes; never a value of a person's row. */
  readonly details?: JsonObject;
  readonly at: Date;
}

export interface AuditEntry {
  readonly seq: number;
  readonly at: string;
  readonly actor: string;
  readonly action: string;
  readonly object: string;
  readonly reason: string;
  readonly details: JsonObject;
  readonly prevHash: string;
  readonly hash: string;
}

export interface AuditHead {
  readonly seq: number;
  readonly hash: string;
}

const COLUMNS = {
  seq: 'seq',
  at: 'at',
  actor: 'actor',
  action: 'action',
  object: 'object',
  reason: 'reason',
  details: 'details',
  prevHash: 'prev_hash',
  hash: 'hash',
} as const;

const PAGE = 1_000;
/** The hash before the first entry. */
const GENESIS = '0'.repeat(64);

/** Adds an entry to the log. Within a transaction it stands or falls with what it tells of. */
export async function recordAudit(control: Control, action: AuditAction): Promise<AuditEntry> {
  return control.transaction(async (transaction) => {
    const head = await transaction('audit_head').select('seq', 'hash').forUpdate().first<AuditHead>();
    const unsealed = {
      seq: head.seq + 1,
      at: action.at.toISOString(),
      actor: action.actor,
      action: action.action,
      object: action.object,
      reason: action.reason,
      details: action.details ?? {},
      prevHash: head.hash,
    };
    const hash = hashOf(unsealed);
    const { prevHash, details, ...plain } = unsealed;
    await transaction('audit_log').insert({
      ...plain,
      details: JSON.stringify(details),
      prev_hash: prevHash,
      hash,
    });
    await transaction('audit_head').update({ seq: unsealed.seq, hash });
    return Object.freeze({ ...unsealed, hash });
  });
}

export interface AuditFilter {
  readonly actor?: string | undefined;
  readonly action?: string | undefined;
  readonly object?: string | undefined;
  readonly since?: string | undefined;
  readonly until?: string | undefined;
  /** Only entries before this one: the next page. */
  readonly beforeSeq?: number | undefined;
  /** @default 100 */
  readonly limit?: number | undefined;
}

/** Entries of the log, newest first. */
export async function listAudit(control: Control, filter: AuditFilter = {}): Promise<AuditEntry[]> {
  const query = control('audit_log')
    .select(COLUMNS)
    .orderBy('seq', 'desc')
    .limit(filter.limit ?? 100);
  if (filter.actor !== undefined) query.where('actor', filter.actor);
  if (filter.action !== undefined) query.where('action', filter.action);
  if (filter.object !== undefined) query.where('object', filter.object);
  if (filter.since !== undefined) query.where('at', '>=', filter.since);
  if (filter.until !== undefined) query.where('at', '<', filter.until);
  if (filter.beforeSeq !== undefined) query.where('seq', '<', filter.beforeSeq);
  return (await query) as AuditEntry[];
}

/** Place and hash of the newest entry. Kept elsewhere (a release's manifest), it proves what was logged until then. */
export async function auditHead(control: Control): Promise<AuditHead> {
  return control('audit_head').select('seq', 'hash').first<AuditHead>();
}

export type AuditVerdict =
  | { readonly intact: true; readonly entries: number; readonly head: AuditHead }
  | { readonly intact: false; readonly entries: number; readonly brokenAt: number; readonly sentence: string };

/**
 * Recomputes the chain from its first entry. Whoever can write the database can also forge a whole new chain; only a
 * head kept elsewhere tells that apart, which is what `knownHeads` are for.
 */
export async function verifyAudit(control: Control, knownHeads: readonly AuditHead[] = []): Promise<AuditVerdict> {
  const known = new Map(knownHeads.map(({ seq, hash }) => [seq, hash]));
  // Read first: entries added while the chain is walked must not look like a wrong head.
  const head = await auditHead(control);
  let expected: AuditHead = { seq: 0, hash: GENESIS };
  for (;;) {
    const entries = (await control('audit_log')
      .select(COLUMNS)
      .where('seq', '>', expected.seq)
      .where('seq', '<=', head.seq)
      .orderBy('seq')
      .limit(PAGE)) as AuditEntry[];
    for (const entry of entries) {
      const sentence = faultOf(entry, expected, known.get(entry.seq));
      if (sentence !== undefined) {
        const brokenAt = Math.min(entry.seq, expected.seq + 1);
        return { intact: false, entries: expected.seq, brokenAt, sentence };
      }
      expected = { seq: entry.seq, hash: entry.hash };
    }
    if (entries.length < PAGE) break;
  }
  const furthest = Math.max(head.seq, ...known.keys());
  if (expected.seq < furthest) {
    const brokenAt = expected.seq + 1;
    return { intact: false, entries: expected.seq, brokenAt, sentence: `Entry ${brokenAt} and later ones are missing` };
  }
  if (expected.hash !== head.hash) {
    const brokenAt = expected.seq;
    return { intact: false, entries: brokenAt - 1, brokenAt, sentence: `Entry ${brokenAt} is not the newest written` };
  }
  return { intact: true, entries: expected.seq, head };
}

function faultOf(entry: AuditEntry, before: AuditHead, known: string | undefined): string | undefined {
  if (entry.seq !== before.seq + 1) return `Entry ${before.seq + 1} is missing`;
  if (entry.prevHash !== before.hash) return `Entry ${entry.seq} does not follow the entry before it`;
  const { hash, ...unsealed } = entry;
  if (hash !== hashOf(unsealed)) return `Entry ${entry.seq} was changed after it was written`;
  if (known !== undefined && known !== hash) return `Entry ${entry.seq} is not the one that was recorded elsewhere`;
  return undefined;
}

function hashOf(entry: Omit<AuditEntry, 'hash'>): string {
  return createHash('sha256')
    .update(canonicalJson({ ...entry }))
    .digest('hex');
}
