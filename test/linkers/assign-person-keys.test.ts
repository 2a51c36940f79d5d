import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { assignPersonKeys } from '../../linkers/assign-person-keys.ts';
import { cryptoRandomKey, seededRandomKey } from '../../linkers/person-key.ts';

const assignment = fc.array(
  fc.record({
    entity: fc.integer({ min: 1, max: 60 }),
    cluster: fc.integer({ min: 0, max: 20 }),
    previous: fc.option(fc.integer({ min: 1, max: 20 }), { nil: null }),
    absent: fc.boolean(),
  }),
  { maxLength: 60 },
);

function versions(rows: readonly { entity: number; cluster: number; previous: number | null; absent: boolean }[]) {
  const clusters = new Map<number, number>();
  const previousCrosswalk = new Map<number, number>();
  for (const row of rows) {
    if (!row.absent) clusters.set(row.entity, row.cluster);
    if (row.previous !== null) previousCrosswalk.set(row.entity, row.previous + 1000);
  }
  return { clusters, previousCrosswalk };
}

describe('person keys', () => {
  test('go to one cluster each, and only old keys the cluster overlaps are carried on', () => {
    fc.assert(
      fc.property(assignment, fc.integer(), (rows, seed) => {
        const { clusters, previousCrosswalk } = versions(rows);
        const { keyOfCluster } = assignPersonKeys({ clusters, previousCrosswalk, random: seededRandomKey(seed) });
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
    fc.assert(
      fc.property(assignment, (rows) => {
        const { clusters, previousCrosswalk } = versions(rows);
        const { keyOfCluster, events } = assignPersonKeys({ clusters, previousCrosswalk, random: seededRandomKey(1) });
        const named = new Set(events.flatMap(({ personKey, otherKey }) => [personKey, otherKey]));
        for (const key of [...previousCrosswalk.values(), ...keyOfCluster.values()]) expect(named.has(key)).toBe(true);
        const current = new Set(keyOfCluster.values());
        for (const { event, personKey } of events) {
          expect(current.has(personKey)).toBe(event !== 'merged' && event !== 'retired');
        }
      }),
    );
  });

  test('stay the same when nothing changed', () => {
    fc.assert(
      fc.property(assignment, (rows) => {
        const { clusters } = versions(rows);
        const first = assignPersonKeys({ clusters, previousCrosswalk: new Map(), random: seededRandomKey(4) });
        const previousCrosswalk = new Map([...clusters].map(([entity, at]) => [entity, first.keyOfCluster.get(at)!]));
        const again = assignPersonKeys({ clusters, previousCrosswalk, random: seededRandomKey(5) });
        expect(again.keyOfCluster).toEqual(first.keyOfCluster);
        expect(again.events.every(({ event }) => event === 'kept')).toBe(true);
      }),
    );
  });

  test('follow the greater part of a person, and the older key at a tie', () => {
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
    const { keyOfCluster, events } = assignPersonKeys({
      clusters,
      previousCrosswalk,
      keyAges,
      random: seededRandomKey(9),
    });
    expect(keyOfCluster.get(0)).toBe(50);
    expect(keyOfCluster.get(2)).toBe(60);
    const [alone, created] = [keyOfCluster.get(1)!, keyOfCluster.get(3)!];
    expect(events).toContainEqual({ event: 'split', personKey: alone, otherKey: 50 });
    expect(events).toContainEqual({ event: 'merged', personKey: 70, otherKey: 60 });
    expect(events).toContainEqual({ event: 'created', personKey: created, otherKey: null });
  });

  test('are never given twice, even when the source of randomness repeats itself', () => {
    const drawn = [7, 7, 8, 8, 9];
    const { keyOfCluster } = assignPersonKeys({
      clusters: new Map([
        [1, 0],
        [2, 1],
      ]),
      previousCrosswalk: new Map(),
      isIssued: (key) => key === 7,
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
