import type { PatternCode } from './agreement-pattern.ts';
import { patternWeight } from './match-weight.ts';

/** Patterns from the best to the worst by given parameters, ties by number. */
export function rankPatterns(
  patterns: readonly number[],
  code: PatternCode,
  m: readonly (readonly number[])[],
  u: readonly (readonly number[])[],
  lambda: number,
): readonly number[] {
  const levels = m.map((values, comparison) => values.map((value, level) => ({ m: value, u: u[comparison]![level]! })));
  const weights = new Map(patterns.map((pattern) => [pattern, patternWeight(code.digits(pattern), levels, lambda)]));
  return patterns.toSorted((a, b) => weights.get(b)! - weights.get(a)! || a - b);
}
