import { afterAll, beforeAll, expect, test } from 'vitest';
import { evaluateLinkage } from '../../linkers/evaluate-linkage.ts';
import { migrateLinkage } from '../../linkers/migrate-linkage.ts';
import { InvariantError } from '../../schemas/errors.ts';
import { openDuckDb } from '../../warehouse/duckdb/duckdb-warehouse.ts';
import type { Warehouse } from '../../warehouse/warehouse.ts';

// Persons 1 and 2 are twins. Entities 1 and 11 are person 1, rightly linked by a shared key; 2 and 12 are person 2 and
// were not linked; 12 was linked to 3 of person 3. Entity 13 is person 3 and was left alone. 99 has no truth.
let warehouse: Warehouse;
beforeAll(async () => {
  warehouse = await openDuckDb({ path: ':memory:' });
  await migrateLinkage(warehouse);
  for (const statement of [
    `INSERT INTO linkage.crosswalk VALUES
      (1, 'a', 1, 100), (1, 'a', 2, 200), (1, 'a', 3, 300), (1, 'b', 11, 100), (1, 'b', 12, 300), (1, 'b', 13, 400), (1, 'b', 99, 200)`,
    "INSERT INTO linkage.edge VALUES (1, 1, 11, 'a_b', 'key', NULL, NULL), (1, 3, 12, 'a_b', 'names', 9, 0.99)",
    "INSERT INTO linkage.review_pair VALUES (1, 2, 12, 'a_b', 'names', 3, 0.8, 'tie'), (1, 2, 13, 'a_b', 'names', 3, 0.8, 'tie')",
    'CREATE TABLE truth AS SELECT * FROM (VALUES (1, 1), (2, 2), (3, 3), (11, 1), (12, 2), (13, 3)) AS row(entity_id, person_id)',
    "CREATE TABLE variant AS SELECT * FROM (VALUES (1, 'k1'), (11, 'k1'), (2, 'k2'), (12, NULL)) AS row(entity_id, sasid)",
    'CREATE TABLE twin AS SELECT 1 AS person_id, 2 AS twin_id UNION ALL SELECT 2, 3',
    "CREATE TABLE subgroup AS SELECT 1 AS person_id, 'sex' AS dimension, 'F' AS value UNION ALL SELECT 2, 'sex', 'M' UNION ALL SELECT 3, 'sex', 'M'",
  ]) {
    await warehouse.execute(statement);
  }
});
afterAll(() => warehouse.close());

test('counts pairs of entities against the truth, apart from those without truth', async () => {
  const evaluation = await evaluateLinkage(warehouse, {
    linkVersion: 1,
    truthTable: 'truth',
    entityTable: 'variant',
    strongKeys: ['sasid'],
    twinTable: 'twin',
    subgroupTable: 'subgroup',
  });
  expect(evaluation.entities).toBe(6);
  expect(evaluation.pairs).toEqual([
    {
      left: 'a',
      right: 'b',
      linked: 2,
      truePairs: 3,
      correct: 1,
      precision: 1 / 2,
      recall: 1 / 3,
      strong: { linked: 1, truePairs: 1, correct: 1, precision: 1, recall: 1 },
      weak: { linked: 1, truePairs: 2, correct: 0, precision: 0, recall: 0 },
    },
  ]);
  expect(evaluation.passes.map(({ pass, edges, correct }) => [pass, edges, correct])).toEqual([
    ['key', 1, 1],
    ['names', 1, 0],
  ]);
  expect(evaluation.reviews).toEqual([{ sourcePair: 'a_b', reason: 'tie', pairs: 2, truePairs: 1 }]);
  expect(evaluation.twins).toEqual({ pairs: 2, falselyMerged: 1, share: 1 / 2 });
  expect(evaluation.subgroups.map(({ value, truePairs, correct }) => [value, truePairs, correct])).toEqual([
    ['F', 1, 1],
    ['M', 2, 0],
  ]);
  const [all] = evaluation.subgroups.filter(({ value }) => value === 'F');
  expect(all!.recallInterval).toMatchObject({ share: 1, high: 1 });
  expect(all!.recallInterval!.low).toBeCloseTo(0.2065, 4);
});

test('refuses a version of which nothing can be judged', async () => {
  await expect(evaluateLinkage(warehouse, { linkVersion: 2, truthTable: 'truth' })).rejects.toThrow(InvariantError);
});
