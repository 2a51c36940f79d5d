import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CLUSTER_FATES, type ClusterFate, compareVersions } from '../../linkers/compare-versions.ts';
import { migrateLinkage } from '../../linkers/migrate-linkage.ts';
import { openDuckDb } from '../../warehouse/duckdb/duckdb-warehouse.ts';
import type { Warehouse } from '../../warehouse/warehouse.ts';

/** Entity → cluster, of a version. */
type Clusters = Readonly<Record<number, number>>;

let warehouse: Warehouse;

beforeAll(async () => {
  warehouse = await openDuckDb({ path: ':memory:' });
  await migrateLinkage(warehouse);
});
afterAll(() => warehouse.close());

async function compare(before: Clusters, after: Clusters) {
  await warehouse.execute('DELETE FROM linkage.crosswalk');
  await warehouse.execute('DELETE FROM linkage.version');
  for (const [version, clusters] of [
    [1, before],
    [2, after],
  ] as const) {
    await warehouse.execute(`INSERT INTO linkage.version (link_version, state) VALUES (${version}, 'candidate')`);
    for (const [entity, cluster] of Object.entries(clusters)) {
      await warehouse.execute(`INSERT INTO linkage.crosswalk VALUES (${version}, 'a', ${entity}, ${cluster})`);
    }
  }
  return compareVersions(warehouse, 1, 2);
}

/** The fate of every cluster, by going over them one by one. */
function fatesByHand(before: Clusters, after: Clusters): Map<ClusterFate, { before: number; after: number }> {
  const members = (clusters: Clusters) => {
    const found = new Map<number, Set<string>>();
    for (const [entity, cluster] of Object.entries(clusters)) {
      found.set(cluster, (found.get(cluster) ?? new Set()).add(entity));
    }
    return [...found.values()];
  };
  const counts = new Map(CLUSTER_FATES.map((fate) => [fate, { before: 0, after: 0 }]));
  const open = { before: members(before), after: members(after) };
  const meets = (a: Set<string>, b: Set<string>) => [...a].some((entity) => b.has(entity));
  while (open.before.length + open.after.length > 0) {
    // What hangs together by shared entities is one story.
    const group = { before: [] as Set<string>[], after: [] as Set<string>[] };
    if (open.before.length > 0) group.before.push(open.before.pop()!);
    else group.after.push(open.after.pop()!);
    for (let grew = true; grew; ) {
      const [b, a] = [
        open.before.filter((cluster) => group.after.some((other) => meets(cluster, other))),
        open.after.filter((cluster) => group.before.some((other) => meets(cluster, other))),
      ];
      open.before = open.before.filter((cluster) => !b.includes(cluster));
      open.after = open.after.filter((cluster) => !a.includes(cluster));
      group.before.push(...b);
      group.after.push(...a);
      grew = b.length + a.length > 0;
    }
    const fate = fateOf(group.before, group.after);
    const count = counts.get(fate)!;
    counts.set(fate, {
      before: count.before + group.before.length,
      after: count.after + group.after.length,
    });
  }
  return counts;
}

function fateOf(before: readonly Set<string>[], after: readonly Set<string>[]): ClusterFate {
  if (before.length === 0) return 'new';
  if (after.length === 0) return 'gone';
  if (before.length > 1) return after.length > 1 ? 'regrouped' : 'merged';
  if (after.length > 1) return 'split';
  const [old, now] = [before[0]!, after[0]!];
  if ([...now].some((entity) => !old.has(entity))) return 'grown';
  return [...old].some((entity) => !now.has(entity)) ? 'shrunk' : 'same';
}

describe('comparing two link versions', () => {
  test('tells what became of every cluster, by the entities it holds', async () => {
    const before = { 1: 10, 2: 10, 3: 11, 4: 12, 5: 12, 6: 13, 7: 14, 8: 15, 9: 15 };
    const after = { 1: 10, 2: 10, 3: 12, 4: 12, 5: 12, 6: 13, 20: 13, 8: 15, 9: 16, 30: 17 };
    const { fates, samples, persons, entities } = await compare(before, after);
    expect(Object.fromEntries(fates.map(({ fate, ...counts }) => [fate, counts]))).toEqual({
      same: { before: 1, after: 1 },
      grown: { before: 1, after: 1 },
      shrunk: { before: 0, after: 0 },
      merged: { before: 2, after: 1 },
      split: { before: 1, after: 2 },
      regrouped: { before: 0, after: 0 },
      new: { before: 0, after: 1 },
      gone: { before: 1, after: 0 },
    });
    expect(samples).toEqual([
      { fate: 'grown', before: [13], after: [13] },
      { fate: 'merged', before: [11, 12], after: [12] },
      { fate: 'split', before: [15], after: [15, 16] },
      { fate: 'new', before: [], after: [17] },
      { fate: 'gone', before: [14], after: [] },
    ]);
    expect(persons).toEqual({ before: 6, after: 6 });
    expect(entities).toEqual({ before: 9, after: 10, both: 8 });
  });

  test('counts as going over the clusters by hand does', async () => {
    const clusters = fc.dictionary(fc.integer({ min: 1, max: 12 }).map(String), fc.integer({ min: 1, max: 6 }), {
      maxKeys: 12,
    });
    await fc.assert(
      fc.asyncProperty(clusters, clusters, async (before, after) => {
        const { fates } = await compare(before as Clusters, after as Clusters);
        const counted = new Map(fates.map(({ fate, ...counts }) => [fate, counts]));
        expect(counted).toEqual(fatesByHand(before as Clusters, after as Clusters));
      }),
      { numRuns: 40 },
    );
  });

  test('names the versions there are when one is not', async () => {
    await compare({ 1: 1 }, { 1: 1 });
    await expect(compareVersions(warehouse, 1, 7)).rejects.toMatchObject({ hint: 'Versions: 1, 2.' });
  });
});
