import { createHash, createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import { UsageError } from '../../schemas/errors.ts';

/** Text with a signature below it, in the form that transparency logs have agreed on (C2SP signed-note). */
export interface SignedNote {
  /** Ends with a line break. */
  readonly body: string;
  /** Name of the key, by its owner. */
  readonly keyName: string;
  /** Eight hexadecimal digits that follow from the key and its name. */
  readonly keyId: string;
  readonly signature: Buffer;
}

/** A key that signs notes. */
export interface NoteSigner {
  /** What others check notes with: `name+id+key`. */
  readonly publicKey: string;
  sign(body: string): string;
}

/** A key that notes can be checked with. */
export interface NoteKey {
  readonly name: string;
  readonly id: string;
  readonly key: KeyObject;
  /** `name+id+key` */
  readonly text: string;
}

const SEED_BYTES = 32;
/** What stands before the seed of an Ed25519 key in its DER form, and before a public key. */
const PRIVATE_PREFIX = Buffer.from('302e020100300506032b657004220420', 'hex');
const PUBLIC_PREFIX = Buffer.from('302a300506032b6570032100', 'hex');
const ED25519 = Buffer.from([1]);
const NAME = /^[^\s+]+$/;

/** @param seed 32 secret random bytes */
export function noteSigner(name: string, seed: Buffer): NoteSigner {
  if (seed.length !== SEED_BYTES) throw new TypeError(`The seed of a signing key has ${SEED_BYTES} bytes`);
  const key = createPrivateKey({ key: Buffer.concat([PRIVATE_PREFIX, seed]), format: 'der', type: 'pkcs8' });
  const raw = createPublicKey(key).export({ format: 'der', type: 'spki' }).subarray(PUBLIC_PREFIX.length);
  const id = keyIdOf(name, raw);
  return Object.freeze({
    publicKey: `${name}+${id}+${Buffer.concat([ED25519, raw]).toString('base64')}`,
    sign: (body: string) => {
      const signed = Buffer.concat([Buffer.from(id, 'hex'), sign(null, Buffer.from(body), key)]);
      return `${body}\n— ${name} ${signed.toString('base64')}\n`;
    },
  });
}

/** Reads a public key as `noteSigner` gives it. @throws UsageError when it is none */
export function readNoteKey(given: string): NoteKey {
  const text = given.trim();
  const [name = '', id = '', ...rest] = text.split('+');
  // Base64 has plus signs of its own.
  const bytes = Buffer.from(rest.join('+'), 'base64');
  const raw = bytes.subarray(1);
  if (!NAME.test(name) || bytes[0] !== ED25519[0] || raw.length !== SEED_BYTES || id !== keyIdOf(name, raw)) {
    throw new UsageError('The public key of an audit log is not one', {
      hint: 'It is one line, name+id+key, as hub audit export writes it to public-key.txt.',
    });
  }
  const key = createPublicKey({ key: Buffer.concat([PUBLIC_PREFIX, raw]), format: 'der', type: 'spki' });
  return Object.freeze({ name, id, key, text });
}

/** Takes a note apart; its signature is not checked. @throws UsageError when it is no note */
export function readSignedNote(text: string): SignedNote {
  const split = text.lastIndexOf('\n\n');
  const line = split < 0 ? null : /^— (\S+) ([A-Za-z0-9+/]+={0,2})\n$/.exec(text.slice(split + 2));
  const bytes = Buffer.from(line?.[2] ?? '', 'base64');
  if (line === null || bytes.length !== 4 + 64) {
    throw new UsageError('A file that should be a checkpoint is not one', {
      hint: 'hub audit checkpoint writes one; keep it byte by byte.',
    });
  }
  return Object.freeze({
    body: text.slice(0, split + 1),
    keyName: line[1] as string,
    keyId: bytes.subarray(0, 4).toString('hex'),
    signature: bytes.subarray(4),
  });
}

/** Whether the key has signed the note. */
export function isSignedBy(note: SignedNote, key: NoteKey): boolean {
  return (
    note.keyName === key.name && note.keyId === key.id && verify(null, Buffer.from(note.body), key.key, note.signature)
  );
}

function keyIdOf(name: string, raw: Buffer): string {
  return createHash('sha256').update(`${name}\n`).update(ED25519).update(raw).digest('hex').slice(0, 8);
}
