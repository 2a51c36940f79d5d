import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterAll, describe, expect, test } from 'vitest';
import type { LinkageRecord } from '../../bench/linkage/linkage-record.ts';
import { writeLinkageData } from '../../bench/linkage-data.ts';

const folder = mkdtempSync(join(tmpdir(), 'hub-linkage-data-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function written(name: string, options: { records: number; seed: number; rowsEach?: number }): Promise<string> {
  const out = join(folder, name);
  await writeLinkageData({ json: true, peer: false, out, ...options });
  return readFileSync(out, 'utf8');
}
const rows = (text: string) => parse(text, { columns: true }) as LinkageRecord[];

describe('a linkage file', () => {
  test('is the same for the same seed, and another for another', async () => {
    const first = await written('a.csv', { records: 500, seed: 3 });
    expect(await written('b.csv', { records: 500, seed: 3 })).toBe(first);
    expect(await written('c.csv', { records: 500, seed: 4 })).not.toBe(first);
  });

  test('has as many records as asked, ids of their own, and wages without birth dates and addresses', async () => {
    const records = rows(await written('d.csv', { records: 4000, seed: 1 }));
    expect(records).toHaveLength(4000);
    expect(new Set(records.map(({ record_id }) => record_id)).size).toBe(4000);
    expect(new Set(records.map(({ source }) => source))).toEqual(new Set(['eec', 'dese', 'dhe', 'dua']));
    for (const { source, dob, postcode, ssn } of records) {
      if (source === 'dua') expect([dob, postcode, ssn !== '']).toEqual(['', '', true]);
      if (source === 'dese') expect(ssn).toBe('');
    }
  });

  test('has up to forty rows a person and source on request', async () => {
    const records = rows(await written('e.csv', { records: 4000, seed: 1, rowsEach: 40 }));
    const counts = new Map<string, number>();
    for (const { true_id, source } of records) {
      counts.set(`${true_id} ${source}`, (counts.get(`${true_id} ${source}`) ?? 0) + 1);
    }
    expect(Math.max(...counts.values())).toBeGreaterThan(30);
    expect(Math.max(...counts.values())).toBeLessThanOrEqual(40);
  });
});
