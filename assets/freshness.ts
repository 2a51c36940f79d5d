import type { PeriodGrammar } from '../schemas/contract/extract-contract.ts';
import { periodOpens } from '../schemas/contract/period-opens.ts';
import type { Asset } from './define-asset.ts';
import { ordinalOf, partitionAt } from './partitions/axis.ts';

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
  /** Of files by period: the latest period that there is, and the latest that should be. */
  readonly newestPeriod: string | null;
  readonly duePeriod: string | null;
}

/** What is newest of an asset. */
export interface NewestData {
  /** When it came or was made; ISO 8601. Of files by period, when the latest period did. */
  readonly at: string;
  readonly period?: string | undefined;
}

const HOUR_MILLISECONDS = 3_600_000;
const DAY_MILLISECONDS = 24 * HOUR_MILLISECONDS;

/** Days from the opening of a period to when its files should be there: its length, and the weeks agencies have to send. */
const DUE_DAYS: Readonly<Record<Exclude<PeriodGrammar, 'as-of'>, number>> = Object.freeze({
  // Opened on the first, certified again by the first of the next month or, at the year's end, the 18th.
  collection: 60,
  'school-year': 365 + 90,
  term: 200,
  // Wage reports are due a month after the quarter.
  quarter: 92 + 31 + 15,
  month: 31 + 15,
});

/**
 * How old an asset is, held against how old it may grow. Files by period are late when the newest period that is due is
 * not there: taking in an old one again makes nothing fresh. Snapshots of no certain period, and what the hub makes, are
 * late by age.
 */
export function freshnessOf(asset: Asset, newest: NewestData | undefined, now: Date): Freshness {
  const age = newest === undefined ? null : (now.getTime() - Date.parse(newest.at)) / HOUR_MILLISECONDS;
  const due = duePeriod(asset, now);
  return Object.freeze({
    assetKey: asset.key,
    state: stateOf(asset, newest, age, due),
    newest: newest?.at ?? null,
    ageHours: age === null ? null : Math.round(age * 10) / 10,
    freshnessHours: asset.freshnessHours ?? null,
    newestPeriod: newest?.period ?? null,
    duePeriod: due ?? null,
  });
}

function stateOf(
  asset: Asset,
  newest: NewestData | undefined,
  age: number | null,
  due: string | undefined,
): FreshnessState {
  if (age === null) return 'missing';
  const limit = asset.freshnessHours;
  if (limit === undefined) return 'unlimited';
  if (due === undefined || newest?.period === undefined || asset.partitions.kind === 'none') {
    return age > limit ? 'late' : 'fresh';
  }
  const { grammar } = asset.partitions;
  return ordinalOf(grammar, newest.period) < ordinalOf(grammar, due) ? 'late' : 'fresh';
}

/** The newest period of files that should be there by now. */
function duePeriod({ kind, partitions }: Asset, now: Date): string | undefined {
  if (kind !== 'load' || partitions.kind === 'none' || partitions.grammar === 'as-of') return undefined;
  const { grammar } = partitions;
  const dueAt = (ordinal: number) =>
    Date.parse(periodOpens(grammar, partitionAt(grammar, ordinal))) +
    DUE_DAYS[grammar as keyof typeof DUE_DAYS] * DAY_MILLISECONDS;
  let ordinal = ordinalOf(grammar, LATEST[grammar as keyof typeof LATEST](now.getUTCFullYear() + 1));
  while (dueAt(ordinal) > now.getTime()) ordinal -= 1;
  return partitionAt(grammar, ordinal);
}

/** The last period of a year, which is not due before its end. */
const LATEST: Readonly<Record<Exclude<PeriodGrammar, 'as-of'>, (year: number) => string>> = Object.freeze({
  collection: (year) => `${year}-10`,
  'school-year': String,
  term: (year) => `${year}F`,
  quarter: (year) => `${year}Q4`,
  month: (year) => `${year}-12`,
});
