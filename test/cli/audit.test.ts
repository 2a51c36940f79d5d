import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AuditEntry } from '../../control/audit/entry-chain.ts';
import { proveEntry, proveGrowth } from '../../control/audit/prove-entry.ts';
import { canonicalJson } from '../../control/json-value.ts';
import { logOf, reasons, signed, signer } from '../control/audit/made-up-log.ts';
import { makeScratch } from '../end-to-end/hub-under-test.ts';

const scratch = makeScratch();
afterAll(() => scratch.remove());
const folder = join(scratch.data, 'given');
const path = (name: string) => join(folder, name);
const entries = logOf(reasons(8));

function exported(name: string, log: readonly AuditEntry[], sizes: readonly number[], signedLog = log): string {
  const place = path(name);
  mkdirSync(join(place, 'checkpoints'), { recursive: true });
  writeFileSync(join(place, 'entries.jsonl'), log.map((entry) => `${canonicalJson({ ...entry })}\n`).join(''));
  for (const size of sizes) writeFileSync(join(place, 'checkpoints', `${size}.txt`), signed(signedLog, size).text);
  writeFileSync(join(place, 'public-key.txt'), `${signer.publicKey}\n`);
  return place;
}

beforeAll(() => {
  mkdirSync(folder, { recursive: true });
  writeFileSync(path('kept.txt'), signed(entries, 5).text);
  writeFileSync(path('entry.json'), JSON.stringify(proveEntry(entries, 3, signed(entries))));
  writeFileSync(path('growth.json'), JSON.stringify(proveGrowth(entries, signed(entries, 5), signed(entries))));
});

describe('hub audit verify', () => {
  test('finds an export intact from its files alone, and says what nobody witnessed', async () => {
    const good = exported('good', entries, [4, 8]);
    const { code, stdout, stderr } = await scratch.hub('audit', 'verify', '--export', good);
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
    expect(stderr).toContain('8 entries follow each other, 2 checkpoints agree');
    expect(stderr).toContain('whoever holds the store and the key could have rewritten all of it');
    const kept = await scratch.hub('audit', 'verify', '--export', good, '--checkpoint', path('kept.txt'));
    expect(kept.stderr).toContain(
      'Entries up to 5 stand under a checkpoint that was kept elsewhere; the 3 after it do not',
    );
    expect(scratch.processes()).toEqual([]);
  });

  test.each<[string, readonly AuditEntry[], readonly number[]]>([
    ['edited', entries.with(2, { ...entries[2]!, reason: 'other' }), [8]],
    ['rewritten from its first entry', logOf(reasons(8).with(0, 'other')), []],
    ['cut short together with its checkpoints', entries.slice(0, 4), [4]],
  ])('ends with code 4 for a log that was %s, as a kept checkpoint shows', async (name, log, sizes) => {
    const place = exported(name.replaceAll(' ', '-'), log, sizes, entries);
    const command = ['audit', 'verify', '--export', place, '--checkpoint', path('kept.txt'), '--json'];
    const { code, stdout, errors } = await scratch.hub(...command);
    expect({ code, errors }).toEqual({ code: 4, errors: ['error: The audit log is not intact'] });
    expect(JSON.parse(stdout)).toMatchObject({ intact: false, problems: [expect.any(String)] });
  });

  test('checks proofs with a kept public key, and refuses forged ones', async () => {
    const key = join(exported('with-key', entries, [8]), 'public-key.txt');
    for (const proof of ['entry.json', 'growth.json']) {
      expect((await scratch.hub('audit', 'verify', '--proof', path(proof), '--key', key)).code).toBe(0);
    }
    writeFileSync(path('forged.json'), readFileSync(path('entry.json'), 'utf8').replace('"ada"', '"eve"'));
    expect((await scratch.hub('audit', 'verify', '--proof', path('forged.json'), '--key', key)).code).toBe(4);
    const other = await scratch.hub(
      'audit',
      'verify',
      '--proof',
      path('entry.json'),
      '--key',
      key,
      '--checkpoint',
      path('kept.txt'),
    );
    expect(other.code).toBe(4);
  });

  test.each([
    ['a folder without an export', ['--export', '.']],
    ['a checkpoint that is not there', ['--export', '.', '--checkpoint', 'nosuch.txt']],
    ['a proof without a key', ['--proof', 'nosuch.json']],
  ])('of %s ends with code 2', async (_, options) => {
    const { code, errors } = await scratch.hub('audit', 'verify', ...options);
    expect({ code, errors }).toEqual({ code: 2, errors: [expect.any(String)] });
  });
});
