import type { PatternCode } from '../agreement-pattern.ts';
import { comparisonColumn } from '../names.ts';
import type { PairContext } from '../pair-context.ts';
import type { CodedRecords } from './coded-records.ts';
import type { PairList } from './find-pairs.ts';
import { grown } from './grown.ts';
import { levelsOf, type ValuePairs, valuePairs } from './value-pairs.ts';

/**
 * The agreement pattern of every pair. Equal codes agree exactly; each distinct pair of unequal values is compared once,
 * where its values are.
 */
export async function comparePairs(
  context: PairContext,
  records: CodedRecords,
  pairs: PairList,
  comparisons: readonly string[],
  code: PatternCode,
): Promise<Float64Array | Int32Array> {
  const largest = code.radices.reduce((product, radix) => product * radix, 1);
  const patterns = largest < 2 ** 31 ? new Int32Array(pairs.length) : new Float64Array(pairs.length);
  const compared = comparisons.map((name, index): ComparedColumn => {
    const { columns, comparison_levels } = context.model.comparisons[name]!;
    const looksAtValues = comparison_levels.length > 2;
    return {
      position: records.position(comparisonColumn(name, columns)),
      place: code.places[index]!,
      unequal: looksAtValues ? unequalPairs() : undefined,
    };
  });
  addAgreements(patterns, records, pairs, compared);
  for (const [index, name] of comparisons.entries()) {
    const { unequal, place } = compared[index]!;
    if (unequal === undefined) continue;
    const levels = await levelsOf(context, name, unequal.values);
    const { at, number, length } = unequal;
    for (let each = 0; each < length; each++) patterns[at[each]!]! += levels[number[each]!]! * place;
  }
  return patterns;
}

interface ComparedColumn {
  readonly position: number;
  /** What one step of the comparison's digit is worth. */
  readonly place: number;
  /** Undefined where unequal values can only be `else`, the second level. */
  readonly unequal: UnequalPairs | undefined;
}

/** Pairs with unequal values, and the numbers of their values' pairs. */
interface UnequalPairs {
  at: Int32Array;
  number: Int32Array;
  length: number;
  readonly values: ValuePairs;
}

function unequalPairs(): UnequalPairs {
  return { at: new Int32Array(1 << 12), number: new Int32Array(1 << 12), length: 0, values: valuePairs() };
}

/** Adds the digits that codes alone decide, and gathers the other pairs. Each pair's records are looked at once. */
function addAgreements(
  patterns: Float64Array | Int32Array,
  { rows, width }: CodedRecords,
  { el, er, length }: PairList,
  compared: readonly ComparedColumn[],
): void {
  for (let at = 0; at < length; at++) {
    const l = el[at]! * width;
    const r = er[at]! * width;
    let pattern = 0;
    for (let index = 0; index < compared.length; index++) {
      const { position, place, unequal } = compared[index]!;
      const lc = rows[l + position]!;
      const rc = rows[r + position]!;
      if (lc < 0 || rc < 0) continue;
      if (lc === rc) pattern += place;
      else if (unequal === undefined) pattern += 2 * place;
      else addUnequal(unequal, at, lc, rc);
    }
    patterns[at] = pattern;
  }
}

function addUnequal(unequal: UnequalPairs, at: number, lc: number, rc: number): void {
  if (unequal.length === unequal.at.length) {
    unequal.at = grown(unequal.at);
    unequal.number = grown(unequal.number);
  }
  unequal.at[unequal.length] = at;
  unequal.number[unequal.length++] = unequal.values.number(lc, rc);
}
