import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import type { Payload, PayloadCodec } from '@temporalio/common';
import proto from '@temporalio/proto';
import { UnavailableError } from '../schemas/errors.ts';

const PayloadMessage = proto.temporal.api.common.v1.Payload;
/** What Temporal's tools take as the mark of an encrypted payload. */
const ENCRYPTED = 'binary/encrypted';
const KEY_ID = 'encryption-key-id';
const IV_BYTES = 12;
const TAG_BYTES = 16;

export interface PayloadKey {
  /** Stands beside every payload; says nothing of the key. */
  readonly id: string;
  /** 32 bytes. */
  readonly key: Buffer;
}

/** @param key 32 bytes */
export function payloadKey(key: Buffer): PayloadKey {
  const id = `p${createHash('sha256').update('hub payload key\0').update(key).digest('hex').slice(0, 12)}`;
  return Object.freeze({ id, key });
}

/**
 * Encrypts what workflows and activities are given and return, before Temporal sees it: AES-256-GCM, with the key's id
 * beside it and bound to it. What was written before there was a key is read as it is.
 *
 * @param keys the current one last; the others read what was written under them
 */
export function payloadCodec(keys: readonly PayloadKey[]): PayloadCodec {
  const current = keys.at(-1);
  if (current === undefined) throw new TypeError('A codec needs a key');
  const byId = new Map(keys.map((key) => [key.id, key]));
  return {
    encode: async (payloads) => payloads.map((payload) => encrypted(payload, current)),
    decode: async (payloads) =>
      payloads.map((payload) => {
        if (textOf(payload, 'encoding') !== ENCRYPTED) return payload;
        const id = textOf(payload, KEY_ID);
        const key = byId.get(id);
        if (key !== undefined) return decrypted(payload, key);
        throw new UnavailableError(`A payload of Temporal is encrypted under the key ${id}, which is not here`, {
          hint: 'Restore the payload key from a backup, or let the secret command print it before the current one.',
          fields: { keyId: id },
        });
      }),
  };
}

function encrypted(payload: Payload, { id, key }: PayloadKey): Payload {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(id));
  const plain = PayloadMessage.encode(payload).finish();
  return {
    metadata: { encoding: Buffer.from(ENCRYPTED), [KEY_ID]: Buffer.from(id) },
    data: Buffer.concat([iv, cipher.update(plain), cipher.final(), cipher.getAuthTag()]),
  };
}

function decrypted({ data }: Payload, { id, key }: PayloadKey): Payload {
  const bytes = Buffer.from(data ?? []);
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, IV_BYTES)).setAAD(Buffer.from(id));
  try {
    decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
    const plain = Buffer.concat([decipher.update(bytes.subarray(IV_BYTES, -TAG_BYTES)), decipher.final()]);
    return PayloadMessage.decode(plain);
  } catch (cause) {
    throw new UnavailableError('A payload of Temporal is not what was encrypted', {
      hint: 'Temporal’s database was changed or damaged; what runs did is in the control store.',
      cause,
    });
  }
}

function textOf({ metadata }: Payload, name: string): string {
  return Buffer.from(metadata?.[name] ?? []).toString();
}
