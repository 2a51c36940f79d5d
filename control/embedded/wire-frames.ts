/** PostgreSQL's wire protocol, version 3, as far as a relay must read it: where a message ends and what it is. */

const PROTOCOL_3 = 196_608;
const CANCEL_REQUEST = 80_877_102;
const SSL_REQUEST = 80_877_103;
const GSS_REQUEST = 80_877_104;
/** A message longer than this is not one of ours; refusing it bounds what a client can make the server hold. */
const LONGEST_MESSAGE = 64 * 1024 * 1024;

export type FrontendFrame =
  | { readonly kind: 'encryption-request' }
  | { readonly kind: 'cancel-request' }
  | { readonly kind: 'startup'; readonly bytes: Buffer }
  | { readonly kind: 'message'; readonly tag: string; readonly bytes: Buffer };

/** Thrown when bytes are not PostgreSQL's wire protocol. */
export class WireProtocolError extends Error {
  override readonly name = 'WireProtocolError';
}

/** Splits a client's bytes, as they arrive, into whole messages. */
export class FrameReader {
  #pending: Buffer = Buffer.alloc(0);
  #started = false;

  push(bytes: Buffer): FrontendFrame[] {
    this.#pending = this.#pending.length === 0 ? bytes : Buffer.concat([this.#pending, bytes]);
    const frames: FrontendFrame[] = [];
    for (let frame = this.#next(); frame !== undefined; frame = this.#next()) frames.push(frame);
    return frames;
  }

  #next(): FrontendFrame | undefined {
    return this.#started ? this.#message() : this.#opening();
  }

  #opening(): FrontendFrame | undefined {
    if (this.#pending.length < 8) return undefined;
    const length = this.#pending.readInt32BE(0);
    if (length < 8 || length > LONGEST_MESSAGE) throw new WireProtocolError('An opening message of impossible length');
    if (this.#pending.length < length) return undefined;
    const code = this.#pending.readInt32BE(4);
    const bytes = this.#take(length);
    if (code === SSL_REQUEST || code === GSS_REQUEST) return { kind: 'encryption-request' };
    if (code === CANCEL_REQUEST) return { kind: 'cancel-request' };
    if (code !== PROTOCOL_3) throw new WireProtocolError('A protocol version other than 3.0');
    this.#started = true;
    return { kind: 'startup', bytes };
  }

  #message(): FrontendFrame | undefined {
    if (this.#pending.length < 5) return undefined;
    const length = this.#pending.readInt32BE(1);
    if (length < 4 || length > LONGEST_MESSAGE) throw new WireProtocolError('A message of impossible length');
    if (this.#pending.length < length + 1) return undefined;
    const bytes = this.#take(length + 1);
    return { kind: 'message', tag: bytes.toString('latin1', 0, 1), bytes };
  }

  #take(length: number): Buffer {
    const taken = this.#pending.subarray(0, length);
    this.#pending = this.#pending.subarray(length);
    return taken;
  }
}

/** State of the backend after a message: idle, in a transaction, in a failed one. */
export type BackendState = 'idle' | 'transaction' | 'failed';
const STATES: Readonly<Record<string, BackendState>> = { I: 'idle', T: 'transaction', E: 'failed' };

/** The state the last ReadyForQuery in a backend's answer names; undefined while the backend expects more. */
export function readyState(answer: Uint8Array): BackendState | undefined {
  const view = Buffer.from(answer.buffer, answer.byteOffset, answer.byteLength);
  let state: BackendState | undefined;
  for (let offset = 0; offset + 5 <= view.length; offset += view.readInt32BE(offset + 1) + 1) {
    state = view[offset] === 0x5a ? STATES[view.toString('latin1', offset + 5, offset + 6)] : undefined;
  }
  return state;
}

/** Whether an answer tells that the backend itself has ended, as PostgreSQL's does when it cannot write its log. */
export function endsBackend(answer: Uint8Array): boolean {
  const view = Buffer.from(answer.buffer, answer.byteOffset, answer.byteLength);
  for (let offset = 0; offset + 5 <= view.length; offset += view.readInt32BE(offset + 1) + 1) {
    if (view[offset] !== 0x45) continue;
    const fields = view.toString('latin1', offset + 5, offset + 1 + view.readInt32BE(offset + 1)).split('\0');
    if (fields.includes('VPANIC') || fields.includes('VFATAL')) return true;
  }
  return false;
}

function message(tag: string, body: Buffer): Buffer {
  const head = Buffer.alloc(5);
  head.write(tag, 0, 'latin1');
  head.writeInt32BE(body.length + 4, 1);
  return Buffer.concat([head, body]);
}

export const syncMessage: Buffer = message('S', Buffer.alloc(0));
export const rollbackMessage: Buffer = message('Q', Buffer.from('ROLLBACK\0'));

/** An ErrorResponse that ends the connection. `code` is a SQLSTATE. */
export function fatalMessage(code: string, sentence: string): Buffer {
  return message('E', Buffer.from(`SFATAL\0VFATAL\0C${code}\0M${sentence}\0\0`));
}
