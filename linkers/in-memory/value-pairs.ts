import { InvariantError } from '../../schemas/errors.ts';
import { levelSelect } from '../level-sql.ts';
import type { PairContext } from '../pair-context.ts';
import { grown } from './grown.ts';

/** Distinct pairs of codes, numbered in the order they first came. */
export interface ValuePairs {
  /** The number of a pair. */
  number(lc: number, rc: number): number;
  left(): Int32Array;
  right(): Int32Array;
}

export function valuePairs(): ValuePairs {
  let bits = 12;
  let slots = new Int32Array(1 << bits).fill(-1);
  let left: Int32Array = new Int32Array(1 << (bits - 1));
  let right: Int32Array = new Int32Array(1 << (bits - 1));
  let length = 0;

  const slotOf = (lc: number, rc: number): number => {
    let hash = Math.imul(lc ^ Math.imul(rc, 0x85ebca6b), 0x9e3779b1);
    hash ^= hash >>> 15;
    const mask = slots.length - 1;
    let slot = Math.imul(hash, 0x2c1b3c6d) >>> (32 - bits);
    for (;;) {
      const number = slots[slot]!;
      if (number < 0 || (left[number] === lc && right[number] === rc)) return slot;
      slot = (slot + 1) & mask;
    }
  };
  const grow = () => {
    bits++;
    slots = new Int32Array(1 << bits).fill(-1);
    left = grown(left);
    right = grown(right);
    for (let number = 0; number < length; number++) slots[slotOf(left[number]!, right[number]!)] = number;
  };
  return {
    number: (lc, rc) => {
      const slot = slotOf(lc, rc);
      if (slots[slot]! >= 0) return slots[slot]!;
      left[length] = lc;
      right[length] = rc;
      slots[slot] = length++;
      // Half full at most, so that the search for a slot stays short.
      if (length === left.length) grow();
      return length - 1;
    },
    left: () => left.slice(0, length),
    right: () => right.slice(0, length),
  };
}

const VALUE_PAIR_TABLE = 'link_value_pair';

/** The level of each pair of unequal values, by the pair's number. */
export async function levelsOf(context: PairContext, comparison: string, pairs: ValuePairs): Promise<Int32Array> {
  const { session, dialect, model } = context;
  const lc = pairs.left();
  if (session.readIntegers === undefined || session.appendNumbers === undefined) {
    throw new InvariantError('This engine takes and gives no columns of numbers');
  }
  const levels = new Int32Array(lc.length);
  if (lc.length === 0) return levels;
  await session.execute(`CREATE OR REPLACE TEMPORARY TABLE ${VALUE_PAIR_TABLE} (n INTEGER, lc INTEGER, rc INTEGER)`);
  const places = new Int32Array(lc.length);
  for (let number = 0; number < places.length; number++) places[number] = number;
  await session.appendNumbers(VALUE_PAIR_TABLE, [places, lc, pairs.right()]);
  const [numbers, found] = await session.readIntegers(
    `SELECT n, level FROM (${levelSelect(dialect, comparison, model.comparisons[comparison]!, VALUE_PAIR_TABLE, ['n'])}) AS leveled`,
  );
  for (let at = 0; at < numbers!.length; at++) levels[numbers![at]!] = found![at]!;
  await session.execute(`DROP TABLE ${VALUE_PAIR_TABLE}`);
  return levels;
}
