import { createHash } from 'node:crypto';
import type { TokenKey } from '../extracts/tokens/token-key.ts';
import { UnavailableError } from '../schemas/errors.ts';
import { addKey, type KeyFolder, openKeyFolder, parseKeys, readOrMakeKey, readOrMakeKeys } from './key-files.ts';
import { secretFrom } from './secret-command.ts';

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

/** The folder is made, like the keys, on first use. */
export interface OpenKeysOptions extends KeyFolder {
  /** Command that prints a secret in base64 when given its name, in place of the folder. */
  readonly secretCommand?: string | undefined;
}

/** The names a secret command is asked for; a key file has the name with `.key`. */
const VAULT = 'vault';
const LANDING = 'landing';
const SSN_TOKEN = 'ssn-token';

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
export function addSsnTokenKey(folder: Omit<KeyFolder, 'mayMake'>): TokenKey {
  const key = addKey(SSN_TOKEN, folder);
  return Object.freeze({ id: keyId(key), key });
}

interface Secrets {
  readonly vault: Buffer;
  readonly landing: Buffer;
  readonly ssnToken: readonly Buffer[];
}

function fromFolder(options: OpenKeysOptions): Secrets {
  openKeyFolder(options.folder);
  return {
    vault: readOrMakeKey(VAULT, options),
    landing: readOrMakeKey(LANDING, options),
    ssnToken: readOrMakeKeys(SSN_TOKEN, options),
  };
}

async function fromCommand(command: string): Promise<Secrets> {
  const ask = async (name: string): Promise<Buffer[]> =>
    parseKeys(await secretFrom(command, name), `The secret command’s answer for ${name}`);
  const [[vault], [landing], ssnToken] = await Promise.all([ask(VAULT), ask(LANDING), ask(SSN_TOKEN)]);
  if (vault === undefined || landing === undefined || ssnToken.length === 0) {
    throw new UnavailableError('The secret command answered nothing', {
      hint: 'It prints 32 bytes in base64 when it is given vault, landing or ssn-token.',
    });
  }
  return { vault, landing, ssnToken };
}

function keyId(key: Buffer): string {
  return `t${createHash('sha256').update('hub ssn token key\0').update(key).digest('hex').slice(0, 12)}`;
}
