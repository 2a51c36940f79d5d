import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { UsageError } from '../schemas/errors.ts';
import { writeOnce } from './write-once.ts';

export interface KeyFolder {
  /** Folder of the key files. */
  readonly folder: string;
  /** Source of randomness: `randomBytes` of `node:crypto`. */
  readonly randomBytes: (size: number) => Buffer;
  /**
   * Whether there are no data yet that were encrypted under an earlier key. False: a missing key is an error, since a
   * new one could not read them.
   */
  readonly mayMake: boolean;
}

const KEY_BYTES = 32;

/** Makes the folder, and takes others' rights in it away. */
export function openKeyFolder(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  chmodSync(folder, 0o700);
}

/** A key by its name. Of two processes that make it at once, one writes it and both read it. */
export function readOrMakeKey(name: string, { folder, randomBytes, mayMake }: KeyFolder): Buffer {
  const path = join(folder, `${name}.key`);
  if (!existsSync(path)) {
    if (!mayMake) {
      throw new UsageError(`The key file ${path} is missing, and data encrypted under it are there`, {
        hint: 'Restore the key from a backup. A new key could not read them.',
      });
    }
    writeOnce(path, `${randomBytes(KEY_BYTES).toString('base64')}\n`);
  }
  if ((statSync(path).mode & 0o077) !== 0) {
    throw new UsageError(`The key file ${path} is open to other users of this machine`, {
      hint: `Take their rights away with chmod 600, and consider whether the key is still a secret.`,
    });
  }
  return parseKey(readFileSync(path, 'utf8').trim(), `The key file ${path}`);
}

/** Keys of one purpose that follow each other, the current one last; the first is made on first use. */
export function readOrMakeKeys(purpose: string, options: KeyFolder): Buffer[] {
  const names = numberedKeys(purpose, options.folder);
  return (names.length > 0 ? names : [numbered(purpose, 1)]).map((name) => readOrMakeKey(name, options));
}

/** Makes another key of a purpose the current one. */
export function addKey(purpose: string, { folder, randomBytes }: Omit<KeyFolder, 'mayMake'>): Buffer {
  const latest = numberedKeys(purpose, folder).at(-1);
  const next = latest === undefined ? 1 : Number(latest.slice(purpose.length + 1)) + 1;
  return readOrMakeKey(numbered(purpose, next), { folder, randomBytes, mayMake: true });
}

/** Keys as a command prints them, one a line. */
export function parseKeys(printed: string, what: string): Buffer[] {
  const lines = printed.split('\n').map((line) => line.trim());
  return lines.filter((line) => line !== '').map((line) => parseKey(line, what));
}

function numbered(purpose: string, number: number): string {
  return `${purpose}-${String(number).padStart(4, '0')}`;
}

function numberedKeys(purpose: string, folder: string): string[] {
  return readdirSync(folder)
    .flatMap((file) => (file.endsWith('.key') ? [file.slice(0, -'.key'.length)] : []))
    .filter((name) => name.startsWith(`${purpose}-`) && /^[0-9]{4}$/.test(name.slice(purpose.length + 1)))
    .sort();
}

function parseKey(text: string, what: string): Buffer {
  const key = Buffer.from(text, 'base64');
  if (key.length === KEY_BYTES && key.toString('base64') === text) return key;
  throw new UsageError(`${what} is not ${KEY_BYTES} bytes in base64`, {
    hint: 'Restore the key from a backup: data encrypted under it cannot be read with a new one.',
  });
}
