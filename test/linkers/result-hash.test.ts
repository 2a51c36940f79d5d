import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { resultHash } from '../../linkers/result-hash.ts';
import { openDuckDb } from '../../warehouse/duckdb/duckdb-warehouse.ts';
import type { Warehouse } from '../../warehouse/warehouse.ts';

const ENTITIES = 2500;

let warehouse: Warehouse;
beforeAll(async () => {
  warehouse = await openDuckDb({ path: ':memory:' });
});
afterAll(() => warehouse.close());

/** Entities in pairs, the even with the odd one behind it. */
async function hash(
  change = '',
  { order = 'ASC', pairs = ['a_b'] }: { readonly order?: 'ASC' | 'DESC'; readonly pairs?: readonly string[] } = {},
): Promise<string> {
  return warehouse.session(async (session) => {
    for (const [table, columns] of Object.entries({
      link_entity: "CAST(range AS INTEGER) AS e, 'any' AS source, 7000 + range AS entity_id",
      link_final_label: 'CAST(range AS INTEGER) AS e, CAST(range / 2 AS INTEGER) AS label',
      link_final_edge:
        'CAST(MOD(range, 3) AS INTEGER) AS step, CAST(range AS INTEGER) AS el, CAST(range + 1 AS INTEGER) AS er, CASE WHEN MOD(range, 5) > 0 THEN range / 7.0 END AS weight',
      link_final_review:
        "1 AS step, CAST(range AS INTEGER) AS el, CAST(range + 2 AS INTEGER) AS er, CAST(range AS DOUBLE) AS weight, 'tie' AS reason",
    })) {
      const end = table === 'link_entity' || table === 'link_final_label' ? ENTITIES : ENTITIES - 2;
      await session.execute(
        `CREATE OR REPLACE TEMPORARY TABLE ${table} AS SELECT ${columns} FROM range(${end}) ORDER BY range ${order} NULLS LAST`,
      );
    }
    if (change !== '') await session.execute(change);
    return resultHash(session, warehouse.dialect, pairs);
  });
}

describe('the hash of a result', () => {
  test('is a SHA-256 that does not depend on the order of rows', async () => {
    const one = await hash();
    expect(one).toMatch(/^[0-9a-f]{64}$/);
    expect(await hash('', { order: 'DESC' })).toBe(one);
  });

  test.each([
    ['an entity is another', 'UPDATE link_entity SET entity_id = 1 WHERE e = 2000'],
    ['an entity changes its cluster', 'UPDATE link_final_label SET label = 0 WHERE e = 2000'],
    ['two entities change places', 'UPDATE link_final_label SET label = 1000 - label WHERE e IN (998, 1002)'],
    ['an edge is lacking', 'DELETE FROM link_final_edge WHERE el = 2000'],
    ['an edge has another step', 'UPDATE link_final_edge SET step = step + 1 WHERE el = 2000'],
    ['an edge weighs a millionth more', 'UPDATE link_final_edge SET weight = weight + 0.000001 WHERE el = 2001'],
    ['an edge has no weight', 'UPDATE link_final_edge SET weight = NULL WHERE el = 2001'],
    ['a pair has another reason', "UPDATE link_final_review SET reason = 'constraint' WHERE el = 2000"],
    ['there is no pair to review', 'DELETE FROM link_final_review'],
  ])('is another when %s', async (_, change) => {
    expect(await hash(change)).not.toBe(await hash());
  });

  test('is another for other pairs of sources', async () => {
    expect(await hash('', { pairs: ['a_c'] })).not.toBe(await hash());
  });
});
