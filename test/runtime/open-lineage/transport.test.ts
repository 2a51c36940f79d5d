import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { LineageEvent } from '../../../runtime/open-lineage/event.ts';
import { emitter, toAddress, toFile } from '../../../runtime/open-lineage/transport.ts';
import { testFolder } from '../folder.ts';

const event = (name: string) => ({ job: { name } }) as LineageEvent;

function logged() {
  const lines: string[] = [];
  const note = (message: string) => void lines.push(message);
  return { lines, log: { warn: note, error: note } };
}

async function receiver(status: number) {
  const received: { path: string | undefined; type: string | undefined; body: string }[] = [];
  const server = createServer(async (request, response) => {
    received.push({ path: request.url, type: request.headers['content-type'], body: await text(request) });
    response.writeHead(status).end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { received, address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/` };
}

describe('lineage events', () => {
  test('are added to a file, one a line, in the order they happened', async () => {
    const path = join(testFolder(), 'made', 'lineage.jsonl');
    const { lines, log } = logged();
    const sent = emitter([toFile(path)], log);
    sent.emit(new Promise((resolve) => setTimeout(() => resolve(event('slow')), 20)));
    sent.emit(event('quick'));
    await sent.close();
    expect(readFileSync(path, 'utf8')).toBe('{"job":{"name":"slow"}}\n{"job":{"name":"quick"}}\n');
    expect(lines).toEqual([]);
  });

  test('are posted to the receiver’s address for lineage', async () => {
    const { received, address } = await receiver(201);
    const { log } = logged();
    const sent = emitter([toAddress(address)], log);
    sent.emit(event('one'));
    await sent.close();
    expect(received).toEqual([{ path: '/api/v1/lineage', type: 'application/json', body: '{"job":{"name":"one"}}' }]);
  });

  test('that cannot be sent, or made, are logged, and later ones are sent nevertheless', async () => {
    const refusing = await receiver(500);
    const { received, address } = await receiver(200);
    const { lines, log } = logged();
    const gone = 'http://127.0.0.1:1';
    const sent = emitter([toAddress(refusing.address), toAddress(gone), toAddress(address)], log);
    sent.emit(event('one'));
    sent.emit(Promise.reject(new Error('no')));
    sent.emit(event('two'));
    await sent.close();
    expect(received.map(({ body }) => body)).toEqual(['{"job":{"name":"one"}}', '{"job":{"name":"two"}}']);
    expect(lines.filter((line) => line === 'A lineage event could not be sent')).toHaveLength(4);
    expect(lines.filter((line) => line === 'A lineage event could not be made')).toHaveLength(1);
  });

  test('fill no memory while a receiver does not answer, and do not keep a worker from stopping', async () => {
    const { lines, log } = logged();
    let sending = 0;
    const never = () => {
      sending += 1;
      return new Promise<void>(() => undefined);
    };
    const sent = emitter([never], log);
    for (let count = 0; count < 1_005; count++) sent.emit(event('waiting'));
    expect(lines).toHaveLength(5);
    const begun = performance.now();
    await sent.close();
    expect(performance.now() - begun).toBeLessThan(10_000);
    expect(sending).toBe(1);
  });
});
