import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { UsageError } from '../../schemas/errors.ts';
import { projectRoot } from '../../schemas/project-root.ts';
import { readSettings, settingsEnvironment, settingsHash } from '../../schemas/settings.ts';

const snowflake = {
  HUB_WAREHOUSE: 'snowflake',
  SNOWFLAKE_ACCOUNT: 'acme-one',
  SNOWFLAKE_USER: 'HUB',
  SNOWFLAKE_WAREHOUSE: 'HUB_WH',
  SNOWFLAKE_DATABASE: 'HUB',
};

describe('settings', () => {
  test('need nothing set', () => {
    expect(readSettings({})).toMatchObject({
      data: join(projectRoot, 'data'),
      warehouse: 'duckdb',
      webPort: 8080,
      temporalPort: 0,
    });
    expect(readSettings({ HUB_DATA: '', HUB_WEB_PORT: '' })).toEqual(readSettings({}));
  });

  test('come from the environment, and an option on the command line outranks it', () => {
    const environment = { HUB_DATA: 'here/data', HUB_WEB_PORT: '9000', HUB_THREADS: '4' };
    expect(readSettings(environment)).toMatchObject({ data: resolve('here/data'), webPort: 9000, threads: 4 });
    expect(readSettings(environment, { webPort: 0 })).toMatchObject({ webPort: 0, threads: 4 });
  });

  test.each([
    [{ HUB_WAREHOUSE: 'oracle' }, 'The setting HUB_WAREHOUSE must be one of duckdb, snowflake'],
    [{ HUB_WEB_PORT: 'eighty' }, 'The setting HUB_WEB_PORT must be a whole number'],
    [{ HUB_WEB_PORT: '70000' }, 'The setting HUB_WEB_PORT must be 65535 or less'],
    [{ HUB_THREADS: '0' }, 'The setting HUB_THREADS must be 1 or more'],
    [{ HUB_MEMORY_LIMIT: 'lots' }, 'The setting HUB_MEMORY_LIMIT must be like 3GB or 512MB'],
    [{ TEMPORAL_ADDRESS: 'temporal' }, 'The setting TEMPORAL_ADDRESS must have the form host:port'],
    [{ HUB_CONTROL_URL: 'mysql://u:s3cret@db/hub' }, 'The setting HUB_CONTROL_URL must begin with postgresql://'],
    [{ HUB_WAREHOUSE: 'snowflake' }, 'The setting SNOWFLAKE_ACCOUNT is missing'],
    [
      { ...snowflake, SNOWFLAKE_AUTHENTICATOR: 'password' },
      'The setting SNOWFLAKE_AUTHENTICATOR must be one of key-pair',
    ],
    [{ ...snowflake, SNOWFLAKE_DATABASE: 'a;b' }, 'The setting SNOWFLAKE_DATABASE must be a name of letters'],
    [{ ...snowflake, SNOWFLAKE_URL: 'ftp://x' }, 'The setting SNOWFLAKE_URL must begin with https://'],
    [{ ...snowflake, SNOWFLAKE_RUN_CREDIT_LIMIT: '0' }, 'The setting SNOWFLAKE_RUN_CREDIT_LIMIT must be'],
  ])('that are wrong are named in one sentence: %j', (environment, sentence) => {
    const read = () => readSettings(environment);
    expect(read).toThrow(UsageError);
    expect(read).toThrow(sentence);
    expect(read).not.toThrow('s3cret');
  });

  test('of Snowflake are asked for only when it is the warehouse', () => {
    expect(readSettings({ ...snowflake, HUB_WAREHOUSE: 'duckdb' }).snowflake).toBeUndefined();
    expect(readSettings(snowflake).snowflake).toMatchObject({ account: 'acme-one', database: 'HUB' });
  });

  test('reach a child process whole', () => {
    const settings = readSettings({ ...snowflake, HUB_DATA: '/d', HUB_SECRET_COMMAND: 'vault read' });
    expect(readSettings(settingsEnvironment(settings))).toEqual(settings);
  });

  test('name files for every process alike, and receivers by address only', () => {
    const { openLineageFile } = readSettings({ HUB_OPENLINEAGE_FILE: 'lineage.jsonl' });
    expect(openLineageFile).toBe(resolve('lineage.jsonl'));
    expect(() => readSettings({ HUB_OPENLINEAGE_URL: 'marquez:5000' })).toThrow('HUB_OPENLINEAGE_URL');
  });

  test('that change no result do not change the hash', () => {
    const hash = settingsHash(readSettings({}));
    expect(hash).toMatch(/^[0-9a-f]{64}$/);
    expect(settingsHash(readSettings({ HUB_DATA: '/elsewhere', HUB_WEB_PORT: '0', HUB_THREADS: '1' }))).toBe(hash);
    expect(settingsHash(readSettings(snowflake))).not.toBe(hash);
  });
});
