import { InvariantError } from '../../schemas/errors.ts';

/** The secret that turns SSNs into tokens. Its id is stored with every load; the key never leaves the edge step. */
export interface TokenKey {
  readonly id: string;
  /** At least 32 bytes. */
  readonly key: Uint8Array;
}

const BLOCK_BYTES = 64;

/**
 * HMAC's two padded keys as hex (RFC 2104), to be bound as `$inner_pad` and `$outer_pad`.
 * @throws InvariantError when the key is shorter than a SHA-256 or longer than its block
 */
export function tokenPads(tokenKey: TokenKey): { readonly inner_pad: string; readonly outer_pad: string } {
  const { key } = tokenKey;
  if (key.length < 32 || key.length > BLOCK_BYTES) {
    throw new InvariantError(`The token key ${tokenKey.id} has ${key.length} bytes`, {
      hint: 'A token key has 32 to 64 bytes.',
    });
  }
  const padded = Buffer.alloc(BLOCK_BYTES);
  padded.set(key);
  const pad = (byte: number) => Buffer.from(padded.map((value) => value ^ byte)).toString('hex');
  return Object.freeze({ inner_pad: pad(0x36), outer_pad: pad(0x5c) });
}
