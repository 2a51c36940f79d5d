import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { explainFiles } from '../../../linkers/files/explain-files.ts';
import { linkFiles } from '../../../linkers/files/link-files.ts';
import { FileRefusedError, UsageError } from '../../../schemas/errors.ts';
import { parseLinkModel } from '../../../schemas/link-model/link-model.ts';

const folder = mkdtempSync(join(tmpdir(), 'hub-explain-files-'));
const out = join(folder, 'run');
const left = csv('left.csv', [
  'record_id,key,name,pin',
  '1,K1,ANNA,0001',
  '2,K2,BEN,0002',
  '3,K3,CARL,0003',
  '4,,DORA,0004',
]);
const right = csv('right.csv', [
  'record_id,key,name,pin',
  '1,K1,ANNA,0001',
  '2,K2,BORIS,0002',
  '5,K1,ANNA,0009',
  '6,K9,DORA,0004',
]);

function csv(name: string, lines: readonly string[]): string {
  const path = join(folder, name);
  writeFileSync(path, `${lines.join('\n')}\n`);
  return path;
}

beforeAll(async () => {
  await linkFiles({
    model: parseLinkModel({
      name: 'keys',
      version: 1,
      sources: { a: { max_per_cluster: 1 }, b: { max_per_cluster: 1 } },
      columns: { name: { role: 'name' }, key: { role: 'strong_key' }, pin: { role: 'other' } },
      source_pairs: [
        {
          left: 'a',
          right: 'b',
          link_type: 'link_only',
          passes: [
            {
              type: 'deterministic',
              name: 'keys',
              rules: [
                { name: 'key', keys: ['key', 'pin'], require: { type: 'exact', column: 'name' }, otherwise: 'review' },
                { name: 'pin', keys: ['pin'], require: { type: 'exact', column: 'name' } },
              ],
            },
          ],
        },
      ],
    }),
    inputs: [
      { source: 'a', path: left },
      { source: 'b', path: right },
    ],
    out,
    idColumn: 'record_id',
    threads: 1,
  });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const explain = (a: string, b: string) => explainFiles({ from: out, records: [a, b], threads: 1, values: 'shown' });

describe('explaining two records of a run over files', () => {
  test('names the rule that linked them', async () => {
    const { left: one, right: other, passes, resolution } = await explain('b:1', 'a:1');
    expect([one, other]).toMatchObject([
      { source: 'a', id: '1', variants: 1 },
      { source: 'b', id: '1', variants: 1 },
    ]);
    expect(passes).toMatchObject([{ rules: [{ rule: 'key', meets: true, requireHolds: true }, { rule: 'pin' }] }]);
    expect(resolution).toMatchObject({ sameCluster: true, edge: { pass: 'keys.key', left: 'a:1', right: 'b:1' } });
    expect(resolution.sentence).toBe('One person: linked directly by keys.key.');
  });

  test('says which requirement kept them apart, and that they are up for review', async () => {
    const { passes, resolution } = await explain('a:2', 'b:2');
    expect(passes).toMatchObject([
      {
        rules: [
          { meets: true, requireHolds: false },
          { meets: true, requireHolds: false },
        ],
      },
    ]);
    expect(resolution.review).toMatchObject({ reason: 'rule_disagreement' });
    expect(resolution.sentence).toContain('what it requires besides does not hold');
  });

  test('says which column of each rule keeps them from meeting, and who took the place', async () => {
    const { passes, resolution } = await explain('a:1', 'b:5');
    expect(passes).toMatchObject([
      {
        rules: [
          {
            meets: false,
            keys: [
              { left: 'key', agreement: 'equal' },
              { left: 'pin', agreement: 'different' },
            ],
          },
          { meets: false },
        ],
      },
    ]);
    expect(resolution.rivals).toMatchObject([{ left: 'a:1', right: 'b:1', pass: 'keys.key' }]);
    expect(resolution.sentence).toContain('no rule brings the two together');
    expect(resolution.sentence).toContain('a:1 and b:1 are linked by keys.key');
  });

  test('tells a missing key from one that differs', async () => {
    const { passes } = await explain('a:4', 'b:6');
    expect(passes).toMatchObject([
      { rules: [{ meets: false, keys: [{ agreement: 'missing_left' }, { agreement: 'equal' }] }, { meets: true }] },
    ]);
  });

  test('asks for the source where an id has several, and refuses records and folders that are not there', async () => {
    await expect(explain('1', 'b:2')).rejects.toThrow('1 names records of a and b');
    await expect(explain('a:1', 'a:1')).rejects.toThrow('are one record');
    await expect(explain('a:77', 'b:2')).rejects.toThrow(UsageError);
    await expect(explainFiles({ from: folder, records: ['a:1', 'b:1'], threads: 1, values: 'none' })).rejects.toThrow(
      'holds no model.json',
    );
  });

  test('refuses files that are not those of the run', async () => {
    const fewer = csv('fewer.csv', ['record_id,key,name,pin', '1,K1,ANNA,0001']);
    const inputs = [
      { source: 'a', path: fewer },
      { source: 'b', path: right },
    ];
    await expect(
      explainFiles({ from: out, records: ['a:1', 'b:1'], inputs, threads: 1, values: 'none' }),
    ).rejects.toThrow(FileRefusedError);
  });
});
