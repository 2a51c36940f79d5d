import { UsageError } from '../../schemas/errors.ts';
import type { TreeHead } from './check-proof.ts';
import type { AuditHead } from './entry-chain.ts';
import { type NoteSigner, readSignedNote, type SignedNote } from './signed-note.ts';

/** What a log calls itself in its checkpoints, and its key in their signatures. */
export const AUDIT_ORIGIN = 'education-to-career-hub/audit';

/** The state of the log at one moment: how many entries it had, and the root of the Merkle tree over them. */
export interface Checkpoint {
  readonly head: TreeHead;
  /** Hash of its newest entry, hexadecimal. */
  readonly headHash: string;
  /** ISO 8601, in UTC. */
  readonly at: string;
}

/** A checkpoint as it was signed. */
export interface SignedCheckpoint extends Checkpoint {
  readonly note: SignedNote;
  /** The whole small file, for others to keep. */
  readonly text: string;
}

/** Signs a state of the log. */
export function signCheckpoint(signer: NoteSigner, { head, headHash, at }: Checkpoint): SignedCheckpoint {
  const lines = [AUDIT_ORIGIN, head.size, head.root.toString('base64'), `head ${headHash}`, `at ${at}`];
  return readCheckpoint(signer.sign(`${lines.join('\n')}\n`));
}

/** Reads a checkpoint; its signature is not checked. @throws UsageError when it is none */
export function readCheckpoint(text: string): SignedCheckpoint {
  const note = readSignedNote(text);
  const [origin, size = '', root = '', head = '', at = '', ...rest] = note.body.split('\n');
  const digest = Buffer.from(root, 'base64');
  const headHash = /^head ([0-9a-f]{64})$/.exec(head)?.[1];
  const time = /^at (\d{4}-\d\d-\d\dT[\d:.]+Z)$/.exec(at)?.[1];
  const whole = /^[1-9]\d{0,14}$/.test(size) && digest.length === 32 && rest.length === 1;
  if (origin !== AUDIT_ORIGIN || !whole || headHash === undefined || time === undefined) {
    throw new UsageError('A signed note is not a checkpoint of an audit log of the hub', {
      hint: 'hub audit checkpoint writes one; keep it byte by byte.',
    });
  }
  return Object.freeze({
    head: Object.freeze({ size: Number(size), root: digest }),
    headHash,
    at: time,
    note,
    text,
  });
}

/** The newest entry that a checkpoint stands for. */
export function headOf(checkpoint: Checkpoint): AuditHead {
  return { seq: checkpoint.head.size, hash: checkpoint.headHash };
}
