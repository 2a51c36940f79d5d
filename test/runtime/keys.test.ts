import { randomBytes } from 'node:crypto';
import { chmodSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { addSsnTokenKey, openKeys } from '../../runtime/keys.ts';
import { UnavailableError, UsageError } from '../../schemas/errors.ts';
import { testFolder } from './folder.ts';

describe('keys in a folder', () => {
  test('are made on first use for their owner alone, and are the same ever after', async () => {
    const folder = join(testFolder(), 'keys');
    const made = await openKeys({ folder, randomBytes, mayMake: true });
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    expect(readdirSync(folder).sort()).toEqual(['landing.key', 'ssn-token-0001.key', 'vault.key']);
    for (const name of readdirSync(folder)) expect(statSync(join(folder, name)).mode & 0o777).toBe(0o600);
    expect(await openKeys({ folder, randomBytes, mayMake: false })).toEqual(made);
    expect(made.vaultKey).toMatch(/^[0-9a-f]{64}$/);
    expect(new Set([made.vaultKey, made.landingKey.toString('hex'), hex(made.ssnTokenKey.key)]).size).toBe(3);
  });

  test('can be followed by a new token key, and the old one stays readable', async () => {
    const folder = testFolder();
    const before = await openKeys({ folder, randomBytes, mayMake: true });
    const added = addSsnTokenKey({ folder, randomBytes });
    const after = await openKeys({ folder, randomBytes, mayMake: false });
    expect(after.ssnTokenKey).toEqual(added);
    expect(after.ssnTokenKeys).toEqual([before.ssnTokenKey, added]);
    expect(added.id).not.toBe(before.ssnTokenKey.id);
  });

  test('have ids that are no part of the key', async () => {
    const { ssnTokenKey } = await openKeys({ folder: testFolder(), randomBytes, mayMake: true });
    expect(ssnTokenKey.id).toMatch(/^t[0-9a-f]{12}$/);
    expect(hex(ssnTokenKey.key)).not.toContain(ssnTokenKey.id.slice(1));
  });

  test('that are missing are not made anew beside data they encrypted', async () => {
    const folder = testFolder();
    await openKeys({ folder, randomBytes, mayMake: true });
    rmSync(join(folder, 'vault.key'));
    await expect(openKeys({ folder, randomBytes, mayMake: false })).rejects.toThrow('is missing');
    expect(readdirSync(folder)).not.toContain('vault.key');
  });

  test('that others may read, or that are no keys, are refused without being shown', async () => {
    const folder = testFolder();
    await openKeys({ folder, randomBytes, mayMake: true });
    const secret = readFileSync(join(folder, 'vault.key'), 'utf8').trim();
    chmodSync(join(folder, 'vault.key'), 0o644);
    const open = openKeys({ folder, randomBytes, mayMake: true });
    await expect(open).rejects.toBeInstanceOf(UsageError);
    await expect(open).rejects.toThrow('open to other users');
    chmodSync(join(folder, 'vault.key'), 0o600);
    writeFileSync(join(folder, 'vault.key'), secret.slice(0, 20));
    const cut = await openKeys({ folder, randomBytes, mayMake: true }).catch((error: unknown) => error);
    expect(cut).toBeInstanceOf(UsageError);
    expect(JSON.stringify(cut) + (cut as Error).message).not.toContain(secret.slice(0, 20));
  });
});

describe('keys of a secret command', () => {
  const secrets = { vault: key(1), landing: key(2), 'ssn-token': `${key(3)}\n${key(4)}` };
  const command = (answers: Readonly<Record<string, string>>) => {
    const path = join(testFolder(), 'secret.sh');
    const cases = Object.entries(answers).map(([name, text]) => `${name}) printf '%s\\n' '${text}' ;;`);
    writeFileSync(path, `case "$1" in ${cases.join('\n')} *) exit 3 ;; esac\n`);
    return `sh ${path}`;
  };

  test('are asked for by name, the current token key last, and nothing is written', async () => {
    const folder = testFolder();
    const keys = await openKeys({ folder, randomBytes, mayMake: true, secretCommand: command(secrets) });
    expect(keys.vaultKey).toBe(Buffer.alloc(32, 1).toString('hex'));
    expect(keys.ssnTokenKeys.map(({ key: bytes }) => bytes[0])).toEqual([3, 4]);
    expect(keys.ssnTokenKey.key[0]).toBe(4);
    expect(readdirSync(folder)).toEqual([]);
  });

  test('whose command fails are unavailable, and what it printed is not repeated', async () => {
    const { landing, vault } = secrets;
    const failing = `${command({ landing, vault })}`;
    const error = await openKeys({ folder: testFolder(), randomBytes, mayMake: true, secretCommand: failing }).catch(
      (failure: unknown) => failure,
    );
    expect(error).toBeInstanceOf(UnavailableError);
    expect(error).toMatchObject({ fields: { exitCode: '3' }, message: 'The secret command failed for ssn-token' });
    expect((error as Error).cause).toBeUndefined();
  });
});

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}

function key(byte: number): string {
  return Buffer.alloc(32, byte).toString('base64');
}
