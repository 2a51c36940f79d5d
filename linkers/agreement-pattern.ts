import { InvariantError } from '../schemas/errors.ts';
import type { Comparison } from '../schemas/link-model/comparison.ts';

/**
 * Agreement patterns as mixed-radix integers. The digit of a comparison is 0 where a value is missing, otherwise the
 * position of its level, counted from 1 (exact) to the number of levels (else).
 */
export interface PatternCode {
  /** Number of digits' values of each comparison: its levels and missing. */
  readonly radices: readonly number[];
  /** What one step of each comparison's digit is worth. */
  readonly places: readonly number[];
  digits(pattern: number): readonly number[];
}

export function patternCode(comparisons: readonly Pick<Comparison, 'comparison_levels'>[]): PatternCode {
  const radices = comparisons.map((comparison) => comparison.comparison_levels.length + 1);
  const places: number[] = [];
  let place = 1;
  for (const radix of radices) {
    places.push(place);
    place *= radix;
  }
  if (!Number.isSafeInteger(place))
    throw new InvariantError('A pass has more agreement patterns than an integer can name');
  return Object.freeze({
    radices,
    places,
    digits: (pattern: number) => radices.map((radix, index) => Math.floor(pattern / places[index]!) % radix),
  });
}
