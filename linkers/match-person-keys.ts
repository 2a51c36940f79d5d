/** A person key and a cluster that share entities. */
export interface Overlap {
  readonly person_key: number;
  readonly label: number;
}

/**
 * Matches old person keys and new clusters one-to-one, taking overlaps as they come.
 * @param ranked overlaps, those to be preferred first
 */
export function matchPersonKeys<T extends Overlap>(ranked: Iterable<T>): readonly T[] {
  const keys = new Set<number>();
  const clusters = new Set<number>();
  const matched: T[] = [];
  for (const overlap of ranked) {
    if (keys.has(overlap.person_key) || clusters.has(overlap.label)) continue;
    keys.add(overlap.person_key);
    clusters.add(overlap.label);
    matched.push(overlap);
  }
  return matched;
}
