import { randomBytes } from 'node:crypto';
import type { PayloadCodec } from '@temporalio/common';
import { UnavailableError } from '../schemas/errors.ts';
import { openKeyFolder, parseKeys, readOrMakeKeys } from './key-files.ts';
import { payloadCodec, payloadKey } from './payload-codec.ts';
import { secretFrom } from './secret-command.ts';

export interface PayloadKeysOptions {
  /** Folder of the key files; the first is made on first use. */
  readonly folder: string;
  /** Command that prints a secret in base64 when given its name, in place of the folder. */
  readonly secretCommand?: string | undefined;
}

/** The name a secret command is asked for; key files are numbered, such as `payload-0001.key`. */
const PAYLOAD = 'payload';

/**
 * Opens what encrypts everything that Temporal keeps of the hub: the same keys for the worker and for whoever asks it.
 *
 * @throws UsageError when a key file is open to others or is not a key
 * @throws UnavailableError when the secret command fails or knows no such key
 */
export async function openPayloadCodec({ folder, secretCommand }: PayloadKeysOptions): Promise<PayloadCodec> {
  const keys = secretCommand === undefined ? fromFolder(folder) : await fromCommand(secretCommand);
  return payloadCodec(keys.map(payloadKey));
}

/** A key that is lost makes runs under way unreadable and nothing else, so that a new one may be made at any time. */
function fromFolder(folder: string): Buffer[] {
  openKeyFolder(folder);
  return readOrMakeKeys(PAYLOAD, { folder, randomBytes, mayMake: true });
}

async function fromCommand(command: string): Promise<Buffer[]> {
  const keys = parseKeys(await secretFrom(command, PAYLOAD), `The secret command’s answer for ${PAYLOAD}`);
  if (keys.length > 0) return keys;
  throw new UnavailableError('The secret command knows no payload key', {
    hint: 'It prints 32 bytes in base64 when it is given payload; earlier keys stand on lines before the current one.',
  });
}
