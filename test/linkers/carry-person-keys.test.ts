import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { carryPersonKeys } from '../../linkers/carry-person-keys.ts';
import { migrateLinkage } from '../../linkers/migrate-linkage.ts';
import { cryptoRandomKey, type RandomKey, seededRandomKey } from '../../linkers/person-key.ts';
import { writeNumbers } from '../../linkers/write-numbers.ts';
import { openDuckDb } from '../../warehouse/duckdb/duckdb-warehouse.ts';
import type { Warehouse } from '../../warehouse/warehouse.ts';
import { type PersonEvent, personKeysByHand } from './person-keys-by-hand.ts';

const assignmentOf = (most: number) =>
  fc.array(
    fc.record({
      entity: fc.integer({ min: 1, max: 60 }),
      cluster: fc.integer({ min: 0, max: most }),
      previous: fc.option(fc.integer({ min: 1, max: most }), { nil: null }),
      absent: fc.boolean(),
    }),
    { maxLength: 60 },
  );
const assignment = assignmentOf(20);
/** Few clusters and keys, so that they share several entities and contend for each other. */
const contended = assignmentOf(5);
/** First versions of keys, other than the second, which precedes. */
const ages = fc.array(fc.constantFrom(1, 2), { minLength: 20, maxLength: 20 });

function versions(rows: readonly { entity: number; cluster: number; previous: number | null; absent: boolean }[]) {
  const clusters = new Map<number, number>();
  const previousCrosswalk = new Map<number, number>();
  for (const row of rows) {
    if (!row.absent) clusters.set(row.entity, row.cluster);
    if (row.previous !== null) previousCrosswalk.set(row.entity, row.previous + 1000);
  }
  return { clusters, previousCrosswalk };
}

let warehouse: Warehouse;
beforeAll(async () => {
  warehouse = await openDuckDb({ path: ':memory:' });
  await migrateLinkage(warehouse);
});
afterAll(() => warehouse.close());

interface Carried {
  readonly keyOfCluster: ReadonlyMap<number, number>;
  readonly events: readonly PersonEvent[];
}

/** @param keyAges keys that were given before the version that precedes, the second */
async function carry(given: {
  readonly clusters: ReadonlyMap<number, number>;
  readonly previousCrosswalk: ReadonlyMap<number, number>;
  readonly keyAges?: ReadonlyMap<number, number>;
  readonly random: RandomKey;
}): Promise<Carried> {
  return warehouse.session(async (session) => {
    const { dialect } = warehouse;
    for (const table of ['version', 'crosswalk']) await session.execute(`DELETE FROM linkage.${table}`);
    await session.execute("INSERT INTO linkage.version (link_version, state) VALUES (1, 'retired'), (2, 'promoted')");
    const crosswalk = { link_version: 'INTEGER', entity_id: 'BIGINT', person_key: 'BIGINT' } as const;
    await writeNumbers(session, dialect, 'given_crosswalk', crosswalk, [
      ...[...given.previousCrosswalk].map(([entity, key]) => [2, entity, key]),
      ...[...(given.keyAges ?? [])].filter(([, age]) => age === 1).map(([key]) => [1, 10_000, key]),
    ]);
    await session.execute(
      "INSERT INTO linkage.crosswalk SELECT link_version, 'any', entity_id, person_key FROM given_crosswalk",
    );
    const entities = [...given.clusters];
    const columns = { e: 'INTEGER', entity_id: 'BIGINT' } as const;
    await writeNumbers(
      session,
      dialect,
      'link_entity',
      columns,
      entities.map(([entity], e) => [e, entity]),
    );
    const label = { e: 'INTEGER', label: 'INTEGER' } as const;
    await writeNumbers(
      session,
      dialect,
      'link_final_label',
      label,
      entities.map(([, cluster], e) => [e, cluster]),
    );
    await writeNumbers(session, dialect, 'link_alias', { entity_id: 'BIGINT', canonical_id: 'BIGINT' }, []);
    expect(await carryPersonKeys(session, dialect, given.random)).toBe(2);
    const persons = await session.query<{ label: number; person_key: number }>(
      'SELECT label, person_key FROM link_final_person ORDER BY label',
    );
    const kept = await session.query<PersonEvent & Record<string, unknown>>(
      "SELECT 'kept' AS event, person_key, NULL AS other_key FROM link_final_person WHERE kept = 1",
    );
    const events = await session.query<PersonEvent & Record<string, unknown>>('SELECT * FROM link_final_event');
    return {
      keyOfCluster: new Map(persons.map(({ label, person_key }) => [label, person_key])),
      events: [...kept, ...events],
    };
  });
}

const inOrder = (events: readonly PersonEvent[]) => events.map((event) => JSON.stringify(event)).sort();

