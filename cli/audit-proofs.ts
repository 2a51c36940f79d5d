import { headOf, readCheckpoint, type SignedCheckpoint } from '../control/audit/checkpoint.ts';
import { storedCheckpoints } from '../control/audit/checkpoint-store.ts';
import type { AuditEntry } from '../control/audit/entry-chain.ts';
import { type AuditProof, proveEntry, proveGrowth } from '../control/audit/prove-entry.ts';
import { auditEntries } from '../control/audit-log.ts';
import type { Control } from '../control/connect.ts';
import { UsageError } from '../schemas/errors.ts';
import { givenFile } from './given-file.ts';

/** What is to be proved: that an entry is in the log, or that the log only grew since a checkpoint. */
export type AskedProof =
  | { readonly kind: 'entry'; readonly seq: number }
  | { readonly kind: 'growth'; readonly since: SignedCheckpoint };

/** @param since path of a kept checkpoint. @throws UsageError unless exactly one of the two is given */
export async function proofAsked(entry: string | undefined, since: string | undefined): Promise<AskedProof> {
  if ((entry === undefined) === (since === undefined)) {
    throw new UsageError('A proof is either of an entry or of a checkpoint', {
      hint: 'hub audit prove 12, or hub audit prove --since FILE.',
    });
  }
  if (since !== undefined) return { kind: 'growth', since: readCheckpoint(await givenFile(since)) };
  const seq = Number(entry);
  if (!Number.isInteger(seq) || seq < 1) throw new UsageError('The number of an entry is a whole number from 1');
  return { kind: 'entry', seq };
}

/** Makes the proof against the store's newest checkpoint. */
export async function proveFromHub(control: Control, asked: AskedProof): Promise<AuditProof> {
  const { checkpoints } = await storedCheckpoints(control);
  const newest = checkpoints.at(-1);
  if (newest === undefined) throw new UsageError('The audit log has no entry yet, so there is nothing to prove');
  const entries: AuditEntry[] = [];
  for await (const entry of auditEntries(control, headOf(newest))) entries.push(entry);
  return asked.kind === 'entry' ? proveEntry(entries, asked.seq, newest) : proveGrowth(entries, asked.since, newest);
}
