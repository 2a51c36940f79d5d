import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SIGN_IN_VARIABLES, snowflakeSignIn } from '../../runtime/snowflake-sign-in.ts';
import { type Environment, readSettings, settingsEnvironment } from '../../schemas/settings.ts';

const BASE = {
  HUB_WAREHOUSE: 'snowflake',
  SNOWFLAKE_ACCOUNT: 'acme-one',
  SNOWFLAKE_USER: 'HUB',
  SNOWFLAKE_WAREHOUSE: 'HUB_WH',
};
const KEY = '-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n-----END PRIVATE KEY-----\n';
const LOCKED_KEY = KEY.replaceAll('PRIVATE', 'ENCRYPTED PRIVATE');

let folder: string;
const file = (name: string, text: string, mode = 0o600) => {
  const path = join(folder, name);
  writeFileSync(path, text);
  chmodSync(path, mode);
  return path;
};
const signIn = (environment: Environment) => {
  const all = { ...BASE, ...environment };
  return snowflakeSignIn(readSettings(all), all);
};

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sign-in-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('what the hub signs in to Snowflake with', () => {
  test('is a key from the environment, from a file of its owner alone, or from the secret command', async () => {
    const expected = { kind: 'key-pair', privateKey: KEY, passphrase: undefined };
    expect(await signIn({ SNOWFLAKE_PRIVATE_KEY: KEY })).toEqual(expected);
    expect(await signIn({ SNOWFLAKE_PRIVATE_KEY_PATH: file('key.p8', KEY) })).toEqual(expected);
    const command = file('secrets.sh', `case "$1" in snowflake-private-key) cat ${file('asked.p8', KEY)};; esac\n`);
    expect(await signIn({ HUB_SECRET_COMMAND: `sh ${command}` })).toEqual(expected);
  });

  test('has the passphrase of a key that is encrypted', async () => {
    const environment = { SNOWFLAKE_PRIVATE_KEY: LOCKED_KEY, SNOWFLAKE_PRIVATE_KEY_PASSPHRASE: 'open sesame' };
    expect(await signIn(environment)).toMatchObject({ privateKey: LOCKED_KEY, passphrase: 'open sesame' });
  });

  test('is a token, or a person at a browser', async () => {
    const token = file('token', 'tok\n');
    expect(await signIn({ SNOWFLAKE_AUTHENTICATOR: 'oauth', SNOWFLAKE_TOKEN_PATH: token })).toEqual({
      kind: 'oauth',
      token: 'tok',
    });
    expect(await signIn({ SNOWFLAKE_AUTHENTICATOR: 'external-browser' })).toEqual({ kind: 'external-browser' });
  });

  test.each([
    ['is nowhere', {}, 'There is nothing to sign in to Snowflake with'],
    ['is in a file that is not there', { SNOWFLAKE_PRIVATE_KEY_PATH: '/nowhere/key' }, 'is not there'],
  ])('that %s is told in one sentence', async (_, environment, sentence) => {
    await expect(signIn(environment)).rejects.toMatchObject({
      name: 'UsageError',
      message: expect.stringContaining(sentence),
    });
  });

  test('is refused from a file that others may read', async () => {
    const open = file('open.p8', KEY, 0o644);
    const refused = signIn({ SNOWFLAKE_PRIVATE_KEY_PATH: open });
    await expect(refused).rejects.toThrow('open to other users');
    await expect(refused).rejects.not.toThrow('c2VjcmV0');
  });

  test('is no part of the settings, which are recorded and handed on', () => {
    const all = { ...BASE, SNOWFLAKE_PRIVATE_KEY: KEY, SNOWFLAKE_TOKEN: 'tok' };
    const settings = readSettings(all);
    expect(JSON.stringify([settings, settingsEnvironment(settings)])).not.toMatch(/c2VjcmV0|tok"/);
    expect(SIGN_IN_VARIABLES).toEqual(expect.arrayContaining(['SNOWFLAKE_PRIVATE_KEY', 'SNOWFLAKE_TOKEN_PATH']));
  });
});
