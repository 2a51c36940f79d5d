import { type AuditEntry, type AuditHead, hashOfEntry } from './audit/entry-chain.ts';
import type { Control } from './connect.ts';
import type { JsonObject } from './json-value.ts';

export type { AuditEntry, AuditHead } from './audit/entry-chain.ts';

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
    const hash = hashOfEntry(unsealed);
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

/** Place and hash of the newest entry. */
export async function auditHead(control: Control): Promise<AuditHead> {
  return control('audit_head').select('seq', 'hash').first<AuditHead>();
}

/** Entries of the log from its first, a page at a time, up to a head that was read before. */
export async function* auditEntries(control: Control, upTo: AuditHead): AsyncGenerator<AuditEntry> {
  for (let last = 0; ; ) {
    const page = (await control('audit_log')
      .select(COLUMNS)
      .where('seq', '>', last)
      .where('seq', '<=', upTo.seq)
      .orderBy('seq')
      .limit(PAGE)) as AuditEntry[];
    yield* page;
    const newest = page.at(-1);
    if (newest === undefined || page.length < PAGE) return;
    last = newest.seq;
  }
}
