import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { evaluateLinkage, type LinkEvaluation } from '../../linkers/evaluate-linkage.ts';
import type { LinkReport } from '../../linkers/link-report.ts';
import { seededRandomKey } from '../../linkers/person-key.ts';
import { promoteLinkVersion } from '../../linkers/promote-link-version.ts';
import { runLinkage } from '../../linkers/run-linkage.ts';
import { withoutSources } from '../../linkers/without-sources.ts';
import { ConflictError, UsageError } from '../../schemas/errors.ts';
import { openDuckDb } from '../../warehouse/duckdb/duckdb-warehouse.ts';
import type { Row, Session, SqlParameters, Warehouse } from '../../warehouse/warehouse.ts';
import { syntheticModel } from './synthetic-model.ts';
import { type SyntheticPeople, syntheticPeople, writePeople } from './synthetic-people.ts';

const clock = () => new Date('2026-01-02T03:04:05Z');
const people = syntheticPeople(2000, 11);

async function linked(content: SyntheticPeople, threads = 2): Promise<{ warehouse: Warehouse; report: LinkReport }> {
  const warehouse = await openDuckDb({ path: ':memory:', threads });
  await warehouse.session((session) => writePeople(session, content, 'people'));
  const report = await runLinkage(warehouse, syntheticModel, {
    entityTable: 'people.entity_variant',
    linkVersion: 1,
    random: seededRandomKey(1),
    clock,
  });
  return { warehouse, report };
}

async function contents(warehouse: Warehouse): Promise<string> {
  const parts: unknown[] = [];
  for (const table of ['version', 'step', 'parameter', 'edge', 'review_pair', 'crosswalk', 'person_event']) {
    parts.push(await warehouse.query(`SELECT * FROM linkage.${table}`));
  }
  return JSON.stringify(parts);
}

