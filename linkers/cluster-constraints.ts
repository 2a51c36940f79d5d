/** What final clusters must keep, over dense entity numbers. */
export interface ClusterConstraints {
  readonly sourceOf: (entity: number) => number;
  /** By source; undefined where a person may have any number. */
  readonly maxPerCluster: readonly (number | undefined)[];
  /** For each column that has one value per cluster: the known values of the entities that have any. */
  readonly singleValued: readonly ReadonlyMap<number, readonly number[]>[];
  /** Entities that a person may have, of all sources together. @default no limit */
  readonly maxEntities?: number | undefined;
}

/** Whether the entities could be one person. */
export function mayBeOnePerson(constraints: ClusterConstraints, members: readonly number[]): boolean {
  return mayMerge(constraints, members, []) && contradictions(constraints, members, members) === 0;
}

/** Whether two clusters, each sound in itself, could be one person. */
export function mayMerge(constraints: ClusterConstraints, a: readonly number[], b: readonly number[]): boolean {
  if (a.length + b.length > (constraints.maxEntities ?? Number.POSITIVE_INFINITY)) return false;
  const counts = new Map<number, number>();
  for (const members of [a, b]) {
    for (const entity of members) {
      const source = constraints.sourceOf(entity);
      const count = (counts.get(source) ?? 0) + 1;
      const limit = constraints.maxPerCluster[source];
      if (limit !== undefined && count > limit) return false;
      counts.set(source, count);
    }
  }
  return contradictions(constraints, a, b) === 0;
}

/** Pairs of entities that share no known value of a column of which a person has one. */
function contradictions(constraints: ClusterConstraints, a: readonly number[], b: readonly number[]): number {
  return constraints.singleValued.reduce((found, values) => found + contradictingPairs(values, a, b), 0);
}

/** The same for one column, given by the known values of the entities that have any. */
export function contradictingPairs(
  values: ReadonlyMap<number, readonly number[]>,
  a: readonly number[],
  b: readonly number[],
): number {
  let found = 0;
  const known = b.filter((entity) => values.has(entity));
  for (const entity of a) {
    const own = values.get(entity);
    if (own === undefined) continue;
    for (const other of known) {
      if (other !== entity && !values.get(other)!.some((value) => own.includes(value))) found++;
    }
  }
  return found;
}
