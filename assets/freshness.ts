import type { Asset } from './define-asset.ts';

/** `unlimited`: it may grow as old as it likes. `missing`: there is nothing of it that could be old. */
export type FreshnessState = 'fresh' | 'late' | 'missing' | 'unlimited';

export interface Freshness {
  readonly assetKey: string;
  readonly state: FreshnessState;
  /** When its newest data came or were made; ISO 8601. */
  readonly newest: string | null;
  readonly ageHours: number | null;
  /** How old it may grow. */
  readonly freshnessHours: number | null;
}

const HOUR_MILLISECONDS = 3_600_000;

/** How old an asset is, held against how old it may grow. @param newest when its newest data came or were made */
export function freshnessOf(asset: Asset, newest: string | undefined, now: Date): Freshness {
  const age = newest === undefined ? null : (now.getTime() - Date.parse(newest)) / HOUR_MILLISECONDS;
  const limit = asset.freshnessHours;
  return Object.freeze({
    assetKey: asset.key,
    state: stateOf(age, limit),
    newest: newest ?? null,
    ageHours: age === null ? null : Math.round(age * 10) / 10,
    freshnessHours: limit ?? null,
  });
}

function stateOf(age: number | null, limit: number | undefined): FreshnessState {
  if (age === null) return 'missing';
  if (limit === undefined) return 'unlimited';
  return age > limit ? 'late' : 'fresh';
}
