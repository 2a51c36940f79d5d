import { expect, test } from 'vitest';
import { SOURCE_OF_EXTRACT } from '../../activities/entities/entity-tables.ts';
import { buildAssetGraph } from '../../assets/asset-graph.ts';
import { linkageAssets } from '../../assets/linkage.ts';
import { loadAssets } from '../../assets/loads.ts';
import { referenceAssets } from '../../assets/reference.ts';
import { selectAssets } from '../../assets/selection/select-assets.ts';
import { extractContracts } from '../../schemas/extracts/index.ts';

const graph = buildAssetGraph([...referenceAssets, ...loadAssets, ...linkageAssets]);

test('every extract has a load asset, partitioned by its own periods', () => {
  for (const contract of extractContracts.values()) {
    expect(graph.assets.get(`load.${contract.key}`)).toMatchObject({
      partitions: { kind: 'period', extract: contract.key },
      owners: [contract.agency],
      codeVersion: String(contract.version),
    });
  }
});

test('entities read every extract whose rows they are made from, and linkage reads entities alone', () => {
  const read = graph.assets.get('linkage.entities')?.upstream.map((edge) => edge.key) ?? [];
  expect(read.filter((key) => key.startsWith('load.')).toSorted()).toEqual(
    [...SOURCE_OF_EXTRACT.keys()].map((extract) => `load.${extract}`).toSorted(),
  );
  expect(graph.assets.get('linkage.version')?.upstream).toEqual([{ key: 'linkage.entities' }]);
});

test('all ingestion can be selected at once', () => {
  expect(selectAssets({ graph }, ['group:ingest'])).toHaveLength(extractContracts.size);
  expect(selectAssets({ graph }, ['load.dese.*'])).toHaveLength(4);
});
