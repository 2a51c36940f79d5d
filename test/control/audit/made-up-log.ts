import { AUDIT_ORIGIN, type Checkpoint, signCheckpoint } from '../../../control/audit/checkpoint.ts';
import { type AuditEntry, GENESIS, hashOfEntry } from '../../../control/audit/entry-chain.ts';
import { leafDigest, merkleRoot } from '../../../control/audit/merkle-tree.ts';
import { type NoteSigner, noteSigner } from '../../../control/audit/signed-note.ts';

export const signer: NoteSigner = noteSigner(AUDIT_ORIGIN, Buffer.alloc(32, 1));
/** Somebody else’s key. */
export const forger: NoteSigner = noteSigner(AUDIT_ORIGIN, Buffer.alloc(32, 2));

/** A log whose entries follow each other. @param reasons of the entries, in order */
export function logOf(reasons: readonly string[]): AuditEntry[] {
  const entries: AuditEntry[] = [];
  for (const [index, reason] of reasons.entries()) {
    const unsealed = {
      seq: index + 1,
      at: '2026-09-01T12:00:00.000Z',
      actor: 'ada',
      action: 'load.retract',
      object: `load:${index}`,
      reason,
      details: { rows: index },
      prevHash: entries.at(-1)?.hash ?? GENESIS.hash,
    };
    entries.push({ ...unsealed, hash: hashOfEntry(unsealed) });
  }
  return entries;
}

export const reasons = (count: number) => Array.from({ length: count }, (_, index) => `reason ${index}`);

export function checkpointOf(entries: readonly AuditEntry[], size = entries.length): Checkpoint {
  const root = merkleRoot(entries.slice(0, size).map(({ hash }) => leafDigest(hash)));
  return { head: { size, root }, headHash: entries[size - 1]?.hash ?? '', at: '2026-09-01T12:00:00.000Z' };
}

export const signed = (entries: readonly AuditEntry[], size = entries.length, by = signer) =>
  signCheckpoint(by, checkpointOf(entries, size));
