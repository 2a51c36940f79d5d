import type { Control } from './connect.ts';

/**
 * When the newest data of every asset came or were made, by its key. Of files that is when the newest load that counts
 * was taken in, since a run that finds no new file makes nothing newer.
 */
export async function newestData(control: Control): Promise<ReadonlyMap<string, string>> {
  const made = (await control('materialization')
    .select({ key: 'asset_key' })
    .max({ newest: 'materialized_at' })
    .groupBy('asset_key')) as unknown as readonly { readonly key: string; readonly newest: string }[];
  const loaded = (await control('load')
    .select({ key: 'extract' })
    .max({ newest: 'loaded_at' })
    .where('state', 'current')
    .groupBy('extract')) as unknown as readonly { readonly key: string; readonly newest: string }[];
  return new Map([
    ...made.filter(({ key }) => !key.startsWith('load.')).map(({ key, newest }) => [key, newest] as const),
    ...loaded.map(({ key, newest }) => [`load.${key}`, newest] as const),
  ]);
}
