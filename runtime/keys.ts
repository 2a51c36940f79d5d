import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { TokenKey } from '../extracts/tokens/token-key.ts';
import { UnavailableError, UsageError } from '../schemas/errors.ts';
import { secretFrom } from './secret-command.ts';
import { writeOnce } from './write-once.ts';

export interface KeyRing {
  /** Key of the vault's database, as DuckDB takes it: 64 hex digits. */
  readonly vaultKey: string;
  /** The key for new loads. */
  readonly ssnTokenKey: TokenKey;
  /** Every key that a load in the warehouse may have used, the current one last. */
  readonly ssnTokenKeys: readonly TokenKey[];
  /** Encrypts the keys of single landing files. */
  readonly landingKey: Buffer;
}

export interface OpenKeysOptions {
  /** Folder of the key files; made, like the keys, on first use. */
  readonly folder: string;
  /** Source of randomness: `randomBytes` of `node:crypto`. */
  readonly randomBytes: (size: number) => Buffer;
  /**
   * Whether there are no data yet that were encrypted under an earlier key. False: a missing key is an error, since a
   * new one could not read them.
   */
  readonly mayMake: boolean;
  /** Command that prints a secret in base64 when given its name, in place of the folder. */
  readonly secretCommand?: string | undefined;
}

type KeyFolder = Pick<OpenKeysOptions, 'folder' | 'randomBytes' | 'mayMake'>;

const KEY_BYTES = 32;
/** The names a secret command is asked for; a key file has the name with `.key`. */
const VAULT = 'vault';
const LANDING = 'landing';
const SSN_TOKEN = 'ssn-token';
const SSN_TOKEN_FILE = /^ssn-token-([0-9]{4})\.key$/;

/**
 * Opens the keys. From a folder, missing ones are made, readable by their owner alone; a secret command is asked for
 * `vault`, `landing` and `ssn-token` (one or more lines, the current key last).
 *
 * @throws UsageError when a key file is open to others or is not a key
 * @throws UnavailableError when the secret command fails
 */
export async function openKeys(options: OpenKeysOptions): Promise<KeyRing> {
  const keys = options.secretCommand === undefined ? fromFolder(options) : await fromCommand(options.secretCommand);
  const ssnTokenKeys = keys.ssnToken.map((key) => Object.freeze({ id: keyId(key), key }));
  return Object.freeze({
    vaultKey: keys.vault.toString('hex'),
    landingKey: keys.landing,
    ssnTokenKeys: Object.freeze(ssnTokenKeys),
    ssnTokenKey: ssnTokenKeys.at(-1) as TokenKey,
  });
}

/** Makes another SSN token key the current one. Loads keep the id of the key they used until they are re-tokenized. */
export function addSsnTokenKey({ folder, randomBytes }: Omit<KeyFolder, 'mayMake'>): TokenKey {
  const latest = tokenKeyNames(folder).at(-1) ?? tokenKeyFile(0);
  const next = Number(SSN_TOKEN_FILE.exec(latest)?.[1]) + 1;
  const key = readOrMake(tokenKeyFile(next), { folder, randomBytes, mayMake: true });
  return Object.freeze({ id: keyId(key), key });
}

interface Secrets {
  readonly vault: Buffer;
  readonly landing: Buffer;
  readonly ssnToken: readonly Buffer[];
}

function fromFolder(options: KeyFolder): Secrets {
  const { folder } = options;
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  chmodSync(folder, 0o700);
  const names = tokenKeyNames(folder);
  return {
    vault: readOrMake(`${VAULT}.key`, options),
    landing: readOrMake(`${LANDING}.key`, options),
    ssnToken: (names.length > 0 ? names : [tokenKeyFile(1)]).map((name) => readOrMake(name, options)),
  };
}

async function fromCommand(command: string): Promise<Secrets> {
  const ask = async (name: string): Promise<Buffer[]> => {
    const lines = (await secretFrom(command, name)).split('\n').map((line) => line.trim());
    return lines.filter((line) => line !== '').map((line) => parseKey(line, `The secret command’s answer for ${name}`));
  };
  const [[vault], [landing], ssnToken] = await Promise.all([ask(VAULT), ask(LANDING), ask(SSN_TOKEN)]);
  if (vault === undefined || landing === undefined || ssnToken.length === 0) {
    throw new UnavailableError('The secret command answered nothing', {
      hint: 'It prints 32 bytes in base64 when it is given vault, landing or ssn-token.',
    });
  }
  return { vault, landing, ssnToken };
}

function tokenKeyFile(number: number): string {
  return `${SSN_TOKEN}-${String(number).padStart(4, '0')}.key`;
}

function tokenKeyNames(folder: string): string[] {
  return readdirSync(folder)
    .filter((name) => SSN_TOKEN_FILE.test(name))
    .sort();
}

/** Of two processes that make it at once, one writes it and both read it. */
function readOrMake(name: string, { folder, randomBytes, mayMake }: KeyFolder): Buffer {
  const path = join(folder, name);
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

function parseKey(text: string, what: string): Buffer {
  const key = Buffer.from(text, 'base64');
  if (key.length === KEY_BYTES && key.toString('base64') === text) return key;
  throw new UsageError(`${what} is not ${KEY_BYTES} bytes in base64`, {
    hint: 'Restore the key from a backup: data encrypted under it cannot be read with a new one.',
  });
}

function keyId(key: Buffer): string {
  return `t${createHash('sha256').update('hub ssn token key\0').update(key).digest('hex').slice(0, 12)}`;
}
