import { createHash } from 'node:crypto';
import { canonicalJson, type JsonObject } from '../json-value.ts';

/** One thing that somebody did. Each entry carries the hash of the one before it. */
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

/** Place and hash of an entry. */
export interface AuditHead {
  readonly seq: number;
  readonly hash: string;
}

/** What the first entry follows. */
export const GENESIS: AuditHead = Object.freeze({ seq: 0, hash: '0'.repeat(64) });

/** SHA-256 of everything in an entry, as its one canonical text. */
export function hashOfEntry(entry: Omit<AuditEntry, 'hash'>): string {
  return createHash('sha256')
    .update(canonicalJson({ ...entry }))
    .digest('hex');
}

/** What is wrong with an entry that should follow another; undefined when nothing is. */
export function faultOfEntry(entry: AuditEntry, before: AuditHead): string | undefined {
  if (entry.seq !== before.seq + 1) return `Entry ${before.seq + 1} is missing`;
  if (entry.prevHash !== before.hash) return `Entry ${entry.seq} does not follow the entry before it`;
  const { hash, ...unsealed } = entry;
  if (hash !== hashOfEntry(unsealed)) return `Entry ${entry.seq} was changed after it was written`;
  return undefined;
}
