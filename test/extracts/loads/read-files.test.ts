import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ingestFile } from '../../../extracts/loads/ingest-file.ts';
import { ingestFiles } from '../../../extracts/loads/ingest-files.ts';
import { listLoads } from '../../../extracts/loads/load-register.ts';
import { FileRefusedError } from '../../../schemas/errors.ts';
import { type EdgeBench, HEADER, openEdgeBench, plainContract } from './edge-bench.ts';

let bench: EdgeBench;
beforeEach(async () => {
  bench = await openEdgeBench([plainContract]);
});
afterEach(() => bench.close());

const content = `${HEADER}0001,Rivas,,09,\n0002,Silva,,10,\n`;
const hashOf = (text: string) => createHash('sha256').update(text).digest('hex');

describe('what a manifest says of a file', () => {
  it.each([
    ['rows', { rows: 299 }, /2 records, not 299/],
    ['the hash', { sha256: '0'.repeat(64) }, /another SHA-256/],
    ['the size', { bytes: 3 }, /bytes, not 3/],
  ])('refuses it where %s differ, though the file is the current load already', async (_, declared, sentence) => {
    const path = await bench.file('a.csv', content);
    await ingestFile(bench.deps, bench.request(path, plainContract));
    const before = await bench.state();
    const again = ingestFile(bench.deps, bench.request(path, plainContract, { declared }));
    await expect(again).rejects.toThrow(FileRefusedError);
    await expect(again).rejects.toThrow(sentence);
    expect(await bench.state()).toEqual(before);
  });

  it('lets the current load be where it agrees', async () => {
    const path = await bench.file('a.csv', content);
    await ingestFile(bench.deps, bench.request(path, plainContract));
    const declared = { rows: 2, sha256: hashOf(content), bytes: Buffer.byteLength(content) };
    expect(await ingestFile(bench.deps, bench.request(path, plainContract, { declared }))).toMatchObject({
      outcome: 'unchanged',
    });
  });
});

describe('a file that is refused', () => {
  it.each([
    ['before its first line is read', '\u0000\u0001'],
    ['at its end', `${content}cut off`],
  ])('is known by its hash when it is refused %s', async (_, refused) => {
    const path = await bench.file('a.csv', refused);
    const [settled] = await ingestFiles(bench.deps, [bench.request(path, plainContract)]);
    expect(settled).toMatchObject({ error: expect.any(FileRefusedError), contentHash: hashOf(refused) });
  });

  it('has no hash when there was nothing to read', async () => {
    const [settled] = await ingestFiles(bench.deps, [bench.request(`${bench.folder}/none.csv`, plainContract)]);
    expect(settled?.result).toBeUndefined();
    expect(settled).not.toMatchObject({ contentHash: expect.anything() });
  });
});

describe('a file of invented people', () => {
  const synthetic = async () =>
    (await listLoads(bench.warehouse)).map((load) => [load.load_id, load.state, load.synthetic]);

  it('says so in its load, and is loaded again where the load of the same bytes does not', async () => {
    const path = await bench.file('a.csv', content);
    await ingestFile(bench.deps, bench.request(path, plainContract));
    expect(await synthetic()).toEqual([[1, 'current', false]]);
    await ingestFile(bench.deps, bench.request(path, plainContract, { synthetic: true }));
    expect(await synthetic()).toEqual([
      [2, 'current', true],
      [1, 'superseded', false],
    ]);
  });

  it('goes on saying so when the same bytes come again without the word', async () => {
    const path = await bench.file('a.csv', content);
    await ingestFile(bench.deps, bench.request(path, plainContract, { synthetic: true }));
    await writeFile(path, content);
    expect(await ingestFile(bench.deps, bench.request(path, plainContract))).toMatchObject({ outcome: 'unchanged' });
    expect(await synthetic()).toEqual([[1, 'current', true]]);
  });
});
