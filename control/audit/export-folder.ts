import { createReadStream, createWriteStream, existsSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pipeline } from 'node:stream/promises';
import { ConflictError, ContractBreachError, UsageError } from '../../schemas/errors.ts';
import { auditEntries, auditHead } from '../audit-log.ts';
import type { Control } from '../connect.ts';
import { canonicalJson } from '../json-value.ts';
import { readCheckpoint, type SignedCheckpoint } from './checkpoint.ts';
import { storedCheckpoints } from './checkpoint-store.ts';
import type { AuditEntry } from './entry-chain.ts';
import { type NoteKey, readNoteKey } from './signed-note.ts';

const ENTRIES = 'entries.jsonl';
const KEYS = 'public-key.txt';
const CHECKPOINTS = 'checkpoints';

/** Name of a checkpoint's file: sorted, they stand in the order of the log. */
export function checkpointFile({ head }: SignedCheckpoint): string {
  return `checkpoint-${String(head.size).padStart(10, '0')}.txt`;
}

/** Writes the log, its checkpoints and their public keys into a new folder. @throws ConflictError when it has files */
export async function writeAuditExport(
  control: Control,
  folder: string,
): Promise<{ readonly entries: number; readonly checkpoints: number }> {
  if (existsSync(folder) && (await readdir(folder)).length > 0) {
    throw new ConflictError(`The folder ${folder} is not empty`, { hint: 'Name a new one with --out.' });
  }
  await mkdir(join(folder, CHECKPOINTS), { recursive: true, mode: 0o700 });
  const { checkpoints, keys } = await storedCheckpoints(control);
  const head = await auditHead(control);
  const options = { mode: 0o600, flag: 'wx' } as const;
  await pipeline(
    lines(auditEntries(control, head)),
    createWriteStream(join(folder, ENTRIES), { ...options, flags: 'wx' }),
  );
  for (const checkpoint of checkpoints) {
    await writeFile(join(folder, CHECKPOINTS, checkpointFile(checkpoint)), checkpoint.text, options);
  }
  await writeFile(join(folder, KEYS), keys.map(({ text }) => `${text}\n`).join(''), options);
  return { entries: head.seq, checkpoints: checkpoints.length };
}

async function* lines(entries: AsyncIterable<AuditEntry>): AsyncGenerator<string> {
  for await (const entry of entries) yield `${canonicalJson({ ...entry })}\n`;
}

export interface AuditExport {
  readonly entries: AsyncIterable<AuditEntry>;
  readonly checkpoints: readonly SignedCheckpoint[];
  readonly keys: readonly NoteKey[];
}

/** Opens what `writeAuditExport` wrote. @throws UsageError when the folder is no export */
export async function readAuditExport(folder: string): Promise<AuditExport> {
  if (!existsSync(join(folder, ENTRIES))) {
    throw new UsageError(`The folder ${folder} holds no exported audit log`, {
      hint: 'hub audit export --out DIR writes one.',
    });
  }
  return {
    entries: exportedEntries(join(folder, ENTRIES)),
    checkpoints: await readCheckpoints(join(folder, CHECKPOINTS)),
    keys: existsSync(join(folder, KEYS)) ? noteKeys(await readFile(join(folder, KEYS), 'utf8')) : [],
  };
}

/** Checkpoints kept in a folder, in the order of their names; none when there is no such folder. */
export async function readCheckpoints(folder: string): Promise<SignedCheckpoint[]> {
  if (!existsSync(folder)) return [];
  const names = (await readdir(folder)).filter((name) => name.endsWith('.txt')).toSorted();
  return Promise.all(names.map(async (name) => readCheckpoint(await readFile(join(folder, name), 'utf8'))));
}

/** Public keys, one a line. */
export function noteKeys(text: string): NoteKey[] {
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map(readNoteKey);
}

async function* exportedEntries(path: string): AsyncGenerator<AuditEntry> {
  let line = 0;
  for await (const text of createInterface({ input: createReadStream(path), crlfDelay: Number.POSITIVE_INFINITY })) {
    line += 1;
    yield parsed(text, line);
  }
}

/** Whatever is not an entry cannot have the hash of one, so only what hashing needs is looked at. */
function parsed(text: string, line: number): AuditEntry {
  const value = readJson(text);
  if (typeof value === 'object' && value !== null && 'seq' in value && 'hash' in value) return value as AuditEntry;
  throw new ContractBreachError(`Line ${line} of the exported audit log is not an entry`, {
    hint: 'Ask for another export; this one was changed after it was written.',
  });
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Broken JSON is no entry either.
    return undefined;
  }
}
