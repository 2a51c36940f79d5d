import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { seededRandomKey } from '../../../linkers/person-key.ts';
import { drawSample } from '../../../linkers/review/draw-sample.ts';
import { reviewCards } from '../../../linkers/review/review-cards.ts';
import { runLinkage } from '../../../linkers/run-linkage.ts';
import { openDuckDb } from '../../../warehouse/duckdb/duckdb-warehouse.ts';
import type { Warehouse } from '../../../warehouse/warehouse.ts';
import { syntheticModel } from '../synthetic-model.ts';
import { syntheticPeople, writePeople } from '../synthetic-people.ts';

describe('drawing pairs for review', () => {
  let warehouse: Warehouse;
  beforeAll(async () => {
    warehouse = await openDuckDb({ path: ':memory:', threads: 2 });
    await warehouse.session((session) => writePeople(session, syntheticPeople(400, 11), 'people'));
    await runLinkage(warehouse, syntheticModel, {
      entityTable: 'people.entity_variant',
      linkVersion: 1,
      random: seededRandomKey(1),
    });
  });
  afterAll(() => warehouse.close());

  const draw = (purpose: 'rates' | 'uncertainty', size: number, more: Partial<Parameters<typeof drawSample>[1]> = {}) =>
    drawSample(warehouse, { linkVersion: 1, purpose, size, seed: 1, settled: [], ...more });

  test('gives every pair of a stratum the same chance, and strata together make up all pairs', async () => {
    const drawn = await draw('rates', 60);
    expect(drawn.length).toBe(60);
    const strata = new Map<string, { size: number; drawn: number; chance: number }>();
    for (const { stratum, stratumSize, inclusionProbability } of drawn) {
      const one = strata.get(stratum) ?? { size: stratumSize, drawn: 0, chance: inclusionProbability! };
      strata.set(stratum, { ...one, drawn: one.drawn + 1 });
      expect(inclusionProbability).toBe(one.chance);
    }
    for (const { size, drawn: count, chance } of strata.values()) expect(chance).toBeCloseTo(count / size, 12);
    const [all] = await warehouse.query<{ pairs: number }>(
      `SELECT COUNT(*) AS pairs FROM (
        SELECT entity_id_l, entity_id_r FROM linkage.edge UNION SELECT entity_id_l, entity_id_r FROM linkage.review_pair)`,
    );
    const weighted = drawn.reduce((sum, { inclusionProbability }) => sum + 1 / inclusionProbability!, 0);
    expect(weighted).toBeCloseTo(all!.pairs, 6);
  });

  test('draws the same by the same seed, and others by another', async () => {
    const ids = async (seed: number) => (await draw('rates', 40, { seed })).map(({ entityIdL }) => entityIdL);
    expect(await ids(1)).toEqual(await ids(1));
    expect(await ids(2)).not.toEqual(await ids(1));
  });

  test('asks by doubt about what nobody has decided, and gives it no chance', async () => {
    const first = await draw('uncertainty', 5);
    expect(first.every(({ inclusionProbability }) => inclusionProbability === null)).toBe(true);
    const next = await draw('uncertainty', 5, { settled: first });
    const key = ({ entityIdL, entityIdR }: { entityIdL: number; entityIdR: number }) => `${entityIdL} ${entityIdR}`;
    expect(next.length).toBe(5);
    expect(next.some((pair) => first.some((one) => key(one) === key(pair)))).toBe(false);
  });

  test('sets values side by side without a weight, and shows of strong keys only whether they agree', async () => {
    const [edge] = await warehouse.query<{ l: number; r: number }>(
      "SELECT entity_id_l AS l, entity_id_r AS r FROM linkage.edge WHERE source_pair = 'school_college' ORDER BY 1 LIMIT 1",
    );
    const card = async (values: 'none' | 'masked' | 'shown') =>
      (
        await reviewCards(warehouse, {
          model: syntheticModel,
          entityTable: 'people.entity_variant',
          pairs: [[edge!.l, edge!.r]],
          values,
        })
      )[0]!;
    const shown = await card('shown');
    expect(JSON.stringify(shown)).not.toMatch(/weight|probability/);
    expect(shown.rows.find(({ column }) => column === 'sasid')!.left.every((value) => /^•*$/.test(value))).toBe(true);
    expect(shown.rows.find(({ column }) => column === 'last_name')!.left[0]).toMatch(/^[A-Z]/);
    for (const row of (await card('none')).rows) expect([...row.left, ...row.right]).toEqual([]);
  });
});
