import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FrameReader, readyState, WireProtocolError } from '../../../control/embedded/wire-frames.ts';

function startup(): Buffer {
  const body = Buffer.from('user\0postgres\0\0');
  const head = Buffer.alloc(8);
  head.writeInt32BE(body.length + 8, 0);
  head.writeInt32BE(196_608, 4);
  return Buffer.concat([head, body]);
}

function message(tag: string, body: Uint8Array): Buffer {
  const head = Buffer.alloc(5);
  head.write(tag, 0, 'latin1');
  head.writeInt32BE(body.length + 4, 1);
  return Buffer.concat([head, body]);
}

describe('frames of the wire protocol', () => {
  test('come out whole however the bytes are cut', () => {
    const messages = fc.array(
      fc.record({ tag: fc.constantFrom('Q', 'P', 'B', 'D', 'E', 'S'), body: fc.uint8Array({ maxLength: 40 }) }),
      { maxLength: 8 },
    );
    fc.assert(
      fc.property(messages, fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1 }), (sent, cuts) => {
        const bytes = Buffer.concat([startup(), ...sent.map(({ tag, body }) => message(tag, body))]);
        const reader = new FrameReader();
        const frames = [];
        for (let offset = 0, cut = 0; offset < bytes.length; cut++) {
          const size = cuts[cut % cuts.length] as number;
          frames.push(...reader.push(bytes.subarray(offset, offset + size)));
          offset += size;
        }
        expect(frames.map((frame) => ('bytes' in frame ? frame.bytes.toString('hex') : frame.kind))).toEqual([
          startup().toString('hex'),
          ...sent.map(({ tag, body }) => message(tag, body).toString('hex')),
        ]);
      }),
    );
  });

  test('of impossible length are refused before they are waited for', () => {
    const huge = Buffer.alloc(8);
    huge.writeInt32BE(0x7fffffff, 0);
    expect(() => new FrameReader().push(huge)).toThrow(WireProtocolError);
    const reader = new FrameReader();
    reader.push(startup());
    expect(() => reader.push(Buffer.from([0x51, 0, 0, 0, 1]))).toThrow(WireProtocolError);
  });

  test('tell the backend’s state by the last message alone', () => {
    const ready = (state: string) => message('Z', Buffer.from(state));
    expect(readyState(Buffer.concat([message('C', Buffer.from('Z I\0')), ready('T')]))).toBe('transaction');
    expect(readyState(Buffer.concat([ready('I'), message('1', Buffer.alloc(0))]))).toBeUndefined();
    expect(readyState(ready('E'))).toBe('failed');
    expect(readyState(Buffer.alloc(0))).toBeUndefined();
  });
});
