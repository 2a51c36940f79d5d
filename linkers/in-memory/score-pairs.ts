import type { PatternCode } from '../agreement-pattern.ts';
import type { PatternScore } from '../pair-worker.ts';
import { round6 } from '../round6.ts';
import type { CodedRecords } from './coded-records.ts';
import type { PairList } from './find-pairs.ts';
import { patternNumbers } from './pattern-numbers.ts';
import { inexactAdjustment, type Rarity } from './value-rarity.ts';

/** What a scored pair is up for, by its number in `ScoredPairs.state`. */
export const PAIR_STATES = ['link', 'link_only_if', 'between_thresholds'] as const;

export interface ScoredPairs {
  readonly el: Int32Array;
  readonly er: Int32Array;
  readonly weight: Float64Array;
  readonly state: Int32Array;
}

/** The pairs that reach the review threshold, in the order they were found. */
export function scorePairs(
  records: CodedRecords,
  pairs: PairList,
  patterns: Int32Array | Float64Array,
  code: PatternCode,
  scores: readonly PatternScore[],
  rarities: readonly Rarity[],
  { link, review }: { readonly link: number; readonly review: number },
): ScoredPairs {
  const told = scores.map((score) => ({ ...score, rarities: rarityDigits(score.pattern, code, rarities) }));
  const numbers = patternNumbers(scores.map(({ pattern }) => pattern));
  const el = new Int32Array(pairs.length);
  const er = new Int32Array(pairs.length);
  const weights = new Float64Array(pairs.length);
  const states = new Int32Array(pairs.length);
  let length = 0;
  for (let at = 0; at < pairs.length; at++) {
    const number = numbers(patterns[at]!);
    if (number < 0) continue;
    const score = told[number]!;
    const l = pairs.el[at]!;
    const r = pairs.er[at]!;
    let adjustment = 0;
    for (const { rarity, exact } of score.rarities) {
      const lc = records.rows[l * records.width + rarity.position]!;
      if (exact) adjustment += rarity.adjustments[lc]!;
      else adjustment += inexactAdjustment(rarity, lc, records.rows[r * records.width + rarity.position]!);
    }
    const weight = round6(score.weight + adjustment);
    if (weight < review) continue;
    el[length] = l;
    er[length] = r;
    weights[length] = weight;
    states[length++] = weight < link ? 2 : score.linkable ? 0 : 1;
  }
  return Object.freeze({
    el: el.subarray(0, length),
    er: er.subarray(0, length),
    weight: weights.subarray(0, length),
    state: states.subarray(0, length),
  });
}

/** The rarities that tell in a pattern, in the order of comparisons. */
function rarityDigits(
  pattern: number,
  code: PatternCode,
  rarities: readonly Rarity[],
): readonly { readonly rarity: Rarity; readonly exact: boolean }[] {
  const digits = code.digits(pattern);
  return rarities
    .map((rarity) => ({ rarity, digit: digits[rarity.comparison]!, elseLevel: code.radices[rarity.comparison]! - 1 }))
    .filter(({ rarity, digit, elseLevel }) => digit === 1 || (digit > 1 && digit < elseLevel && rarity.inexact > 0))
    .map(({ rarity, digit }) => ({ rarity, exact: digit === 1 }));
}
