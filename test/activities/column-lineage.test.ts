import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type AssetLineage, type LineageReader, lineageReader } from '../../activities/column-lineage.ts';
import { upstreamOf } from '../../assets/asset-graph.ts';
import { hubGraph } from '../../assets/hub-assets.ts';
import { UsageError } from '../../schemas/errors.ts';
import { openQueryParser, type QueryParser } from '../../warehouse/lineage/parse-query.ts';

let parser: QueryParser;
let reader: LineageReader;
let all: readonly AssetLineage[];
beforeAll(async () => {
  parser = await openQueryParser();
  reader = lineageReader(hubGraph, parser);
  all = await Promise.all([...hubGraph.assets.keys()].map((key) => reader.read(key)));
});
afterAll(() => parser.close());

const columnOf = async (asset: string, column: string) => {
  const found = (await reader.read(asset)).columns.find((one) => one.column === column);
  if (found === undefined) throw new Error(`${asset} has no ${column}`);
  return found;
};

describe('the lineage of the hub’s columns', () => {
  test('is whole: every column of every contract is followed, and no name is left unexplained', () => {
    expect(all.filter(({ unresolved }) => unresolved.length > 0)).toEqual([]);
    for (const { asset, columns } of all) {
      const contract = hubGraph.assets.get(asset)?.contract;
      if (contract === undefined) continue;
      const followed = columns.map(({ column }) => column).toSorted();
      expect(followed, asset).toEqual(contract.columns.map(({ name }) => name).toSorted());
    }
  });

  test('reads no asset that the graph does not know to be upstream', () => {
    const strays = all.flatMap(({ asset, columns }) => {
      const upstream = upstreamOf(hubGraph, asset);
      return columns.flatMap(({ column, from }) =>
        from
          .filter((source) => hubGraph.assets.has(source.asset) && !upstream.has(source.asset))
          .map((source) => `${asset}.${column} reads ${source.asset}.${source.column}`),
      );
    });
    expect(strays).toEqual([]);
  });

  test('tells where a column was copied from and where it was computed', async () => {
    const gender = await columnOf('learn_to_earn.learner', 'gender');
    expect(gender.known).toBe('sql');
    expect(gender.from).toContainEqual({ asset: 'load.dhe.enrollment', column: 'gender', how: 'derived' });
    expect(gender.identifying).toContainEqual({ asset: 'load.dese.sims', column: 'gender', identifying: 'quasi' });
  });

  test('leads from a person’s key to the names and ids that it stands for, which no table holds itself', async () => {
    const { identifying } = await columnOf('ecids.child', 'person_key');
    for (const column of ['first_name', 'last_name', 'birth_date', 'sasid']) {
      expect(identifying).toContainEqual({ asset: 'load.dese.sims', column, identifying: 'direct' });
    }
    expect((await columnOf('linkage.version', 'person_key')).known).toBe('declared');
  });

  test('looks through lists of codes at what was looked up in them', async () => {
    const { identifying } = await columnOf('learn_to_earn.learner', 'race_group');
    expect(identifying.map(({ asset }) => asset)).toEqual(
      expect.arrayContaining(['load.dese.sims', 'load.dhe.enrollment']),
    );
  });

  test('finds nobody behind what only counts years and versions', async () => {
    expect((await columnOf('learn_to_earn.learner', 'link_version')).identifying).toEqual([]);
  });

  test('goes from public measures to their aggregates, as declared', async () => {
    const released = (await reader.read('public.release')).columns;
    expect(released.length).toBeGreaterThan(20);
    for (const { known, from } of released) {
      expect(known).toBe('declared');
      expect(from).toEqual([expect.objectContaining({ asset: 'public.tables', how: 'same' })]);
    }
  });

  test('of an asset that is not there is a wrong use', () => {
    expect(() => reader.read('ecids.chidl')).toThrow(UsageError);
  });
});
