import { InvariantError } from '../../schemas/errors.ts';
import { auditEntries, auditHead } from '../audit-log.ts';
import type { Control } from '../connect.ts';
import { readCheckpoint, type SignedCheckpoint, signCheckpoint } from './checkpoint.ts';
import { examineLog, type LogFindings } from './examine-log.ts';
import { growingTree, leafDigest } from './merkle-tree.ts';
import { type NoteKey, type NoteSigner, readNoteKey } from './signed-note.ts';

/** The checkpoints of the store, the oldest first, and the public keys they were signed under. */
export interface StoredCheckpoints {
  readonly checkpoints: readonly SignedCheckpoint[];
  readonly keys: readonly NoteKey[];
}

export async function storedCheckpoints(control: Control): Promise<StoredCheckpoints> {
  const rows = (await control('audit_checkpoint').select('note', 'public_key').orderBy('size')) as {
    readonly note: string;
    readonly public_key: string;
  }[];
  const keys = [...new Set(rows.map((row) => row.public_key))].map(readNoteKey);
  return Object.freeze({ checkpoints: rows.map(({ note }) => readCheckpoint(note)), keys });
}

/** What others hold against a log. */
export interface Witnesses {
  readonly witnessed?: readonly SignedCheckpoint[];
  /** Keys to trust in place of those that the store names. */
  readonly keys?: readonly NoteKey[];
}

/** Reads the store's log through and holds its checkpoints, and those of others, against it. */
export async function examineStoredLog(control: Control, witnesses: Witnesses = {}): Promise<LogFindings> {
  // Read first: entries and checkpoints added meanwhile must not look like faults.
  const { checkpoints, keys } = await storedCheckpoints(control);
  const head = await auditHead(control);
  return examineLog({
    entries: auditEntries(control, head),
    checkpoints,
    keys: witnesses.keys ?? keys,
    storedHead: head,
    ...(witnesses.witnessed === undefined ? {} : { witnessed: witnesses.witnessed }),
  });
}

export interface TakeCheckpointOptions {
  readonly signer: NoteSigner;
  readonly now: () => Date;
  /** Checkpoints kept outside the store, which the log must agree with before it is signed again. @default [] */
  readonly witnessed?: readonly SignedCheckpoint[];
}

/**
 * Signs the log as it is now, once it is found intact: a signature must not vouch for a forgery. A log that has not
 * grown since its newest checkpoint gets no other.
 *
 * @returns the newest checkpoint; undefined while the log is empty
 * @throws InvariantError when the log is not intact
 */
export async function takeCheckpoint(
  control: Control,
  options: TakeCheckpointOptions,
): Promise<SignedCheckpoint | undefined> {
  const { signer, now, witnessed = [] } = options;
  const { checkpoints, keys } = await storedCheckpoints(control);
  const found = await examineStoredLog(control, { witnessed, keys: [...keys, readNoteKey(signer.publicKey)] });
  const [problem] = found.problems;
  if (problem !== undefined) {
    throw new InvariantError(`The audit log is not intact, and is not signed: ${problem}`, {
      hint: 'hub audit verify says all that is wrong. Find out who can write to the control store.',
    });
  }
  const newest = checkpoints.at(-1);
  if (found.entries === 0 || newest?.head.size === found.entries) return newest;
  const tree = growingTree();
  for await (const entry of auditEntries(control, found.head)) tree.append(leafDigest(entry.hash));
  const signed = signCheckpoint(signer, {
    head: { size: found.entries, root: tree.root() },
    headHash: found.head.hash,
    at: now().toISOString(),
  });
  await control('audit_checkpoint')
    .insert({ size: found.entries, note: signed.text, public_key: signer.publicKey, signed_at: signed.at })
    .onConflict('size')
    .ignore();
  // Of two that sign the same state at once, the first stays.
  const { note } = await control('audit_checkpoint').where('size', found.entries).first<{ note: string }>('note');
  return readCheckpoint(note);
}

export interface CheckpointPolicy {
  /** Entries after which the log is signed again. @default 100 */
  readonly entries: number;
  /** Hours after which it is, when it has grown at all. @default 24 */
  readonly hours: number;
}

export const defaultCheckpointPolicy: CheckpointPolicy = Object.freeze({ entries: 100, hours: 24 });

/** Whether the log has grown enough, or long enough, to be signed again. */
export async function isCheckpointDue(
  control: Control,
  now: Date,
  policy: CheckpointPolicy = defaultCheckpointPolicy,
): Promise<boolean> {
  const newest = (await control('audit_checkpoint').orderBy('size', 'desc').first('size', 'signed_at')) as
    | { readonly size: number; readonly signed_at: string }
    | undefined;
  const grown = (await auditHead(control)).seq - (newest?.size ?? 0);
  if (grown <= 0) return false;
  if (newest === undefined || grown >= policy.entries) return true;
  return now.getTime() - Date.parse(newest.signed_at) >= policy.hours * 3_600_000;
}
