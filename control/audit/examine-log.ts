import type { SignedCheckpoint } from './checkpoint.ts';
import { type AuditEntry, type AuditHead, faultOfEntry, GENESIS } from './entry-chain.ts';
import { type GrowingTree, growingTree, leafDigest } from './merkle-tree.ts';
import { isSignedBy, type NoteKey } from './signed-note.ts';

/** A log as it lies before an examiner, and what the examiner holds it against. */
export interface LogEvidence {
  readonly entries: AsyncIterable<AuditEntry> | Iterable<AuditEntry>;
  /** Kept where the log is kept: whoever forges the log may forge or leave out these. */
  readonly checkpoints: readonly SignedCheckpoint[];
  /** Kept by somebody else. */
  readonly witnessed?: readonly SignedCheckpoint[];
  /** Keys that checkpoints may be signed by. */
  readonly keys: readonly NoteKey[];
  /** Place and hash of the newest entry, where the store says so. */
  readonly storedHead?: AuditHead;
}

export interface LogFindings {
  readonly intact: boolean;
  /** Entries read and found in order. */
  readonly entries: number;
  readonly head: AuditHead;
  /** What is wrong, the first fault of the log first. */
  readonly problems: readonly string[];
  /** Checkpoints whose signature and root were found right. */
  readonly confirmed: number;
  /** Entries up to here cannot have been changed since somebody else took a checkpoint; 0 without one. */
  readonly witnessedUpTo: number;
  /** Entries up to here stand under a signature. */
  readonly signedUpTo: number;
}

/** Reads a log from its first entry to its last and holds every checkpoint against it. */
export async function examineLog(evidence: LogEvidence): Promise<LogFindings> {
  const witnessed = evidence.witnessed ?? [];
  const all = [
    ...evidence.checkpoints.map((checkpoint) => ({ checkpoint, whose: 'the log’s own' })),
    ...witnessed.map((checkpoint) => ({ checkpoint, whose: 'a kept' })),
  ];
  const signed = new Set(
    all.map(({ checkpoint }) => checkpoint).filter(({ note }) => evidence.keys.some((key) => isSignedBy(note, key))),
  );
  const unsigned = all.flatMap(({ checkpoint, whose }) =>
    signed.has(checkpoint)
      ? []
      : [`${capital(whose)} checkpoint at ${checkpoint.head.size} is not signed by a key of this log`],
  );
  const walked = await walk(
    evidence,
    all.map(({ checkpoint }) => checkpoint),
  );
  const contradicted = all.flatMap(({ checkpoint, whose }) => {
    const { size } = checkpoint.head;
    if (walked.agreed.has(checkpoint)) return [];
    if (size <= walked.head.seq) return [`The entries up to ${size} are not those of ${whose} checkpoint`];
    // Past a fault nothing was read, so that nothing is known of what lies there.
    return walked.fault === undefined
      ? [`The log ends at entry ${walked.head.seq}, before ${whose} checkpoint at ${size}`]
      : [];
  });
  const cut = walked.fault === undefined ? headFault(evidence.storedHead, walked.head) : [];
  const problems = [...(walked.fault === undefined ? [] : [walked.fault]), ...cut, ...contradicted, ...unsigned];
  const confirmed = [...walked.agreed].filter((checkpoint) => signed.has(checkpoint));
  const furthest = (of: readonly SignedCheckpoint[]) => Math.max(0, ...of.map(({ head }) => head.size));
  return Object.freeze({
    intact: problems.length === 0,
    entries: walked.head.seq,
    head: walked.head,
    problems,
    confirmed: confirmed.length,
    witnessedUpTo: furthest(confirmed.filter((checkpoint) => witnessed.includes(checkpoint))),
    signedUpTo: furthest(confirmed),
  });
}

interface Walk {
  readonly head: AuditHead;
  readonly fault: string | undefined;
  /** Checkpoints whose root is that of the entries. */
  readonly agreed: ReadonlySet<SignedCheckpoint>;
}

async function walk({ entries }: LogEvidence, checkpoints: readonly SignedCheckpoint[]): Promise<Walk> {
  const tree = growingTree();
  const agreed = new Set<SignedCheckpoint>();
  let head = GENESIS;
  for await (const entry of entries) {
    const fault = faultOfEntry(entry, head);
    if (fault !== undefined) return { head, fault, agreed };
    head = { seq: entry.seq, hash: entry.hash };
    tree.append(leafDigest(entry.hash));
    for (const checkpoint of checkpoints) if (agrees(checkpoint, tree, head)) agreed.add(checkpoint);
  }
  return { head, fault: undefined, agreed };
}

function agrees(checkpoint: SignedCheckpoint, tree: GrowingTree, head: AuditHead): boolean {
  const { size, root } = checkpoint.head;
  return size === tree.size() && checkpoint.headHash === head.hash && root.equals(tree.root());
}

function headFault(stored: AuditHead | undefined, found: AuditHead): string[] {
  if (stored === undefined || (stored.seq === found.seq && stored.hash === found.hash)) return [];
  if (stored.seq > found.seq) return [`Entry ${found.seq + 1} and later ones are missing`];
  return [`Entry ${found.seq} is not the newest that was written`];
}

function capital(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}