describe('linking four sources of invented people', () => {
  let warehouse: Warehouse;
  let report: LinkReport;
  let evaluation: LinkEvaluation;

  beforeAll(async () => {
    ({ warehouse, report } = await linked(people));
    evaluation = await evaluateLinkage(warehouse, {
      linkVersion: 1,
      truthTable: 'people.truth',
      entityTable: 'people.entity_variant',
      strongKeys: ['sasid', 'ssn_token'],
      twinTable: 'people.twin',
    });
  });
  afterAll(() => warehouse.close());

  const pair = (left: string, right: string) => {
    const found = evaluation.pairs.find((each) => each.left === left && each.right === right);
    if (found === undefined) throw new Error(`no pair ${left} ${right}`);
    return found;
  };

  test('finds nearly all and hardly a wrong pair without any shared key', () => {
    const { weak } = pair('early', 'school');
    expect(weak.precision).toBeGreaterThan(0.995);
    expect(weak.recall).toBeGreaterThan(0.95);
  });

  test('links by the state id and, without one, by names', () => {
    const { strong, weak } = pair('college', 'school');
    expect(strong.precision).toBeGreaterThan(0.998);
    expect(strong.recall).toBeGreaterThan(0.99);
    expect(weak.precision).toBeGreaterThan(0.99);
    expect(weak.recall).toBeGreaterThan(0.9);
  });

  test('reaches wages over an SSN token alone', async () => {
    const wages = pair('college', 'wage');
    expect(wages.strong.recall).toBeGreaterThan(0.97);
    expect(wages.strong.precision).toBeGreaterThan(0.999);
    const [row] = await warehouse.query<{ edges: number; without_key: number }>(`
      SELECT COUNT(*) AS edges, SUM(CASE WHEN shared.entity_id IS NULL THEN 1 ELSE 0 END) AS without_key
      FROM linkage.edge AS edge
      LEFT JOIN (
        SELECT l.entity_id, r.entity_id AS other_id
        FROM people.entity_variant AS l
        JOIN people.entity_variant AS r ON r.ssn_token = l.ssn_token AND r.entity_id <> l.entity_id
      ) AS shared ON shared.entity_id = edge.entity_id_l AND shared.other_id = edge.entity_id_r
      WHERE edge.source_pair LIKE '%wage%'`);
    expect(row?.edges).toBeGreaterThan(300);
    expect(row?.without_key).toBe(0);
  });

  test('keeps twins apart', () => {
    expect(evaluation.twins?.pairs).toBeGreaterThan(10);
    expect(evaluation.twins?.share).toBeLessThanOrEqual(0.01);
  });

  test('gives every entity one person, and a person at most one entity of each source that holds a person once', async () => {
    const [row] = await warehouse.query<{ entities: number; distinct_entities: number }>(
      'SELECT COUNT(*) AS entities, COUNT(DISTINCT entity_id) AS distinct_entities FROM linkage.crosswalk',
    );
    expect(row).toEqual({ entities: people.truth.size, distinct_entities: people.truth.size });
    const crowded = await warehouse.query(`
      SELECT person_key, source FROM linkage.crosswalk WHERE source <> 'college' GROUP BY person_key, source HAVING COUNT(*) > 1`);
    expect(crowded).toEqual([]);
    const contradictory = await warehouse.query(`
      SELECT crosswalk.person_key
      FROM linkage.crosswalk AS crosswalk
      JOIN people.entity_variant AS variant ON variant.entity_id = crosswalk.entity_id
      GROUP BY crosswalk.person_key HAVING COUNT(DISTINCT ssn_token) > 1`);
    expect(contradictory).toEqual([]);
  });

  test('reports what each pass saw and linked, and which parameters it used', async () => {
    expect(report.passes.map(({ sourcePair, pass }) => `${sourcePair} ${pass}`)).toEqual([
      'early_school names',
      'school_college strong.sasid',
      'school_college names',
      'college_wage strong.ssn',
    ]);
    for (const pass of report.passes) {
      expect(pass.linked).toBeGreaterThan(0);
      expect(pass.eligibleLeft).toBeGreaterThanOrEqual(pass.linked);
      expect(pass.comparedPairs).toBeGreaterThanOrEqual(pass.linked + pass.displaced);
    }
    const [edges] = await warehouse.query<{ edges: number }>('SELECT COUNT(*) AS edges FROM linkage.edge');
    expect(report.passes.reduce((sum, pass) => sum + pass.linked, 0)).toBe(edges?.edges);
    const trained = report.passes[0]!.parameters!;
    expect(trained.converged).toBe(true);
    const stored = await warehouse.query(
      "SELECT m_probability AS m, u_probability AS u FROM linkage.parameter WHERE source_pair = 'early_school' ORDER BY comparison, level",
    );
    const expected = [...trained.comparisons]
      .sort((a, b) => (a.comparison < b.comparison ? -1 : 1))
      .flatMap(({ levels }) => levels.map(({ m, u }) => ({ m, u })));
    expect(stored).toEqual(expected);
  });

  test('estimates without labels how many matches there are, and how many links are wrong', () => {
    const { estimated, linked } = report.passes[0]!;
    const { truePairs, correct } = pair('early', 'school');
    expect(Math.abs(estimated!.matches - truePairs) / truePairs).toBeLessThan(0.05);
    expect(Math.abs(estimated!.falseLinks - (linked - correct)) / linked).toBeLessThan(0.01);
  });

  test('leaves no value of a person in the linkage schema or in its report', async () => {
    const written = `${await contents(warehouse)}${JSON.stringify(report)}`;
    const values = new Set(people.rows.flatMap((row) => [row.sasid, row.ssn_token, row.birth_date, row.last_name]));
    const words = written.match(/[A-Za-z0-9-]+/g) ?? [];
    expect(words.length).toBeGreaterThan(1000);
    expect(words.filter((word) => values.has(word))).toEqual([]);
  });

  test('gives the same bytes again, on other threads and from rows in another order', async () => {
    const shuffled = {
      ...people,
      rows: [...people.rows].sort((a, b) => ((a.entity_id * 7919) % 1009) - ((b.entity_id * 7919) % 1009)),
    };
    const again = await linked(shuffled, 1);
    try {
      expect(again.report.resultHash).toBe(report.resultHash);
      expect(await contents(again.warehouse)).toBe(await contents(warehouse));
    } finally {
      await again.warehouse.close();
    }
  });

  test('lets hardly an entity out of the warehouse', async () => {
    const { warehouse } = await linked(people);
    try {
      const left = await entitiesThatLeave(warehouse);
      expect(left.rows).toBeGreaterThan(100);
      expect(left.entities).toBeLessThan(0.01 * people.truth.size);
    } finally {
      await warehouse.close();
    }
  });
});

