import { referenceSets } from '../schemas/reference/index.ts';
import { type Asset, defineAsset } from './define-asset.ts';

/** Published lists that ship with the project, one table each. Making one brings all to their files. */
export const referenceAssets: readonly Asset[] = Object.freeze(
  [...referenceSets.values()].map((set) =>
    defineAsset({
      key: set.contract.table,
      kind: 'reference',
      group: 'reference',
      description: `${set.contract.title}. Source: ${set.source}.`,
      upstream: [],
      maker: { kind: 'step', step: 'load-reference' },
      contract: set.contract,
      owners: set.contract.owners,
      codeVersion: String(set.version),
    }),
  ),
);
