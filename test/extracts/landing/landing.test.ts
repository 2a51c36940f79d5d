import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openLanding } from '../../../extracts/landing/landing.ts';

test('what a stop amid receiving has left is cleared away, and landed files stay', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'landing-'));
  try {
    const landing = openLanding({ folder, landingKey: new Uint8Array(32).fill(3) });
    const contentHash = 'ab'.repeat(32);
    const received = { contentHash, bytes: 5, lines: 1, extract: 'dese.sims', submitter: 'DESE', period: '2024-10' };
    const whole = await landing.receive({ encrypt: true });
    await whole.write(Buffer.from('whole'));
    await whole.accept({ ...received, sourceName: 'sims.txt', receivedAt: '2024-11-01T00:00:00.000Z' });
    const broken = await landing.receive({ encrypt: false });
    await broken.write(Buffer.from('half'));
    writeFileSync(join(folder, 'keys', `${'cd'.repeat(32)}.key.new`), 'half a key');

    await landing.discardUnfinished();
    expect(existsSync(join(folder, '.incoming'))).toBe(false);
    expect(readdirSync(join(folder, 'keys'))).toEqual([`${contentHash}.key`]);
    const parts: Buffer[] = [];
    for await (const part of landing.read(contentHash)) parts.push(part);
    expect(Buffer.concat(parts).toString()).toBe('whole');
    await broken.discard();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
