import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { writeLinkageData } from '../../../bench/linkage-data.ts';
import { linkFiles } from '../../../linkers/files/link-files.ts';
import { parseLinkInput } from '../../../linkers/files/link-input.ts';
import { type LinkModel, type LinkModelFile, parseLinkModel } from '../../../schemas/link-model/link-model.ts';
import { projectRoot } from '../../../schemas/project-root.ts';
import { openDuckDb } from '../../../warehouse/duckdb/duckdb-warehouse.ts';

const folder = mkdtempSync(join(tmpdir(), 'hub-link-files-'));
const people = join(folder, 'people.csv');
const sameModel = JSON.parse(readFileSync(join(projectRoot, 'bench/linkage/same-model.json'), 'utf8')) as LinkModelFile;
const model = parseLinkModel(sameModel);

beforeAll(async () => {
  await writeLinkageData({ json: true, peer: false, records: 3000, seed: 5, out: people });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const link = (name: string, options: Partial<Parameters<typeof linkFiles>[0]> = {}) =>
  linkFiles({
    model,
    inputs: [{ source: 'people', path: people }],
    out: join(folder, name),
    idColumn: 'record_id',
    threads: 2,
    ...options,
  });

const digest = (name: string, file: string) =>
  createHash('sha256')
    .update(readFileSync(join(folder, name, file)))
    .digest('hex');

function csv(name: string, lines: readonly string[]): string {
  const path = join(folder, name);
  writeFileSync(path, `${lines.join('\n')}\n`);
  return path;
}

/** First and last name in two small sources, compared whole. */
function smallModel(change: (file: LinkModelFile) => LinkModelFile = (file) => file): LinkModel {
  return parseLinkModel(
    change({
      name: 'small',
      version: 1,
      sources: { a: {}, b: {} },
      columns: { name: { role: 'name' }, key: { role: 'strong_key' } },
      source_pairs: [
        {
          left: 'a',
          right: 'b',
          link_type: 'link_only',
          passes: [{ type: 'deterministic', name: 'keys', rules: [{ name: 'key', keys: ['key'] }] }],
        },
      ],
    }),
  );
}

describe('linking a file', () => {
  test('writes edges, clusters, pairs to review, the trained model and a report, and nothing else', async () => {
    const report = await link('first', { truthColumn: 'true_id' });
    expect(readdirSync(join(folder, 'first')).sort()).toEqual([
      'clusters.parquet',
      'edges.parquet',
      'model.json',
      'report.json',
      'review.parquet',
    ]);
    expect(report).toMatchObject({ records: 3000, threads: 2 });
    expect(report.passes[0]?.blocks).toHaveLength(7);
    expect(report.truth?.clusters.precision).toBeGreaterThan(0.9);
    expect(report.truth?.thresholds[0]?.threshold).toBe(0.9);
    expect(JSON.parse(readFileSync(join(folder, 'first', 'report.json'), 'utf8'))).toEqual(report);

    const warehouse = await openDuckDb({ path: ':memory:' });
    const columns = async (file: string) =>
      (
        await warehouse.query<{ column_name: string }>(
          `DESCRIBE SELECT * FROM read_parquet('${join(folder, 'first', file)}')`,
        )
      ).map(({ column_name }) => column_name);
    expect(await columns('edges.parquet')).toEqual([
      'record_id_l',
      'source_l',
      'record_id_r',
      'source_r',
      'pass',
      'match_weight',
      'match_probability',
    ]);
    expect(await columns('clusters.parquet')).toEqual(['record_id', 'source', 'cluster_id']);
    await warehouse.close();
  });

  test('writes the same bytes on one thread and on two', async () => {
    await link('one', { threads: 1 });
    await link('two', { threads: 2 });
    for (const file of ['edges.parquet', 'clusters.parquet', 'review.parquet', 'model.json']) {
      expect(digest('one', file)).toBe(digest('two', file));
    }
  });

  test('links by the trained model as by the one it was trained from', async () => {
    await link('untrained');
    const trained = parseLinkModel(JSON.parse(readFileSync(join(folder, 'untrained', 'model.json'), 'utf8')));
    expect(trained.comparisons.first_name?.comparison_levels.every(({ m_probability }) => m_probability! > 0)).toBe(
      true,
    );
    await link('trained', { model: trained });
    expect(digest('trained', 'clusters.parquet')).toBe(digest('untrained', 'clusters.parquet'));
    expect(digest('trained', 'edges.parquet')).toBe(digest('untrained', 'edges.parquet'));
  });

  test('learns from the pairs of training rules that matches disagree more often than blocking lets see', async () => {
    const taught = parseLinkModel({
      ...sameModel,
      source_pairs: sameModel.source_pairs.map((pair) => ({
        ...pair,
        passes: pair.passes.map((pass) => ({ ...pass, training_rules: [{ columns: ['dob'] }, { columns: ['ssn'] }] })),
      })),
    } as LinkModelFile);
    const differs = async (name: string, by: LinkModel) => {
      const [pass] = (await link(name, { model: by })).passes;
      return pass!.parameters!.comparisons.find(({ comparison }) => comparison === 'last_name')!.levels.at(-1)!.m;
    };
    expect(await differs('taught', taught)).toBeGreaterThan(await differs('by-blocking', model));
  });

  test('takes the source of each record from the column of that name, in any order', async () => {
    const mixed = csv('mixed.csv', [
      'source,record_id,name,key',
      'b,1,ANA,k1',
      'a,1,ANNA,k1',
      'b,2,LEO,k2',
      'a,2,MIA,k3',
    ]);
    const report = await link('mixed', { model: smallModel(), inputs: [parseLinkInput(mixed)] });
    expect(report.sources).toEqual([
      { source: 'a', records: 2 },
      { source: 'b', records: 2 },
    ]);
    expect(report.results).toMatchObject({ edges: 1, clusters: 3, linkedRecords: 2 });
  });
});

describe('bad input', () => {
  const a = csv('a.csv', ['record_id,name,key', '1,ANNA,k1', '2,MIA,k3']);
  const refused: readonly (readonly [string, () => Promise<unknown>, RegExp])[] = [
    [
      'a missing column names the file and the place in the model',
      () =>
        link('bad', { inputs: [{ source: 'people', path: csv('no-ssn.csv', ['record_id,first_name', '1,ANNA']) }] }),
      /no-ssn\.csv has no column last_name, which is columns\.last_name of the model/,
    ],
    [
      'an id given twice is counted',
      () =>
        link('bad', {
          model: smallModel(),
          inputs: [
            { source: 'a', path: a },
            { source: 'b', path: csv('twice.csv', ['record_id,name,key', '7,LEO,k1', '7,ANA,k2']) },
          ],
        }),
      /record_id names 1 records of source b twice/,
    ],
    [
      'a key that is empty everywhere names the rule',
      () =>
        link('bad', {
          model: smallModel(),
          inputs: [
            { source: 'a', path: a },
            { source: 'b', path: csv('empty.csv', ['record_id,name,key', '1,LEO,', '2,ANA,']) },
          ],
        }),
      /source_pairs\.0\.passes\.0\.rules\.0: column key is empty in every record of source b/,
    ],
    [
      'an expression that does not fit the file names the column of the model',
      () =>
        link('bad', {
          model: smallModel((file) => ({
            ...file,
            columns: { ...file.columns, key: { role: 'strong_key', expression: 'upper(nosuch)' } },
          })),
          inputs: [
            { source: 'a', path: a },
            { source: 'b', path: a },
          ],
        }),
      /columns\.key\.expression does not fit/,
    ],
    [
      'a rule that would explode is refused before it runs',
      () => link('bad', { model: parseLinkModel({ ...sameModel, budgets: { candidate_pairs: 10 } }) }),
      /Pass names of people_people would compare .* pairs, above its budget of 10/,
    ],
    [
      'a source without a file is named',
      () => link('bad', { model: smallModel(), inputs: [{ source: 'a', path: a }] }),
      /No --input for the model's source b/,
    ],
  ];
  test.each(refused)('%s, and nothing is written', async (_, run, message) => {
    await expect(run()).rejects.toThrow(message);
    expect(readdirSync(folder).filter((name) => name.startsWith('bad'))).toEqual([]);
  });

  test('a refusal for too many pairs tells which rule and which values make them, though not in the error', async () => {
    const told: unknown[] = [];
    const model = parseLinkModel({ ...sameModel, budgets: { candidate_pairs: 10 } });
    const error = await link('bad', { model, onSkew: (blocks) => told.push(...blocks) }).catch(
      (caught: unknown) => caught,
    );
    const [largest, ...others] = told as { rule: string; columns: string[]; values: string[]; pairs: number }[];
    expect(largest).toMatchObject({ rule: expect.stringMatching(/^blocking_rules\.\d$/), pairs: expect.any(Number) });
    expect(largest!.values).toHaveLength(largest!.columns.length);
    expect(others.every(({ pairs }) => pairs <= largest!.pairs && pairs > 0)).toBe(true);
    expect(JSON.stringify(error)).not.toContain(largest!.values[0]);
  });

  test('a folder of something else is left alone', async () => {
    const out = join(folder, 'foreign');
    await link('foreign');
    writeFileSync(join(out, 'thesis.txt'), 'mine');
    await expect(link('foreign')).rejects.toThrow(/holds 1 entries that are no results of linking/);
    expect(readFileSync(join(out, 'thesis.txt'), 'utf8')).toBe('mine');
  });
});
