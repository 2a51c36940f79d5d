import type { FellegiSunterPass } from '../schemas/link-model/link-pass.ts';
import type { PatternCode } from './agreement-pattern.ts';
import { patternWeight } from './match-weight.ts';
import type { PairContext } from './pair-context.ts';
import type { PatternScore, TermFrequency } from './pair-worker.ts';
import { round6 } from './round6.ts';
import { largestAdjustment } from './term-frequency.ts';
import type { TrainedPass } from './train-parameters.ts';

/** The patterns that reach the review threshold, with what the rarity of values could add. */
export function scorePatterns(
  context: PairContext,
  pass: FellegiSunterPass,
  code: PatternCode,
  trained: Pick<TrainedPass, 'lambda' | 'comparisons' | 'patterns'>,
  frequencies: readonly TermFrequency[],
  review: number,
): readonly PatternScore[] {
  const levels = trained.comparisons.map((comparison) => comparison.levels);
  const clauses = linkClauses(context, pass);
  return trained.patterns.flatMap((pattern) => {
    const digits = code.digits(pattern);
    const weight = patternWeight(digits, levels, trained.lambda);
    // No rarity of values can lift the others above the review threshold.
    if (weight + largestAdjustment(digits, levels, frequencies) < review) return [];
    return [{ pattern, weight: round6(weight), linkable: clauses.every((holds) => holds(digits)) }];
  });
}

/** The pass's `link_only_if` as tests of a pattern's digits. */
function linkClauses(
  context: PairContext,
  pass: FellegiSunterPass,
): readonly ((digits: readonly number[]) => boolean)[] {
  return pass.link_only_if.map((clause) => {
    const alternatives = clause.any.map(({ comparison, level }) => ({
      position: pass.comparisons.indexOf(comparison),
      worst: context.model.comparisons[comparison]!.comparison_levels.findIndex(({ label }) => label === level) + 1,
    }));
    return (digits) => alternatives.some(({ position, worst }) => digits[position]! >= 1 && digits[position]! <= worst);
  });
}
