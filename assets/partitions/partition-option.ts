import { PERIOD_PATTERNS } from '../../schemas/contract/extract-contract.ts';
import { UsageError } from '../../schemas/errors.ts';
import { ordinalOf, type PartitionAxis, rangeOfYears } from './axis.ts';
import { type PartitionRange, type PartitionSet, partitionSet } from './partition-range.ts';

/** What people may write between the ends of a range. */
const BETWEEN = /\.{2,3}|…/;
/** A school year by both of its years, such as `2019-20`. */
const SCHOOL_YEAR = /^(19|20)(\d\d)-(\d\d)$/;
const YEAR = /^(19|20)\d\d$/;

/**
 * Reads partitions as people write them: one, such as `2021Q3`; a range, such as `2019-20...2023-24`; open at an end, as
 * in `2020...`; several, between commas. Years mean all partitions of an axis that lie in them; a school year counts by
 * its end.
 * @param all that the asset has, for ends that are left open
 * @returns undefined when the text is none of this axis
 */
export function partitionsOn(axis: PartitionAxis, text: string, all: PartitionSet): PartitionSet | undefined {
  if (axis === 'whole') return undefined;
  const ranges = text.split(',').map((part) => rangeOn(axis, part.trim(), all));
  return ranges.every((range) => range !== undefined) ? partitionSet(ranges) : undefined;
}

function rangeOn(axis: Exclude<PartitionAxis, 'whole'>, part: string, all: PartitionSet): PartitionRange | undefined {
  const [first = '', last, ...more] = part.split(BETWEEN);
  if (more.length > 0 || part === '') return undefined;
  const from = first === '' ? { from: all[0]?.from ?? 0, to: 0 } : endOn(axis, first);
  const to =
    last === undefined ? from : last === '' ? { from: 0, to: all.at(-1)?.to ?? from?.from ?? 0 } : endOn(axis, last);
  if (from === undefined || to === undefined || (first === '' && (last ?? '') === '')) return undefined;
  if (from.from <= to.to) return { from: from.from, to: to.to };
  // Beyond the last that there is, an open range holds nothing; one that is written out runs backward.
  if (first === '' || last === '') return { from: from.from, to: from.from - 1 };
  throw new UsageError(`${JSON.stringify(part)} is no range of partitions that runs from an earlier to a later one`);
}

function endOn(axis: Exclude<PartitionAxis, 'whole'>, text: string): PartitionRange | undefined {
  const schoolYear = SCHOOL_YEAR.exec(text);
  const ends = schoolYear === null ? undefined : Number(text.slice(0, 4)) + 1;
  // 2009-10 is a collection, a month and a school year: an axis has its own names first.
  if (ends !== undefined && ends % 100 === Number(schoolYear?.[3])) {
    return ownPartition(axis, text) ?? rangeOfYears(axis, ends, ends);
  }
  if (YEAR.test(text)) return rangeOfYears(axis, Number(text), Number(text));
  return ownPartition(axis, text);
}

/** Of the axis's own names. */
function ownPartition(axis: Exclude<PartitionAxis, 'whole'>, text: string): PartitionRange | undefined {
  if (!PERIOD_PATTERNS[axis].test(text)) return undefined;
  const ordinal = ordinalOf(axis, text);
  return { from: ordinal, to: ordinal };
}
