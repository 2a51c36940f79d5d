import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { findCryptoModule } from '../../runtime/crypto-module.ts';
import { dataLayout, makeDataFolders } from '../../runtime/data-layout.ts';
import { lockDataFolder } from '../../runtime/data-lock.ts';
import { type ExamineOptions, examine } from '../../runtime/doctor.ts';
import { silentReporter } from '../../runtime/reporter/silent.ts';
import { testFolder } from './folder.ts';

async function found(options: Partial<ExamineOptions>): Promise<Record<string, string>> {
  const findings = await examine({ environment: {}, nodeVersion: '20.20.2', ...options });
  return Object.fromEntries(findings.map(({ about, state, sentence }) => [about, `${state}: ${sentence}`]));
}

describe('the doctor', () => {
  test('finds what is there, and that it works', async () => {
    await findCryptoModule({ reporter: silentReporter });
    const data = join(testFolder(), 'd');
    const findings = await found({ environment: { HUB_DATA: data, HUB_THREADS: '1' } });
    expect(findings).toMatchObject({
      node: 'ok: Node 20.20.2',
      settings: 'ok: Set: HUB_DATA, HUB_THREADS',
      'data folder': `ok: ${data} will be made`,
    });
    expect(findings.encryption).toMatch(/^ok: .*httpfs\.duckdb_extension$/);
  });

  test('says what is missing without fetching it', async () => {
    const cacheFolder = testFolder();
    const findings = await found({ cacheFolder });
    expect(findings.temporal).toMatch(/^warning: There is no Temporal to use/);
    expect(findings.encryption).toMatch(/^warning: The module that encrypts the vault is missing/);
  });

  test('tells who holds the data folder, and whether others can look into it', async () => {
    const data = join(testFolder(), 'd');
    makeDataFolders(dataLayout(data));
    const lock = lockDataFolder(join(data, 'hub.lock'));
    expect((await found({ environment: { HUB_DATA: data } }))['data folder']).toContain(`process ${process.pid}`);
    lock.release();
    chmodSync(data, 0o755);
    expect((await found({ environment: { HUB_DATA: data } }))['data folder']).toMatch(
      /^warning: .* open to other users/,
    );
  });

  test('names a wrong setting, an old Node and stores that do not answer, and no password', async () => {
    expect(await found({ environment: { HUB_THREADS: '0' }, nodeVersion: '18.1.0' })).toEqual({
      node: 'problem: Node 18.1.0 is too old',
      settings: 'problem: The setting HUB_THREADS must be 1 or more',
    });
    const environment = { TEMPORAL_ADDRESS: '127.0.0.1:1', HUB_CONTROL_URL: 'postgresql://u:s3cret@127.0.0.1:1/hub' };
    const findings = await found({ environment });
    expect(findings).toMatchObject({
      temporal: 'problem: No Temporal server answers at 127.0.0.1:1',
      'control store': 'problem: The control store cannot be reached',
    });
    expect(JSON.stringify(findings)).not.toContain('s3cret');
  });
});
