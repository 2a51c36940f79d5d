import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { defaultPayloadConverter, type Payload } from '@temporalio/common';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addKey } from '../../runtime/key-files.ts';
import { payloadCodec, payloadKey } from '../../runtime/payload-codec.ts';
import { openPayloadCodec } from '../../runtime/temporal-data.ts';
import { UnavailableError } from '../../schemas/errors.ts';
import { testFolder } from './folder.ts';

const plain = (value: unknown): Payload => defaultPayloadConverter.toPayload(value) as Payload;
const value = (payload: Payload | undefined): unknown => defaultPayloadConverter.fromPayload(payload as Payload);

describe('what Temporal keeps', () => {
  test('comes back as it was, and shows neither its value nor its type', async () => {
    const codec = payloadCodec([payloadKey(randomBytes(32))]);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.jsonValue()), async (values) => {
        const sealed = await codec.encode(values.map(plain));
        for (const payload of sealed) {
          expect(Object.keys(payload.metadata ?? {}).sort()).toEqual(['encoding', 'encryption-key-id']);
        }
        expect((await codec.decode(sealed)).map(value)).toEqual(values.map((one) => value(plain(one))));
      }),
    );
    const [sealed] = await codec.encode([plain('Ferdinanda Quisling')]);
    expect(Buffer.from(sealed?.data ?? []).includes('Quisling')).toBe(false);
  });

  test('of equal values looks different, and is refused when it was changed', async () => {
    const codec = payloadCodec([payloadKey(randomBytes(32))]);
    const [one, other] = await codec.encode([plain(1), plain(1)]);
    expect(one?.data).not.toEqual(other?.data);
    const data = Buffer.from(one?.data ?? []);
    data[data.length - 20]! ^= 1;
    await expect(codec.decode([{ ...one, data }])).rejects.toThrow('not what was encrypted');
    await expect(codec.decode([{ ...one, data: data.subarray(0, 5) }])).rejects.toThrow(UnavailableError);
  });

  test('under a key that was followed by another is still read, and from before there was one, too', async () => {
    const [old, current] = [payloadKey(randomBytes(32)), payloadKey(randomBytes(32))];
    const [before] = await payloadCodec([old]).encode([plain('before')]);
    const both = payloadCodec([old, current]);
    const [after] = await both.encode([plain('after')]);
    expect(Buffer.from(after?.metadata?.['encryption-key-id'] ?? []).toString()).toBe(current.id);
    expect((await both.decode([before as Payload, after as Payload, plain('clear')])).map(value)).toEqual([
      'before',
      'after',
      'clear',
    ]);
    await expect(payloadCodec([current]).decode([before as Payload])).rejects.toMatchObject({
      fields: { keyId: old.id },
    });
  });
});

describe('payload keys', () => {
  test('of a folder are made on first use, are the same to all, and may be followed by others', async () => {
    const folder = join(testFolder(), 'keys');
    const [worker, command] = [await openPayloadCodec({ folder }), await openPayloadCodec({ folder })];
    const sealed = await command.encode([plain('asked')]);
    expect((await worker.decode(sealed)).map(value)).toEqual(['asked']);
    addKey('payload', { folder, randomBytes });
    const rotated = await openPayloadCodec({ folder });
    expect((await rotated.decode(sealed)).map(value)).toEqual(['asked']);
    await expect(worker.decode(await rotated.encode([plain('new')]))).rejects.toThrow('which is not here');
  });

  test('of a command are those it prints, the current one last', async () => {
    const [old, current] = [randomBytes(32), randomBytes(32)];
    const secretCommand = `printf '${old.toString('base64')}\\n${current.toString('base64')}\\n' #`;
    const codec = await openPayloadCodec({ folder: '/nonexistent', secretCommand });
    const [sealed] = await codec.encode([plain(1)]);
    expect(Buffer.from(sealed?.metadata?.['encryption-key-id'] ?? []).toString()).toBe(payloadKey(current).id);
    await expect(openPayloadCodec({ folder: '/nonexistent', secretCommand: 'true' })).rejects.toThrow('no payload key');
  });
});
