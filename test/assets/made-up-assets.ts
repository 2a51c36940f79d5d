import { type Asset, type AssetSpec, defineAsset, type Upstream } from '../../assets/define-asset.ts';

/** An asset for tests of graphs: a table of the group `g` that the hub owns, unless told otherwise. */
export function asset(
  key: string,
  upstream: readonly (string | Upstream)[] = [],
  more: Partial<AssetSpec> = {},
): Asset {
  return defineAsset({
    ...{ key, kind: 'table', group: 'g', description: key, maker: { kind: 'step', step: 'made-up' } },
    ...{ owners: ['HUB'], codeVersion: '1' },
    upstream: upstream.map((edge) => (typeof edge === 'string' ? { key: edge } : edge)),
    ...more,
  });
}
