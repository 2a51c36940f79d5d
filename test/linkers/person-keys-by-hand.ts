import type { PersonEventKind } from '../../linkers/person-events.ts';
import type { RandomKey } from '../../linkers/person-key.ts';

export interface PersonKeysGiven {
  /** The cluster of every entity, by entity id; cluster numbers are any integers. */
  readonly clusters: ReadonlyMap<number, number>;
  /** The person key of every entity in the version before, by entity id. */
  readonly previousCrosswalk: ReadonlyMap<number, number>;
  /** Version in which each key was first given. */
  readonly keyAges: ReadonlyMap<number, number>;
  readonly random: RandomKey;
}

export interface PersonEvent {
  readonly event: PersonEventKind;
  readonly person_key: number;
  readonly other_key: number | null;
}

/** What the statements of `carryPersonKeys` are to come to, worked out cluster by cluster. */
export function personKeysByHand(given: PersonKeysGiven): {
  readonly keyOfCluster: ReadonlyMap<number, number>;
  readonly events: readonly PersonEvent[];
} {
  const { clusters, previousCrosswalk, keyAges, random } = given;
  const overlaps = countOverlaps(clusters, previousCrosswalk);
  const ranked = overlaps.toSorted(
    (a, b) =>
      b.shared - a.shared || keyAges.get(a.key)! - keyAges.get(b.key)! || a.key - b.key || a.cluster - b.cluster,
  );
  const keyOfCluster = new Map<number, number>();
  const goesOn = new Set<number>();
  for (const { key, cluster } of ranked) {
    if (keyOfCluster.has(cluster) || goesOn.has(key)) continue;
    keyOfCluster.set(cluster, key);
    goesOn.add(key);
  }
  const events: PersonEvent[] = [];
  const drawn = new Set<number>();
  for (const cluster of [...new Set(clusters.values())].sort((a, b) => a - b)) {
    if (keyOfCluster.has(cluster)) continue;
    let key = random();
    while (keyAges.has(key) || drawn.has(key)) key = random();
    drawn.add(key);
    keyOfCluster.set(cluster, key);
    if (!overlaps.some((overlap) => overlap.cluster === cluster)) {
      events.push({ event: 'created', person_key: key, other_key: null });
    }
  }
  for (const { key, cluster } of overlaps) {
    const owner = keyOfCluster.get(cluster)!;
    if (owner === key) continue;
    if (goesOn.has(key)) events.push({ event: 'split', person_key: owner, other_key: key });
    else events.push({ event: 'merged', person_key: key, other_key: owner });
  }
  for (const key of new Set(previousCrosswalk.values())) {
    if (!overlaps.some((overlap) => overlap.key === key)) {
      events.push({ event: 'retired', person_key: key, other_key: null });
    }
  }
  return { keyOfCluster, events };
}

interface Overlap {
  readonly key: number;
  readonly cluster: number;
  readonly shared: number;
}

function countOverlaps(
  clusters: ReadonlyMap<number, number>,
  previous: ReadonlyMap<number, number>,
): readonly Overlap[] {
  const overlaps = new Map<string, Overlap>();
  for (const [entity, cluster] of clusters) {
    const key = previous.get(entity);
    if (key === undefined) continue;
    const name = `${key} ${cluster}`;
    overlaps.set(name, { key, cluster, shared: (overlaps.get(name)?.shared ?? 0) + 1 });
  }
  return [...overlaps.values()];
}
