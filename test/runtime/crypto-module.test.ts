import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { beforeAll, describe, expect, test } from 'vitest';
import { CRYPTO_WHEEL, findCryptoModule } from '../../runtime/crypto-module.ts';
import { silentReporter } from '../../runtime/reporter/silent.ts';
import { UnavailableError } from '../../schemas/errors.ts';
import { openDuckDb } from '../../warehouse/duckdb/duckdb-warehouse.ts';
import { testFolder } from './folder.ts';

describe('the module that encrypts the vault', () => {
  let cryptoModule: string;
  beforeAll(async () => {
    cryptoModule = await findCryptoModule({ reporter: silentReporter });
  });

  test('is of the engine’s own version', async () => {
    const instance = await DuckDBInstance.create();
    const connection = await instance.connect();
    const version = (await connection.runAndReadAll('SELECT version()')).getRows()[0]?.[0];
    connection.closeSync();
    instance.closeSync();
    expect(version).toBe(`v${CRYPTO_WHEEL.version}`);
  });

  test('makes a vault that holds nothing in the clear and opens with its key alone', async () => {
    const folder = testFolder();
    const path = join(folder, 'vault.duckdb');
    const vault = { path, key: randomBytes(32).toString('hex') };
    const open = (key: string) =>
      openDuckDb({ path: join(folder, 'warehouse.duckdb'), vault: { path, key }, cryptoModule });
    const warehouse = await open(vault.key);
    await warehouse.execute('CREATE TABLE vault.person (last_name TEXT)');
    await warehouse.execute(`INSERT INTO vault.person SELECT 'Wrenfield-' || n FROM range(5000) AS r(n)`);
    await warehouse.close();

    expect(readFileSync(path).includes('Wrenfield')).toBe(false);
    expect(readFileSync(path).includes('last_name')).toBe(false);
    await expect(open(randomBytes(32).toString('hex'))).rejects.toThrow();
    const plain = await DuckDBInstance.create();
    const connection = await plain.connect();
    await expect(connection.run(`ATTACH '${path}' AS vault`)).rejects.toThrow(/encrypt/i);
    connection.closeSync();
    plain.closeSync();

    const again = await open(vault.key);
    expect(await again.query('SELECT count(*) AS n, min(last_name) AS first FROM vault.person')).toEqual([
      { n: 5000, first: 'Wrenfield-0' },
    ]);
    await again.close();
  });

  test('is asked for in so many words where it is not to be had', async () => {
    const looking = findCryptoModule({ reporter: silentReporter, cacheFolder: testFolder(), download: false });
    await expect(looking).rejects.toBeInstanceOf(UnavailableError);
    await expect(looking).rejects.toThrow('no personal data can be opened');
  });
});
