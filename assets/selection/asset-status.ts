/**
 * How an asset stands. `missing`: never made. `stale`: made from what is no longer so. `failed`: its last attempt
 * failed, whatever it holds. `fresh`: none of these.
 */
export const ASSET_STATUSES = ['stale', 'missing', 'failed', 'fresh'] as const;
export type AssetStatus = (typeof ASSET_STATUSES)[number];

/** By key of the asset. One may be failed and stale, or failed and missing, at once. */
export type AssetStatuses = ReadonlyMap<string, ReadonlySet<AssetStatus>>;
