import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { findCryptoModule } from '../../../runtime/crypto-module.ts';
import { silentReporter } from '../../../runtime/reporter/silent.ts';
import { openDuckDb } from '../../../warehouse/duckdb/duckdb-warehouse.ts';

it('encrypts what the edge spills to disk when a file is larger than memory', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'spill-'));
  const spillDirectory = join(folder, 'spill');
  await mkdir(spillDirectory);
  const cryptoModule = await findCryptoModule({ reporter: silentReporter });
  const warehouse = await openDuckDb({
    path: ':memory:',
    cryptoModule,
    spillDirectory,
    memoryLimit: '60MB',
    threads: 1,
  });
  try {
    await warehouse.execute("ATTACH ':memory:' AS edge");
    await warehouse.execute(
      "CREATE TABLE edge.names AS SELECT 'Wojciechowska' || (range % 7) AS name, md5(range::VARCHAR) AS filler FROM range(1500000)",
    );
    const files = await readdir(spillDirectory);
    expect(files.length).toBeGreaterThan(0);
    for (const file of files)
      expect((await readFile(join(spillDirectory, file))).includes('Wojciechowska')).toBe(false);
  } finally {
    await warehouse.close();
    await rm(folder, { recursive: true, force: true });
  }
});
