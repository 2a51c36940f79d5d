import { PERIOD_PATTERNS, type PeriodGrammar } from '../../schemas/contract/extract-contract.ts';
import { UsageError } from '../../schemas/errors.ts';
import type { PartitionRange, PartitionSet } from './partition-range.ts';

/** Where an asset's partitions lie. `whole` has the one partition `all`; periods follow one another as in time. */
export type PartitionAxis = 'whole' | PeriodGrammar;

/** The one partition of an asset that has no others. */
export const WHOLE = 'all';
export const WHOLE_SET: PartitionSet = Object.freeze([Object.freeze({ from: 0, to: 0 })]);

const DAY_MILLISECONDS = 86_400_000;
/** Months of the collections of a school year, which begins in the fall of the year before. */
const COLLECTIONS = ['10', '03', '06'];
const TERMS = ['W', 'S', 'U', 'F'];
/** Between the ends of a range; no period holds it. */
const TO = '..';

/**
 * The place of a partition on its axis. Neighbors in time are neighbors in number.
 * @throws UsageError when it is no partition of the axis
 */
export function ordinalOf(axis: PartitionAxis, key: string): number {
  if (axis === 'whole' ? key !== WHOLE : !PERIOD_PATTERNS[axis].test(key)) {
    throw new UsageError(`${JSON.stringify(key)} is no partition of an asset that has ${axisText(axis)}`);
  }
  const year = Number(key.slice(0, 4));
  switch (axis) {
    case 'whole':
      return 0;
    case 'school-year':
      return year;
    case 'quarter':
      return year * 4 + Number(key.slice(5)) - 1;
    case 'term':
      return year * 4 + TERMS.indexOf(key.slice(4));
    case 'month':
      return year * 12 + Number(key.slice(5)) - 1;
    case 'collection': {
      const collection = COLLECTIONS.indexOf(key.slice(5));
      return (collection === 0 ? year + 1 : year) * 3 + collection;
    }
    case 'as-of':
      return Date.UTC(year, Number(key.slice(5, 7)) - 1, Number(key.slice(8))) / DAY_MILLISECONDS;
  }
}

/** The partition at a place of an axis. */
export function partitionAt(axis: PartitionAxis, ordinal: number): string {
  switch (axis) {
    case 'whole':
      return WHOLE;
    case 'school-year':
      return String(ordinal);
    case 'quarter':
      return `${Math.floor(ordinal / 4)}Q${(ordinal % 4) + 1}`;
    case 'term':
      return `${Math.floor(ordinal / 4)}${TERMS[ordinal % 4]}`;
    case 'month':
      return `${Math.floor(ordinal / 12)}-${String((ordinal % 12) + 1).padStart(2, '0')}`;
    case 'collection': {
      const schoolYear = Math.floor(ordinal / 3);
      return `${ordinal % 3 === 0 ? schoolYear - 1 : schoolYear}-${COLLECTIONS[ordinal % 3]}`;
    }
    case 'as-of':
      return new Date(ordinal * DAY_MILLISECONDS).toISOString().slice(0, 10);
  }
}

/** A partition or a range of them as stores keep it: `2021Q3`, or `2019Q1..2021Q4`. */
export function rangeText(axis: PartitionAxis, { from, to }: PartitionRange): string {
  return from === to ? partitionAt(axis, from) : `${partitionAt(axis, from)}${TO}${partitionAt(axis, to)}`;
}

/** @throws UsageError when the text is no partition of the axis, and no range of them that runs forward */
export function readRange(axis: PartitionAxis, text: string): PartitionRange {
  const cut = text.indexOf(TO);
  const from = ordinalOf(axis, cut < 0 ? text : text.slice(0, cut));
  const to = cut < 0 ? from : ordinalOf(axis, text.slice(cut + TO.length));
  if (from <= to) return { from, to };
  throw new UsageError(`${JSON.stringify(text)} is no range of partitions that runs from an earlier to a later one`);
}

/** A set of partitions for people: `2019Q1…2021Q4, 2022Q2`, and how many more beyond the first few. */
export function setText(axis: PartitionAxis, set: PartitionSet, most = 4): string {
  const shown = set.slice(0, most).map((range) => rangeText(axis, range).replace(TO, '…'));
  return [...shown, ...(set.length > most ? [`${set.length - most} more`] : [])].join(', ');
}

/** Partitions that a year has, of axes that have the same in each. */
const A_YEAR: Readonly<Record<Exclude<PartitionAxis, 'whole' | 'as-of'>, number>> = Object.freeze({
  'school-year': 1,
  collection: 3,
  term: 4,
  quarter: 4,
  month: 12,
});

/** The year that a partition counts to: the school year, by its end, of a collection; otherwise the calendar's. */
export function yearOf(axis: Exclude<PartitionAxis, 'whole'>, ordinal: number): number {
  if (axis === 'as-of') return new Date(ordinal * DAY_MILLISECONDS).getUTCFullYear();
  return Math.floor(ordinal / A_YEAR[axis]);
}

/** All partitions of the years from the first to the last. */
export function rangeOfYears(axis: Exclude<PartitionAxis, 'whole'>, first: number, last: number): PartitionRange {
  if (axis === 'as-of') {
    return { from: Date.UTC(first, 0, 1) / DAY_MILLISECONDS, to: Date.UTC(last + 1, 0, 1) / DAY_MILLISECONDS - 1 };
  }
  return { from: first * A_YEAR[axis], to: (last + 1) * A_YEAR[axis] - 1 };
}

function axisText(axis: PartitionAxis): string {
  return axis === 'whole' ? 'no partitions' : `a partition a ${axis}`;
}
