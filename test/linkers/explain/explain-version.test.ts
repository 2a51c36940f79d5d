import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { explainVersion } from '../../../linkers/explain/explain-version.ts';
import type { FellegiSunterExplanation, PairExplanation } from '../../../linkers/explain/pair-explanation.ts';
import { seededRandomKey } from '../../../linkers/person-key.ts';
import { runLinkage } from '../../../linkers/run-linkage.ts';
import { UsageError } from '../../../schemas/errors.ts';
import { openDuckDb } from '../../../warehouse/duckdb/duckdb-warehouse.ts';
import type { Warehouse } from '../../../warehouse/warehouse.ts';
import { syntheticModel } from '../synthetic-model.ts';
import { syntheticPeople, writePeople } from '../synthetic-people.ts';

interface StoredPair extends Record<string, unknown> {
  readonly l: number;
  readonly r: number;
  readonly pass: string;
  readonly weight: number | null;
  readonly reason: string | null;
}

const MOST = 60;

/** Spread over all of them. */
function sample<T>(all: readonly T[]): readonly T[] {
  const step = Math.max(1, Math.floor(all.length / MOST));
  return all.filter((_, index) => index % step === 0);
}

describe('explaining pairs of a link version', () => {
  let warehouse: Warehouse;
  let edges: readonly StoredPair[];
  let reviews: readonly StoredPair[];

  beforeAll(async () => {
    warehouse = await openDuckDb({ path: ':memory:', threads: 2 });
    await warehouse.session((session) => writePeople(session, syntheticPeople(500, 11), 'people'));
    await runLinkage(warehouse, syntheticModel, {
      entityTable: 'people.entity_variant',
      linkVersion: 1,
      random: seededRandomKey(1),
    });
    const stored = (table: string, reason: string) =>
      warehouse.query<StoredPair>(
        `SELECT entity_id_l AS l, entity_id_r AS r, pass, match_weight AS weight, ${reason} AS reason FROM linkage.${table} ORDER BY 1, 2`,
      );
    edges = await stored('edge', 'NULL');
    reviews = await stored('review_pair', 'reason');
  });
  afterAll(() => warehouse.close());

  const explain = (pairs: readonly (readonly [number, number])[], values: 'none' | 'masked' | 'shown' = 'none') =>
    explainVersion(warehouse, { linkVersion: 1, entityTable: 'people.entity_variant', pairs, values });

  const weighing = ({ passes }: PairExplanation, name: string) =>
    passes.find((pass): pass is FellegiSunterExplanation => pass.type === 'fellegi_sunter' && pass.pass === name);

  test('gives every link and every pair for review the weight that scoring gave it', async () => {
    const weighed = sample([...edges, ...reviews].filter(({ weight }) => weight !== null));
    expect(weighed.length).toBeGreaterThan(30);
    const explained = await explain(weighed.map(({ l, r }) => [l, r]));
    for (const [index, explanation] of explained.entries()) {
      const pass = weighing(explanation, weighed[index]!.pass);
      expect(pass?.matchWeight).toBeCloseTo(weighed[index]!.weight!, 6);
      expect(pass?.compared).toBe(true);
      expect(explanation.notes).toEqual([]);
      const sum = pass!.bars.reduce(
        (total, bar) => total + bar.weight + bar.termFrequencyAdjustment,
        pass!.priorWeight!,
      );
      expect(sum).toBeCloseTo(pass!.matchWeight!, 4);
    }
  });

  test('says of every link by a rule which rule made it, and of every link that it holds', async () => {
    const looked = sample(edges);
    const explained = await explain(looked.map(({ l, r }) => [l, r]));
    for (const [index, { passes, resolution }] of explained.entries()) {
      const { pass, weight } = looked[index]!;
      expect(resolution).toMatchObject({ sameCluster: true, edge: { matchWeight: weight } });
      expect(resolution.sentence).toContain(`linked directly by`);
      if (weight !== null) continue;
      const [passName, ruleName] = pass.split('.');
      const rules = passes.find((one) => one.type === 'deterministic' && one.pass === passName);
      const rule = rules?.type === 'deterministic' ? rules.rules.find((one) => one.rule === ruleName) : undefined;
      expect(rule?.meets).toBe(true);
      expect(rule?.requireHolds).not.toBe(false);
    }
  });

  test('names the reason of every pair for review', async () => {
    const explained = await explain(reviews.map(({ l, r }) => [l, r]));
    for (const [index, { resolution }] of explained.entries()) {
      const { reason } = reviews[index]!;
      expect(resolution).toMatchObject({ sameCluster: false, review: { reason } });
      if (reason === 'constraint') expect(resolution.brokenConstraints.length).toBeGreaterThan(0);
    }
  });

  test('joins two through others by links of their cluster', async () => {
    const through = await warehouse.query<{ l: number; r: number }>(`
      SELECT l.entity_id AS l, r.entity_id AS r
      FROM linkage.crosswalk AS l
      JOIN linkage.crosswalk AS r ON r.person_key = l.person_key AND r.entity_id > l.entity_id
      LEFT JOIN linkage.edge AS edge
        ON LEAST(edge.entity_id_l, edge.entity_id_r) = l.entity_id AND GREATEST(edge.entity_id_l, edge.entity_id_r) = r.entity_id
      WHERE edge.entity_id_l IS NULL
      ORDER BY 1, 2 LIMIT 20`);
    expect(through.length).toBeGreaterThan(5);
    for (const { resolution } of await explain(through.map(({ l, r }) => [l, r]))) {
      expect(resolution.sameCluster).toBe(true);
      expect(resolution.path.length).toBeGreaterThan(1);
      const ends = resolution.path.flatMap(({ left, right }) => [left, right]);
      expect(new Set(ends).size).toBe(resolution.path.length + 1);
    }
  });

  test('says why two of one source that may be held once are kept apart', async () => {
    const [a, b] = await warehouse.query<{ id: number }>(
      "SELECT entity_id AS id FROM linkage.crosswalk WHERE source = 'school' ORDER BY 1 LIMIT 2",
    );
    const [explanation] = await explain([[a!.id, b!.id]]);
    expect(explanation).toMatchObject({ sourcePair: null, passes: [], resolution: { sameCluster: false } });
    expect(explanation!.resolution.brokenConstraints).toMatchObject([{ type: 'max_per_cluster', name: 'school' }]);
  });

  test('shows no value unless asked, and never a strong key', async () => {
    const pair: [number, number] = [edges[0]!.l, edges[0]!.r];
    const values = (explanations: readonly PairExplanation[]) =>
      explanations[0]!.passes.flatMap((pass) =>
        pass.type === 'fellegi_sunter' ? pass.bars.flatMap((bar) => bar.values) : [],
      );
    expect(values(await explain([pair]))).toEqual([]);
    const shown = values(await explain([pair], 'shown')).filter(({ left, right }) => left !== null && right !== null);
    expect(shown.find(({ column }) => column === 'last_name')?.left).toMatch(/^[A-Z' -]+$/);
    const masked = values(await explain([pair], 'masked'));
    for (const { left, right } of masked) if (left === right) expect(left ?? '').toMatch(/^•*$/);
  });

  test('refuses entities and versions that are not there', async () => {
    await expect(explain([[edges[0]!.l, 999_999_999]])).rejects.toThrow(UsageError);
    await expect(
      explainVersion(warehouse, {
        linkVersion: 7,
        entityTable: 'people.entity_variant',
        pairs: [[1, 2]],
        values: 'none',
      }),
    ).rejects.toThrow('There is no link version 7');
  });
});
