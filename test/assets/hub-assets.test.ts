import { expect, test } from 'vitest';
import { upstreamOf } from '../../assets/asset-graph.ts';
import { hubGraph } from '../../assets/hub-assets.ts';
import { LINK_VERSION_ASSET } from '../../assets/linked-table.ts';

test('no table can come up before the link version it is built on', () => {
  const tables = [...hubGraph.assets.values()].filter(({ maker }) => maker.kind === 'sql');
  expect(tables.length).toBeGreaterThan(30);
  const early = tables.filter(({ key }) => !upstreamOf(hubGraph, key).has(LINK_VERSION_ASSET));
  expect(early.map(({ key }) => key)).toEqual([]);
});
