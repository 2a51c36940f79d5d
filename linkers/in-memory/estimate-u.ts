import { InvariantError } from '../../schemas/errors.ts';
import { composeU, type EstimatedU, inexactShares, NO_INEXACT_LEVEL, sampleSize } from '../estimate-u.ts';
import type { PairContext } from '../pair-context.ts';
import type { CodedRecords } from './coded-records.ts';
import type { ValueCounts } from './value-counts.ts';

/** Hashes lie below. */
const HASHES = 2 ** 32;

/** As `estimateU` of the warehouse does, with values counted in process; only inexact levels need the values. */
export async function estimateUOfRecords(
  context: PairContext,
  records: CodedRecords,
  comparison: string,
  left: ValueCounts,
  right: ValueCounts,
): Promise<EstimatedU> {
  const levelCount = context.model.comparisons[comparison]!.comparison_levels.length;
  const pairs = context.dedupe ? left.holders * (left.holders - 1) : left.holders * right.holders;
  const equal = equalPairs(left, right) - (context.dedupe ? left.holders : 0);
  const exact = pairs > 0 ? equal / pairs : 0;
  if (levelCount === 2) return composeU(context, exact, NO_INEXACT_LEVEL, true);

  const budget = context.model.budgets.u_value_pairs;
  const all = left.distinct * right.distinct <= budget;
  const size = sampleSize(budget);
  const l = all ? left.counts : sampledCounts(context, records, left, size, 'left');
  const r = all ? right.counts : sampledCounts(context, records, right, size, 'right');
  await writeCounts(context, 'link_u_left', l);
  await writeCounts(context, 'link_u_right', r);
  const weights = (table: string) => `(SELECT code, CAST(weight AS BIGINT) AS weight FROM ${table})`;
  const shares = await inexactShares(context, comparison, weights('link_u_left'), weights('link_u_right'), 1);
  return composeU(context, exact, shares, all);
}

function equalPairs(left: ValueCounts, right: ValueCounts): number {
  const codes = Math.min(left.counts.length, right.counts.length);
  let pairs = 0;
  for (let code = 0; code < codes; code++) pairs += left.counts[code]! * right.counts[code]!;
  return pairs;
}

/** The values of the records that the warehouse's sample holds, see `sampledValues`. */
function sampledCounts(
  context: PairContext,
  { rows, width }: CodedRecords,
  { counts, position }: ValueCounts,
  size: number,
  side: 'left' | 'right',
): Int32Array {
  const { first, entities } = context[side];
  // Within one source the two samples are of different records.
  const half = context.dedupe ? (side === 'left' ? 0 : 1) : null;
  const expected = Math.max(1, half === null ? counts.length : counts.length / 2);
  // The least hashes lie below a bound that is guessed, and raised until enough do.
  for (let bound = Math.min(HASHES, (4 * size * HASHES) / expected); ; bound = Math.min(HASHES, 4 * bound)) {
    const below: (readonly [hash: number, code: number])[] = [];
    for (let e = first; e < first + entities; e++) {
      const hash = (Math.imul(e, 2654435761) + 12345) >>> 0;
      if (hash >= bound || (half !== null && e % 2 !== half)) continue;
      const code = rows[e * width + position]!;
      if (code >= 0) below.push([hash, code]);
    }
    if (below.length < size && bound < HASHES) continue;
    const sampled = new Int32Array(counts.length);
    for (const [, code] of below.sort(([a], [b]) => a - b).slice(0, size)) sampled[code]!++;
    return sampled;
  }
}

/** Creates a table (code, weight) of the values that are held. */
async function writeCounts(context: PairContext, table: string, counts: Int32Array): Promise<void> {
  const { session } = context;
  if (session.appendNumbers === undefined) throw new InvariantError('This engine takes no columns of numbers');
  const codes = new Int32Array(counts.length);
  const weights = new Int32Array(counts.length);
  let length = 0;
  for (let code = 0; code < counts.length; code++) {
    if (counts[code]! === 0) continue;
    codes[length] = code;
    weights[length++] = counts[code]!;
  }
  await session.execute(`CREATE OR REPLACE TEMPORARY TABLE ${table} (code INTEGER, weight INTEGER)`);
  await session.appendNumbers(table, [codes.subarray(0, length), weights.subarray(0, length)]);
}
