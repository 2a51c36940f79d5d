import { z } from 'zod';
import { InvariantError, UsageError } from '../../schemas/errors.ts';
import { provesConsistency, provesInclusion } from './check-proof.ts';
import { readCheckpoint, type SignedCheckpoint } from './checkpoint.ts';
import { type AuditEntry, hashOfEntry } from './entry-chain.ts';
import { consistencyProof, type Digest, inclusionProof, leafDigest, merkleRoot } from './merkle-tree.ts';
import { isSignedBy, type NoteKey } from './signed-note.ts';

const digests = z.array(z.string().regex(/^[0-9a-f]{64}$/));
const entrySchema: z.ZodType<AuditEntry> = z.object({
  seq: z.number().int().positive(),
  at: z.string(),
  actor: z.string(),
  action: z.string(),
  object: z.string(),
  reason: z.string(),
  details: z.record(z.string(), z.json()),
  prevHash: z.string(),
  hash: z.string(),
});

/** Shows that one entry, or a whole earlier log, is in the log of a checkpoint, without showing the other entries. */
export const auditProofSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('inclusion'), entry: entrySchema, checkpoint: z.string(), proof: digests }),
  z.object({ kind: z.literal('consistency'), earlier: z.string(), checkpoint: z.string(), proof: digests }),
]);
export type AuditProof = z.infer<typeof auditProofSchema>;

/** @param entries all those of the checkpoint. @throws UsageError when the entry is not among them */
export function proveEntry(entries: readonly AuditEntry[], seq: number, checkpoint: SignedCheckpoint): AuditProof {
  const leaves = leavesOf(entries, checkpoint);
  const entry = entries[seq - 1];
  if (entry === undefined) {
    throw new UsageError(`The newest checkpoint, at ${checkpoint.head.size}, has no entry ${seq}`, {
      hint: 'hub audit list shows the entries; hub audit checkpoint signs what is new.',
    });
  }
  return { kind: 'inclusion', entry, checkpoint: checkpoint.text, proof: hex(inclusionProof(leaves, seq - 1)) };
}

/** @param entries all those of the later checkpoint. @throws UsageError when the earlier one is later */
export function proveGrowth(
  entries: readonly AuditEntry[],
  earlier: SignedCheckpoint,
  later: SignedCheckpoint,
): AuditProof {
  const leaves = leavesOf(entries, later);
  if (earlier.head.size > later.head.size) {
    throw new UsageError(`The log has no checkpoint at or after ${earlier.head.size}`, {
      hint: 'The checkpoint that was given is newer than the log, which speaks against the log.',
    });
  }
  return {
    kind: 'consistency',
    earlier: earlier.text,
    checkpoint: later.text,
    proof: hex(consistencyProof(leaves, earlier.head.size)),
  };
}

/** Checks a proof by itself, without the log. @returns what is wrong, or undefined */
export function faultOfProof(proof: AuditProof, keys: readonly NoteKey[]): string | undefined {
  const checkpoint = readCheckpoint(proof.checkpoint);
  const steps = proof.proof.map((digest) => Buffer.from(digest, 'hex'));
  const signed = (one: SignedCheckpoint) => keys.some((key) => isSignedBy(one.note, key));
  if (!signed(checkpoint)) return 'The checkpoint of the proof is not signed by the key';
  if (proof.kind === 'inclusion') {
    const { hash, ...unsealed } = proof.entry;
    if (hash !== hashOfEntry(unsealed)) return `Entry ${proof.entry.seq} was changed after it was written`;
    return provesInclusion(leafDigest(hash), proof.entry.seq - 1, checkpoint.head, steps)
      ? undefined
      : `Entry ${proof.entry.seq} is not in the log of the checkpoint`;
  }
  const earlier = readCheckpoint(proof.earlier);
  if (!signed(earlier)) return 'The earlier checkpoint is not signed by the key';
  return provesConsistency(earlier.head, checkpoint.head, steps)
    ? undefined
    : `The log at ${checkpoint.head.size} does not begin with the log at ${earlier.head.size}`;
}

function leavesOf(entries: readonly AuditEntry[], { head }: SignedCheckpoint): Digest[] {
  const leaves = entries.map(({ hash }) => leafDigest(hash));
  if (leaves.length === head.size && merkleRoot(leaves).equals(head.root)) return leaves;
  throw new InvariantError('The entries are not those of the checkpoint, so nothing can be proved from them', {
    hint: 'hub audit verify says what is wrong.',
  });
}

function hex(proof: readonly Digest[]): string[] {
  return proof.map((digest) => digest.toString('hex'));
}
