import { randomBytes } from 'node:crypto';
import { chmodSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openAuditKey } from '../../runtime/audit-key.ts';
import { UnavailableError, UsageError } from '../../schemas/errors.ts';
import { testFolder } from './folder.ts';

describe('the key of the audit log', () => {
  test('is made on first use, for its owner alone, and is the same ever after', async () => {
    const folder = testFolder();
    const first = await openAuditKey({ folder, randomBytes, mayMake: true });
    const again = await openAuditKey({ folder, randomBytes, mayMake: false });
    expect(again.publicKey).toBe(first.publicKey);
    expect(readdirSync(folder)).toEqual(['audit.key']);
    expect(statSync(join(folder, 'audit.key')).mode & 0o777).toBe(0o600);
  });

  test('is not made anew where something was signed already', async () => {
    await expect(openAuditKey({ folder: testFolder(), randomBytes, mayMake: false })).rejects.toThrow(UsageError);
  });

  test('is refused while others can read it, and when it is no key', async () => {
    const folder = testFolder();
    await openAuditKey({ folder, randomBytes, mayMake: true });
    chmodSync(join(folder, 'audit.key'), 0o644);
    await expect(openAuditKey({ folder, randomBytes, mayMake: true })).rejects.toThrow(UsageError);
    writeFileSync(join(folder, 'audit.key'), 'short');
    chmodSync(join(folder, 'audit.key'), 0o600);
    const refused = await openAuditKey({ folder, randomBytes, mayMake: true }).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(UnavailableError);
    expect(String(refused)).not.toContain('short');
  });

  test('comes from the secret command where there is one', async () => {
    const seed = Buffer.alloc(32, 3).toString('base64');
    const folder = testFolder();
    writeFileSync(join(folder, 'secret'), `test "$1" = audit && echo ${seed}\n`);
    const options = { folder: join(folder, 'keys'), randomBytes, mayMake: false };
    const signer = await openAuditKey({ ...options, secretCommand: `sh ${join(folder, 'secret')}` });
    expect(signer.publicKey).toMatch(/^education-to-career-hub\/audit\+[0-9a-f]{8}\+/);
    await expect(openAuditKey({ ...options, secretCommand: 'false' })).rejects.toThrow(UnavailableError);
  });
});
