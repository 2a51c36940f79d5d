import { type CipherGCM, createCipheriv, createDecipheriv, type DecipherGCM, randomBytes } from 'node:crypto';
import { type FileHandle, mkdir, open, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { FileRefusedError, InvariantError } from '../../schemas/errors.ts';

/** What is known of a landed file, beside it in the landing folder. Counts and keys only. */
export interface LandingManifest {
  readonly contentHash: string;
  readonly bytes: number;
  readonly lines: number;
  readonly extract: string;
  readonly submitter: string;
  readonly period: string;
  readonly sourceName: string;
  readonly receivedAt: string;
  readonly encrypted: boolean;
}

/** Files as received: immutable, addressed by content hash, encrypted with a key of their own where they name people. */
export interface Landing {
  /** Starts to receive a file. Nothing of it is part of the landing folder before `accept`. */
  receive(options: { readonly encrypt: boolean }): Promise<Receipt>;
  /** The file's bytes, in order, as they were received. */
  read(contentHash: string): AsyncIterable<Buffer>;
  manifest(contentHash: string): Promise<LandingManifest>;
  /** Destroys the key of an encrypted file, and with it the file, for good. */
  destroyKey(contentHash: string): Promise<void>;
  /** Removes what a stop amid receiving has left. Run at start, before any file is received. */
  discardUnfinished(): Promise<void>;
}

export interface Receipt {
  write(bytes: Uint8Array): Promise<void>;
  accept(manifest: Omit<LandingManifest, 'encrypted'>): Promise<void>;
  discard(): Promise<void>;
}

export interface LandingOptions {
  /** `DATA/landing`. */
  readonly folder: string;
  /** 32 bytes that encrypt the keys of the single files. */
  readonly landingKey: Uint8Array;
  /** Holds one encrypted key a file; destroying it is the file's destruction. @default `FOLDER/keys` */
  readonly keyFolder?: string;
  /** @default Node's */
  readonly random?: (bytes: number) => Buffer;
}

const MAGIC = Buffer.from('HUBLAND1');
const IV_BYTES = 12;
const TAG_BYTES = 16;
const READ_BYTES = 1 << 20;

export function openLanding(options: LandingOptions): Landing {
  const random = options.random ?? randomBytes;
  const shard = (hash: string) => join(options.folder, checkedHash(hash).slice(0, 2));
  const keyFolder = options.keyFolder ?? join(options.folder, 'keys');
  const keyPath = (hash: string) => join(keyFolder, `${checkedHash(hash)}.key`);
  const filePath = (hash: string, encrypted: boolean) => join(shard(hash), encrypted ? `${hash}.aes` : hash);
  const manifestPath = (hash: string) => join(shard(hash), `${hash}.json`);

  const incoming = join(options.folder, '.incoming');

  const manifest = async (hash: string): Promise<LandingManifest> =>
    JSON.parse(await readFile(manifestPath(hash), 'utf8')) as LandingManifest;

  return {
    manifest,

    receive: async ({ encrypt }) => {
      await mkdir(incoming, { recursive: true, mode: 0o700 });
      await mkdir(keyFolder, { recursive: true, mode: 0o700 });
      const temporary = join(incoming, random(12).toString('hex'));
      const file = await open(temporary, 'wx', 0o600);
      const key = encrypt ? random(32) : undefined;
      const cipher = key === undefined ? undefined : await startCipher(file, key, random);
      return {
        write: async (bytes) => {
          await file.writeFile(cipher === undefined ? bytes : cipher.update(bytes));
        },
        accept: async (received) => {
          const hash = received.contentHash;
          await mkdir(shard(hash), { recursive: true, mode: 0o700 });
          await finish(file, cipher);
          if (key !== undefined) await writeKey(keyPath(hash), wrapped(key, hash, options.landingKey, random));
          await rename(temporary, filePath(hash, encrypt));
          const text = `${JSON.stringify({ ...received, encrypted: encrypt }, null, 2)}\n`;
          await writeFile(manifestPath(hash), text, { mode: 0o600 });
        },
        discard: async () => {
          await file.close();
          await rm(temporary, { force: true });
        },
      };
    },

    read: async function* (hash) {
      const { encrypted } = await manifest(hash);
      const file = await open(filePath(hash, encrypted), 'r');
      try {
        yield* encrypted ? decrypted(file, await readKey(keyPath(hash), hash, options.landingKey), hash) : plain(file);
      } finally {
        await file.close();
      }
    },

    destroyKey: (hash) => rm(keyPath(hash), { force: true }),

    discardUnfinished: async () => {
      await rm(incoming, { recursive: true, force: true });
      await mkdir(keyFolder, { recursive: true, mode: 0o700 });
      const drafts = (await readdir(keyFolder)).filter((name) => name.endsWith('.key.new'));
      for (const draft of drafts) await rm(join(keyFolder, draft), { force: true });
    },
  };
}

function checkedHash(hash: string): string {
  if (!/^[0-9a-f]{64}$/.test(hash)) throw new InvariantError('A content hash is 64 hexadecimal digits');
  return hash;
}

async function startCipher(file: FileHandle, key: Buffer, random: (bytes: number) => Buffer): Promise<CipherGCM> {
  const iv = random(IV_BYTES);
  await file.writeFile(Buffer.concat([MAGIC, iv]));
  return createCipheriv('aes-256-gcm', key, iv);
}

async function finish(file: FileHandle, cipher: CipherGCM | undefined): Promise<void> {
  if (cipher !== undefined) await file.writeFile(Buffer.concat([cipher.final(), cipher.getAuthTag()]));
  await file.sync();
  await file.close();
}

/** A file landed before under the same hash gets a new key with its new ciphertext. */
async function writeKey(path: string, key: Buffer): Promise<void> {
  await writeFile(`${path}.new`, key, { mode: 0o600 });
  await rename(`${path}.new`, path);
}

/** The file's key under the landing key, bound to the file's hash. */
function wrapped(key: Buffer, hash: string, landingKey: Uint8Array, random: (bytes: number) => Buffer): Buffer {
  const iv = random(IV_BYTES);
  const cipher = createCipheriv('aes-256-gcm', landingKey, iv).setAAD(Buffer.from(hash));
  return Buffer.concat([iv, cipher.update(key), cipher.final(), cipher.getAuthTag()]);
}

async function readKey(path: string, hash: string, landingKey: Uint8Array): Promise<Buffer> {
  const bytes = await readFile(path).catch((cause: unknown) => {
    throw new FileRefusedError(`The landed file ${hash.slice(0, 12)} can no longer be read: its key was destroyed`, {
      hint: 'Ask the submitter to send the file again.',
      cause,
    });
  });
  const decipher = createDecipheriv('aes-256-gcm', landingKey, bytes.subarray(0, IV_BYTES)).setAAD(Buffer.from(hash));
  decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
  try {
    return Buffer.concat([decipher.update(bytes.subarray(IV_BYTES, -TAG_BYTES)), decipher.final()]);
  } catch (cause) {
    throw new InvariantError(`The key of the landed file ${hash.slice(0, 12)} does not open with this landing key`, {
      hint: 'Restore the landing key the file was received under.',
      cause,
    });
  }
}

async function* plain(file: FileHandle): AsyncIterable<Buffer> {
  for (;;) {
    const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(READ_BYTES), 0, READ_BYTES, null);
    if (bytesRead === 0) return;
    yield buffer.subarray(0, bytesRead);
  }
}

async function* decrypted(file: FileHandle, key: Buffer, hash: string): AsyncIterable<Buffer> {
  const { size } = await file.stat();
  const opening = Buffer.alloc(MAGIC.length + IV_BYTES);
  await file.read(opening, 0, opening.length, 0);
  const tag = Buffer.alloc(TAG_BYTES);
  await file.read(tag, 0, TAG_BYTES, size - TAG_BYTES);
  const decipher: DecipherGCM = createDecipheriv('aes-256-gcm', key, opening.subarray(MAGIC.length));
  decipher.setAuthTag(tag);
  let position = opening.length;
  while (position < size - TAG_BYTES) {
    const length = Math.min(READ_BYTES, size - TAG_BYTES - position);
    const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(length), 0, length, position);
    position += bytesRead;
    yield decipher.update(buffer.subarray(0, bytesRead));
  }
  try {
    decipher.final();
  } catch (cause) {
    throw new InvariantError(`The landed file ${hash.slice(0, 12)} was changed after it was received`, { cause });
  }
}
