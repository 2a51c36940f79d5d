import { readCheckpoint, type SignedCheckpoint } from '../control/audit/checkpoint.ts';
import { examineStoredLog } from '../control/audit/checkpoint-store.ts';
import { examineLog, type LogFindings } from '../control/audit/examine-log.ts';
import { noteKeys, readAuditExport } from '../control/audit/export-folder.ts';
import { auditProofSchema, faultOfProof } from '../control/audit/prove-entry.ts';
import type { NoteKey } from '../control/audit/signed-note.ts';
import type { Control } from '../control/connect.ts';
import { ContractBreachError, UsageError } from '../schemas/errors.ts';
import { counted } from './counted.ts';
import { givenFile } from './given-file.ts';
import type { GlobalOptions } from './options.ts';
import { printJson, say } from './output.ts';

export interface VerifyFlags extends GlobalOptions {
  readonly export?: string;
  readonly proof?: string;
  readonly checkpoint: readonly string[];
  readonly key?: string;
}

/** Verifies the log of the store. @throws ContractBreachError when it is not intact */
export async function verifyHub(control: Control, flags: VerifyFlags): Promise<void> {
  const keys = await keptKeys(flags);
  const witnessed = await keptCheckpoints(flags);
  tell(await examineStoredLog(control, { witnessed, ...(keys === undefined ? {} : { keys }) }), flags);
}

/** Verifies an exported log, from its files alone. @throws ContractBreachError when it is not intact */
export async function verifyExport(flags: VerifyFlags): Promise<void> {
  const { entries, checkpoints, keys } = await readAuditExport(flags.export ?? '');
  const witnessed = await keptCheckpoints(flags);
  tell(await examineLog({ entries, checkpoints, witnessed, keys: (await keptKeys(flags)) ?? keys }), flags);
}

/** Verifies a proof, from its file and the public key alone. @throws ContractBreachError when it proves nothing */
export async function verifyProof(flags: VerifyFlags): Promise<void> {
  const keys = await keptKeys(flags);
  if (keys === undefined) {
    throw new UsageError('A proof is checked with a public key that was kept', {
      hint: 'Name it with --key; hub audit export writes it to public-key.txt.',
    });
  }
  const parsed = auditProofSchema.safeParse(jsonOf(await givenFile(flags.proof ?? '')));
  if (!parsed.success) throw new UsageError('The file is not a proof', { hint: 'hub audit prove prints one.' });
  const fault = faultOfProof(parsed.data, keys) ?? (await otherCheckpoint(parsed.data.checkpoint, flags));
  if (fault !== undefined) throw new ContractBreachError(fault, { hint: 'The proof, or the log, was forged.' });
  if (flags.json) printJson({ proved: true, kind: parsed.data.kind });
  else {
    say(
      parsed.data.kind === 'inclusion'
        ? `Entry ${parsed.data.entry.seq} is in the log.`
        : 'The log only grew since the earlier checkpoint.',
    );
  }
}

/** Two logs of one key are told apart by what others have kept. */
async function otherCheckpoint(text: string, flags: VerifyFlags): Promise<string | undefined> {
  const kept = await keptCheckpoints(flags);
  return kept.length === 0 || kept.some((one) => one.text === text)
    ? undefined
    : 'The checkpoint of the proof is none of those that were kept';
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // What is no JSON is no proof either.
    return undefined;
  }
}

async function keptCheckpoints({ checkpoint }: VerifyFlags): Promise<SignedCheckpoint[]> {
  return Promise.all(checkpoint.map(async (path) => readCheckpoint(await givenFile(path))));
}

async function keptKeys({ key }: VerifyFlags): Promise<readonly NoteKey[] | undefined> {
  if (key === undefined) return undefined;
  const keys = noteKeys(await givenFile(key));
  if (keys.length > 0) return keys;
  throw new UsageError('The file named by --key has no public key');
}

function tell(found: LogFindings, flags: VerifyFlags): void {
  if (flags.json) {
    const { head, ...rest } = found;
    printJson({ ...rest, head: { seq: head.seq, hash: head.hash } });
  }
  if (!found.intact) {
    throw new ContractBreachError('The audit log is not intact', {
      hint: 'Compare it with an earlier export, and find out who could write to the control store.',
      fields: { problems: found.problems },
    });
  }
  if (!flags.json) say(verdictText(found));
}

function verdictText({ entries, confirmed, signedUpTo, witnessedUpTo }: LogFindings): string {
  const beyond = entries - witnessedUpTo;
  return [
    `The audit log is intact: ${counted(entries, 'entry', 'entries')} follow each other, ${counted(confirmed, 'checkpoint')} agree.`,
    ...(entries > signedUpTo
      ? [`${counted(entries - signedUpTo, 'entry', 'entries')} came after the last signature.`]
      : []),
    witnessedUpTo === 0
      ? 'No checkpoint kept elsewhere was given: whoever holds the store and the key could have rewritten all of it.'
      : beyond === 0
        ? 'All of it stands under a checkpoint that was kept elsewhere.'
        : `Entries up to ${witnessedUpTo} stand under a checkpoint that was kept elsewhere; the ${beyond} after it do not.`,
  ].join('\n');
}
