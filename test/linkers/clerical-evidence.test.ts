import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ClericalEvidence } from '../../linkers/clerical-evidence.ts';
import { seededRandomKey } from '../../linkers/person-key.ts';
import { runLinkage } from '../../linkers/run-linkage.ts';
import { openDuckDb } from '../../warehouse/duckdb/duckdb-warehouse.ts';
import type { Warehouse } from '../../warehouse/warehouse.ts';
import { syntheticModel } from './synthetic-model.ts';
import { syntheticPeople, writePeople } from './synthetic-people.ts';

interface Pair extends Record<string, unknown> {
  readonly l: number;
  readonly r: number;
  readonly pass: string;
}

describe('decisions of people as hard evidence', () => {
  let warehouse: Warehouse;
  let versions = 0;

  const link = async (evidence: readonly ClericalEvidence[]) => {
    versions += 1;
    await runLinkage(warehouse, syntheticModel, {
      entityTable: 'people.entity_variant',
      linkVersion: versions,
      random: seededRandomKey(versions),
      evidence,
    });
    return versions;
  };
  const edges = (version: number, table = 'edge', where = 'TRUE') =>
    warehouse.query<Pair>(
      `SELECT entity_id_l AS l, entity_id_r AS r, pass FROM linkage.${table} WHERE link_version = ${version} AND ${where} ORDER BY 1, 2`,
    );
  const personOf = async (version: number) => {
    const rows = await warehouse.query<{ id: number; key: number }>(
      `SELECT entity_id AS id, person_key AS key FROM linkage.crosswalk WHERE link_version = ${version}`,
    );
    return new Map(rows.map(({ id, key }) => [id, key]));
  };
  const decide = ({ l, r }: Pair, decision: ClericalEvidence['decision']): ClericalEvidence => ({
    entityIdL: l,
    entityIdR: r,
    decision,
  });

  beforeAll(async () => {
    warehouse = await openDuckDb({ path: ':memory:', threads: 2 });
    await warehouse.session((session) => writePeople(session, syntheticPeople(300, 11), 'people'));
    await link([]);
  });
  afterAll(() => warehouse.close());

  test('link pairs that the thresholds left to a person, and take them off the list', async () => {
    const doubtful = await edges(1, 'review_pair', "reason IN ('between_thresholds', 'link_only_if')");
    expect(doubtful.length).toBeGreaterThan(0);
    const version = await link(doubtful.map((pair) => decide(pair, 'match')));
    const people = await personOf(version);
    const linked = await edges(version, 'edge', "pass = 'clerical'");
    expect(linked.length).toBeGreaterThan(0);
    for (const { l, r } of doubtful) {
      if (linked.some((one) => one.l === l && one.r === r)) expect(people.get(l)).toBe(people.get(r));
    }
    const open = await edges(version, 'review_pair', "reason <> 'constraint'");
    for (const { l, r } of doubtful) expect(open.some((one) => one.l === l && one.r === r)).toBe(false);
  });

  test('keep pairs apart that rules and weights would link, over others too', async () => {
    const before = await edges(1);
    const apart = before.filter((_, index) => index % 25 === 0);
    expect(new Set(apart.map(({ pass }) => pass)).size).toBeGreaterThan(1);
    const version = await link(apart.map((pair) => decide(pair, 'no_match')));
    const people = await personOf(version);
    for (const { l, r } of apart) expect(people.get(l)).not.toBe(people.get(r));
    // Nothing else is torn: whoever shares no cluster with a decided pair stays as they were.
    const first = await personOf(1);
    const touched = new Set(apart.flatMap(({ l, r }) => [first.get(l), first.get(r)]));
    for (const { l, r } of before) {
      if (!touched.has(first.get(l))) expect(people.get(l)).toBe(people.get(r));
    }
    expect(
      await edges(version, 'review_pair').then((rows) =>
        rows.filter(({ l, r }) => apart.some((one) => one.l === l && one.r === r)),
      ),
    ).toEqual([]);
  });

  test('never make a person of what a constraint forbids', async () => {
    const [edge] = await edges(1, 'edge', "source_pair = 'early_school'");
    const [rival] = await warehouse.query<{ id: number }>(
      `SELECT entity_id AS id FROM linkage.crosswalk WHERE link_version = 1 AND source = 'school' AND entity_id <> ${edge!.r} ORDER BY 1 LIMIT 1`,
    );
    // A person has one entity of `school`: the decision takes the place of the link that was there.
    const version = await link([{ entityIdL: rival!.id, entityIdR: edge!.l, decision: 'match' }]);
    const people = await personOf(version);
    const together = people.get(edge!.l) === people.get(rival!.id);
    const counted = await warehouse.query<{ entities: number }>(
      `SELECT COUNT(*) AS entities FROM linkage.crosswalk WHERE link_version = ${version} AND source IN ('school', 'early') GROUP BY person_key, source HAVING COUNT(*) > 1`,
    );
    expect(counted).toEqual([]);
    expect(together).toBe(true);
    expect(people.get(edge!.l)).not.toBe(people.get(edge!.r));
  });

  test('about entities that are gone, or of sources never compared, change nothing', async () => {
    const [a, b] = await warehouse.query<{ id: number }>(
      "SELECT entity_id AS id FROM linkage.crosswalk WHERE link_version = 1 AND source = 'school' ORDER BY 1 LIMIT 2",
    );
    const version = await link([
      { entityIdL: 987_654_321, entityIdR: a!.id, decision: 'match' },
      { entityIdL: a!.id, entityIdR: b!.id, decision: 'match' },
    ]);
    expect(await edges(version)).toEqual(await edges(1));
  });
});