/** What statements of a second version return: rows in all, and those of them that name entities, clusters or persons. */
async function entitiesThatLeave(warehouse: Warehouse): Promise<{ readonly rows: number; readonly entities: number }> {
  const left = { rows: 0, entities: 0 };
  const hear = (row: Row) => {
    left.rows++;
    if (['e', 'el', 'er', 'entity_id', 'label', 'person_key'].some((column) => column in row)) left.entities++;
  };
  const heard = (session: Session): Session => ({
    query: async <T extends Row>(sql: string, parameters?: SqlParameters) => {
      const found = await session.query<T>(sql, parameters);
      found.forEach(hear);
      return found;
    },
    stream: async function* <T extends Row>(sql: string, parameters?: SqlParameters) {
      for await (const row of session.stream<T>(sql, parameters)) {
        hear(row);
        yield row;
      }
    },
    execute: (sql, parameters) => session.execute(sql, parameters),
  });
  const session = warehouse.session.bind(warehouse);
  Object.assign(warehouse, {
    session: <T>(work: (session: Session) => Promise<T>) => session((each) => work(heard(each))),
  });
  await runLinkage(warehouse, syntheticModel, {
    entityTable: 'people.entity_variant',
    linkVersion: 2,
    random: seededRandomKey(2),
    clock,
  });
  return left;
}

describe('link versions', () => {
  let warehouse: Warehouse;
  const options = { entityTable: 'people.entity_variant', clock };

  beforeAll(async () => {
    ({ warehouse } = await linked(people));
    await warehouse.execute(
      "INSERT INTO linkage.entity_record SELECT entity_id, source, 'x.y', 1, entity_id FROM people.entity_variant",
    );
  });
  afterAll(() => warehouse.close());

  test('never change', async () => {
    await expect(runLinkage(warehouse, syntheticModel, { ...options, linkVersion: 1 })).rejects.toThrow(ConflictError);
  });

  test('show persons of rows only when promoted', async () => {
    expect(await warehouse.query('SELECT * FROM linkage.record_person')).toEqual([]);
    expect(await promoteLinkVersion(warehouse, 1, { clock })).toEqual({ promoted: 1, retired: null });
    const [row] = await warehouse.query<{ rows: number }>(
      'SELECT COUNT(*) AS rows FROM linkage.record_person WHERE link_version = 1',
    );
    expect(row?.rows).toBe(people.rows.length);
  });

  test('keep the person keys of people who did not change', async () => {
    await warehouse.execute("DELETE FROM people.entity_variant WHERE source = 'early' AND entity_id % 10 = 0");
    const report = await runLinkage(warehouse, syntheticModel, {
      ...options,
      linkVersion: 2,
      random: seededRandomKey(2),
    });
    expect(report.events.kept).toBeGreaterThan(0.95 * report.persons);
    expect(report.events.retired).toBeGreaterThan(0);
    const [row] = await warehouse.query<{ changed: number; entities: number }>(`
      SELECT COUNT(*) AS entities, SUM(CASE WHEN old.person_key <> new.person_key THEN 1 ELSE 0 END) AS changed
      FROM linkage.crosswalk AS old
      JOIN linkage.crosswalk AS new ON new.entity_id = old.entity_id AND new.link_version = 2
      WHERE old.link_version = 1`);
    expect(row!.changed / row!.entities).toBeLessThan(0.01);
  });

  test('are promoted only where person keys go on', async () => {
    await runLinkage(warehouse, syntheticModel, { ...options, linkVersion: 3, random: seededRandomKey(3) });
    await promoteLinkVersion(warehouse, 2, { clock });
    await expect(promoteLinkVersion(warehouse, 3, { clock })).rejects.toThrow(ConflictError);
    expect(await promoteLinkVersion(warehouse, 1, { clock })).toEqual({ promoted: 1, retired: 2 });
    await expect(promoteLinkVersion(warehouse, 9, { clock })).rejects.toThrow(UsageError);
  });
});

test('linking one source alone makes everybody a person of their own', async () => {
  const warehouse = await openDuckDb({ path: ':memory:' });
  try {
    await warehouse.session((session) => writePeople(session, people, 'people'));
    const model = withoutSources(syntheticModel, ['early', 'college', 'wage']);
    const report = await runLinkage(warehouse, model, { entityTable: 'people.entity_variant', linkVersion: 1, clock });
    const [entities] = await warehouse.query<{ n: number }>(
      "SELECT COUNT(DISTINCT entity_id) AS n FROM people.entity_variant WHERE source = 'school'",
    );
    expect(entities?.n).toBeGreaterThan(500);
    expect(report).toMatchObject({ persons: entities?.n, linkedPersons: 0, largestCluster: 1, passes: [] });
    const [keys] = await warehouse.query('SELECT COUNT(DISTINCT person_key) AS n FROM linkage.crosswalk');
    expect(keys).toEqual(entities);
    expect(await warehouse.query('SELECT * FROM linkage.edge')).toEqual([]);
  } finally {
    await warehouse.close();
  }
});
