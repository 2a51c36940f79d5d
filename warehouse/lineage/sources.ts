/** `same`: the value as it is. `derived`: something computed from it. */
export type How = 'same' | 'derived';

/** A column that another column comes from. */
export interface ColumnSource {
  /** `schema.table` */
  readonly table: string;
  readonly column: string;
  readonly how: How;
}

/** What a value comes from, by `schema.table` and column. */
export type Sources = ReadonlyMap<string, ColumnSource>;

export const NO_SOURCES: Sources = new Map();

export function sourceOf(table: string, column: string): Sources {
  return new Map([[`${table}\0${column}`, { table, column, how: 'same' }]]);
}

/** What comes from any of them. What is both copied and computed from counts as computed from. */
export function mergeSources(all: Iterable<Sources>): Sources {
  const merged = new Map<string, ColumnSource>();
  for (const sources of all) {
    for (const [key, source] of sources) {
      const known = merged.get(key);
      if (known === undefined || source.how === 'derived') merged.set(key, source);
    }
  }
  return merged;
}

export function derived(sources: Sources): Sources {
  return new Map([...sources].map(([key, source]) => [key, { ...source, how: 'derived' }]));
}

/** In the order of tables and columns. */
export function listSources(sources: Sources): readonly ColumnSource[] {
  return [...sources].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, source]) => source);
}
