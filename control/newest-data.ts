import type { Control } from './connect.ts';

export interface NewestData {
  /** ISO 8601 in UTC. */
  readonly at: string;
  /** Of files. */
  readonly period?: string;
}

/**
 * The newest data of every asset and when they came or were made, by its key. Of files those are the latest period that
 * counts and when it was last taken in: a run that finds no new file makes nothing newer, and an old one neither.
 */
export async function newestData(control: Control): Promise<ReadonlyMap<string, NewestData>> {
  const made = (await control('materialization')
    .select({ key: 'asset_key' })
    .max({ newest: 'materialized_at' })
    .groupBy('asset_key')) as unknown as readonly { readonly key: string; readonly newest: string }[];
  const loaded = (await control('load')
    .distinctOn('extract')
    .select({ key: 'extract', period: 'period', at: 'loaded_at' })
    .where('state', 'current')
    // Winter, spring, summer and fall, which no alphabet knows.
    .orderByRaw(
      `extract, LEFT(period, 4) DESC, TRANSLATE(SUBSTR(period, 5), 'WSUF', '1234') DESC, loaded_at DESC`,
    )) as {
    readonly key: string;
    readonly period: string;
    readonly at: string;
  }[];
  return new Map<string, NewestData>([
    ...made.filter(({ key }) => !key.startsWith('load.')).map(({ key, newest }) => [key, { at: newest }] as const),
    ...loaded.map(({ key, period, at }) => [`load.${key}`, { at, period }] as const),
  ]);
}