describe('person keys', () => {
  test('are those of matching by hand, with the events that tell of them', () => {
    return fc.assert(
      fc.asyncProperty(fc.oneof(assignment, contended), ages, fc.integer(), async (rows, firstVersions, seed) => {
        const given = versions(rows);
        const keyAges = new Map(firstVersions.map((age, index) => [index + 1001, age]));
        const { keyOfCluster, events } = await carry({ ...given, keyAges, random: seededRandomKey(seed) });
        const expected = personKeysByHand({ ...given, keyAges, random: seededRandomKey(seed) });
        expect(keyOfCluster).toEqual(new Map([...expected.keyOfCluster].sort(([a], [b]) => a - b)));
        expect(inOrder(events.filter(({ event }) => event !== 'kept'))).toEqual(inOrder(expected.events));
      }),
    );
  });

  test('go to one cluster each, and only old keys the cluster overlaps are carried on', () => {
    return fc.assert(
      fc.asyncProperty(assignment, fc.integer(), async (rows, seed) => {
        const { clusters, previousCrosswalk } = versions(rows);
        const { keyOfCluster } = await carry({ clusters, previousCrosswalk, random: seededRandomKey(seed) });
        const keys = [...keyOfCluster.values()];
        expect(new Set(keys).size).toBe(keys.length);
        expect(new Set(keyOfCluster.keys())).toEqual(new Set(clusters.values()));
        const old = new Set(previousCrosswalk.values());
        for (const [cluster, key] of keyOfCluster) {
          if (!old.has(key)) continue;
          const shared = [...clusters].some(([entity, at]) => at === cluster && previousCrosswalk.get(entity) === key);
          expect(shared).toBe(true);
        }
      }),
    );
  });

  test('account for every old and new key by an event', () => {
    return fc.assert(
      fc.asyncProperty(assignment, async (rows) => {
        const { clusters, previousCrosswalk } = versions(rows);
        const { keyOfCluster, events } = await carry({ clusters, previousCrosswalk, random: seededRandomKey(1) });
        const named = new Set(events.flatMap(({ person_key, other_key }) => [person_key, other_key]));
        for (const key of [...previousCrosswalk.values(), ...keyOfCluster.values()]) expect(named.has(key)).toBe(true);
        const current = new Set(keyOfCluster.values());
        for (const { event, person_key } of events) {
          expect(current.has(person_key)).toBe(event !== 'merged' && event !== 'retired');
        }
      }),
    );
  });

  test('stay the same when nothing changed', () => {
    return fc.assert(
      fc.asyncProperty(assignment, async (rows) => {
        const { clusters } = versions(rows);
        const first = await carry({ clusters, previousCrosswalk: new Map(), random: seededRandomKey(4) });
        const previousCrosswalk = new Map([...clusters].map(([entity, at]) => [entity, first.keyOfCluster.get(at)!]));
        const again = await carry({ clusters, previousCrosswalk, random: seededRandomKey(5) });
        expect(again.keyOfCluster).toEqual(first.keyOfCluster);
        expect(again.events.every(({ event }) => event === 'kept')).toBe(true);
      }),
    );
  });

  test('follow the greater part of a person, and the older key at a tie', async () => {
    const previousCrosswalk = new Map([
      [1, 50],
      [2, 50],
      [3, 50],
      [4, 70],
      [5, 60],
    ]);
    const clusters = new Map([
      [1, 0],
      [2, 0],
      [3, 1],
      [4, 2],
      [5, 2],
      [6, 3],
    ]);
    const keyAges = new Map([
      [50, 1],
      [60, 1],
      [70, 2],
    ]);
    const { keyOfCluster, events } = await carry({ clusters, previousCrosswalk, keyAges, random: seededRandomKey(9) });
    expect(keyOfCluster.get(0)).toBe(50);
    expect(keyOfCluster.get(2)).toBe(60);
    const [alone, created] = [keyOfCluster.get(1)!, keyOfCluster.get(3)!];
    expect(events).toContainEqual({ event: 'split', person_key: alone, other_key: 50 });
    expect(events).toContainEqual({ event: 'merged', person_key: 70, other_key: 60 });
    expect(events).toContainEqual({ event: 'created', person_key: created, other_key: null });
  });

  test('follow the greater part into a later cluster', async () => {
    const { keyOfCluster } = await carry({
      clusters: new Map([
        [1, 0],
        [2, 1],
        [3, 1],
      ]),
      previousCrosswalk: new Map([
        [1, 50],
        [2, 50],
        [3, 50],
      ]),
      random: seededRandomKey(9),
    });
    expect(keyOfCluster.get(1)).toBe(50);
  });

  test('follow the older of two keys even where it is the greater number', async () => {
    const { keyOfCluster } = await carry({
      clusters: new Map([
        [1, 0],
        [2, 0],
      ]),
      previousCrosswalk: new Map([
        [1, 70],
        [2, 60],
      ]),
      keyAges: new Map([[70, 1]]),
      random: seededRandomKey(9),
    });
    expect(keyOfCluster.get(0)).toBe(70);
  });

  test('are never given twice, even when the source of randomness repeats itself', async () => {
    const drawn = [7, 7, 8, 8, 9];
    const { keyOfCluster } = await carry({
      clusters: new Map([
        [1, 0],
        [2, 1],
      ]),
      previousCrosswalk: new Map(),
      keyAges: new Map([[7, 1]]),
      random: () => drawn.shift()!,
    });
    expect([...keyOfCluster.values()]).toEqual([8, 9]);
  });

  test('are integers of 53 bits', () => {
    for (const random of [cryptoRandomKey, seededRandomKey(1)]) {
      for (let draw = 0; draw < 1000; draw++) {
        const key = random();
        expect(Number.isSafeInteger(key) && key > 0).toBe(true);
      }
    }
  });
});
