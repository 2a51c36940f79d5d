import type { RandomKey } from './person-key.ts';

export interface PersonKeyOptions {
  /** The cluster of every entity, by entity id; cluster numbers are any integers. */
  readonly clusters: ReadonlyMap<number, number>;
  /** The person key of every entity in the version before, by entity id. */
  readonly previousCrosswalk: ReadonlyMap<number, number>;
  /** Version in which each key was first given; keys absent here count as oldest. */
  readonly keyAges?: ReadonlyMap<number, number>;
  /** Whether a key was ever given, so that none is given twice. */
  readonly isIssued?: (key: number) => boolean;
  readonly random: RandomKey;
}

/** `created`: nobody in it was known. `kept`: the key goes on. `split`: part of `otherKey` became `personKey`. `merged`: `personKey` ends in `otherKey`. `retired`: none of its entities is left. */
export type PersonEventKind = 'created' | 'kept' | 'split' | 'merged' | 'retired';

export interface PersonEvent {
  readonly event: PersonEventKind;
  readonly personKey: number;
  readonly otherKey: number | null;
}

export interface PersonKeys {
  /** Person key by cluster. */
  readonly keyOfCluster: ReadonlyMap<number, number>;
  readonly events: readonly PersonEvent[];
}

/**
 * Carries person keys from one link version to the next: old keys and new clusters are matched one-to-one by the
 * number of entities they share, greatest first, ties to the older key, then to the lesser key and cluster. Other
 * clusters get new random keys.
 */
export function assignPersonKeys(options: PersonKeyOptions): PersonKeys {
  const overlaps = countOverlaps(options.clusters, options.previousCrosswalk);
  const age = (key: number) => options.keyAges?.get(key) ?? 0;
  const ranked = [...overlaps].sort(
    (a, b) => b.shared - a.shared || age(a.key) - age(b.key) || a.key - b.key || a.cluster - b.cluster,
  );

  const keyOfCluster = new Map<number, number>();
  const clusterOfKey = new Map<number, number>();
  for (const { key, cluster } of ranked) {
    if (keyOfCluster.has(cluster) || clusterOfKey.has(key)) continue;
    keyOfCluster.set(cluster, key);
    clusterOfKey.set(key, cluster);
  }

  const old = new Set(options.previousCrosswalk.values());
  const given = new Set<number>();
  const fresh = (): number => {
    for (;;) {
      const key = options.random();
      if (old.has(key) || given.has(key) || options.isIssued?.(key) === true) continue;
      given.add(key);
      return key;
    }
  };
  const touched = new Set(overlaps.map(({ cluster }) => cluster));
  const events: PersonEvent[] = [];
  for (const cluster of [...new Set(options.clusters.values())].sort((a, b) => a - b)) {
    const kept = keyOfCluster.get(cluster);
    if (kept !== undefined) {
      events.push({ event: 'kept', personKey: kept, otherKey: null });
      continue;
    }
    const key = fresh();
    keyOfCluster.set(cluster, key);
    if (!touched.has(cluster)) events.push({ event: 'created', personKey: key, otherKey: null });
  }

  const survivors = new Set(overlaps.map(({ key }) => key));
  for (const { key, cluster } of [...overlaps].sort((a, b) => a.key - b.key || a.cluster - b.cluster)) {
    const owner = keyOfCluster.get(cluster)!;
    if (owner === key) continue;
    // A key that goes on elsewhere lost a part of its entities; one that does not was taken up by the cluster's key.
    if (clusterOfKey.has(key)) events.push({ event: 'split', personKey: owner, otherKey: key });
    else events.push({ event: 'merged', personKey: key, otherKey: owner });
  }
  for (const key of [...old].sort((a, b) => a - b)) {
    if (!survivors.has(key)) events.push({ event: 'retired', personKey: key, otherKey: null });
  }
  return Object.freeze({ keyOfCluster, events: Object.freeze(events) });
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
  const counts = new Map<number, Map<number, number>>();
  for (const [entity, cluster] of clusters) {
    const key = previous.get(entity);
    if (key === undefined) continue;
    const byCluster = counts.get(key) ?? new Map<number, number>();
    byCluster.set(cluster, (byCluster.get(cluster) ?? 0) + 1);
    counts.set(key, byCluster);
  }
  return [...counts].flatMap(([key, byCluster]) =>
    [...byCluster].map(([cluster, shared]) => ({ key, cluster, shared })),
  );
}
