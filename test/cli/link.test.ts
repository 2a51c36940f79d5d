import { existsSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { makeScratch } from '../end-to-end/hub-under-test.ts';

const scratch = makeScratch();
afterAll(() => scratch.remove());
const hub = scratch.hub;
const folder = dirname(scratch.data);
const file = (name: string, text: string) => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};

const MODEL = {
  name: 'keys',
  version: 1,
  sources: { a: {}, b: {} },
  columns: { key: { role: 'strong_key' } },
  source_pairs: [
    {
      left: 'a',
      right: 'b',
      link_type: 'link_only',
      passes: [{ type: 'deterministic', name: 'keys', rules: [{ name: 'key', keys: ['key'] }] }],
    },
  ],
};

describe('hub link', () => {
  test('run links two files and prints its report as JSON', async () => {
    const model = file('model.json', JSON.stringify(MODEL));
    const a = file('a.csv', 'record_id,key\n1,k\n2,m\n');
    const out = join(folder, 'linked');
    const arguments_ = ['link', 'run', '--model', model, '--input', `a=${a}`, '--input', `b=${a}`, '--out', out];
    const { code, stdout } = await hub(...arguments_, '--json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ records: 4, results: { edges: 2, clusters: 2 } });
    expect(existsSync(join(out, 'clusters.parquet'))).toBe(true);
  });

  test('run names the place of a mistake in the model, with code 2', async () => {
    const [pair] = MODEL.source_pairs;
    const wrong = { ...MODEL, source_pairs: [{ ...pair, right: 'nosuch' }] };
    const model = file('wrong.json', JSON.stringify(wrong));
    const a = file('a.csv', 'record_id,key\n1,k\n');
    const { code, stderr } = await hub('link', 'run', '--model', model, '--input', `a=${a}`, '--out', 'nowhere');
    expect(code).toBe(2);
    expect(stderr).toContain('source_pairs.0: no source nosuch is declared');
  });

  test('schema prints the JSON schema of the model', async () => {
    const { code, stdout } = await hub('link', 'schema', '--json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ title: 'Link model', type: 'object' });
  });
});
