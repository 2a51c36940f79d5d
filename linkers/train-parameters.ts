import type { FellegiSunterPass } from '../schemas/link-model/link-pass.ts';
import { UntrainedParameterError } from './errors.ts';
import { type EstimatedU, knownU } from './estimate-u.ts';
import { type EmResult, expectationMaximization } from './expectation-maximization.ts';
import type { TrainedComparison } from './link-report.ts';
import { levelWeight } from './match-weight.ts';
import type { PairContext } from './pair-context.ts';
import type { PairWorker } from './pair-worker.ts';
import { rankPatterns } from './rank-patterns.ts';
import { startingM } from './starting-m.ts';
import type { LearnedM } from './train-by-rules.ts';

export interface TrainedPass {
  readonly lambda: number;
  readonly comparisons: readonly TrainedComparison[];
  readonly em: EmResult;
  /** Every pattern that occurs. */
  readonly patterns: readonly number[];
}

/**
 * Trains m and λ of a pass on its candidate pairs, u given. Entities are counted, not their variants: each pair of
 * entities shows its best pair of variants, ranked by starting weights.
 * @param patterns those that occur
 * @param comparedPairs pairs of entities compared
 * @param learned m that training rules taught: it stays
 * @throws UntrainedParameterError when there is nothing to learn a parameter from.
 */
export async function trainParameters(
  context: PairContext,
  pass: FellegiSunterPass,
  pairs: PairWorker,
  patterns: readonly number[],
  comparedPairs: number,
  estimated: readonly EstimatedU[],
  learned: LearnedM,
): Promise<TrainedPass> {
  const definitions = pass.comparisons.map((name) => context.model.comparisons[name]!);
  const u = knownU(context, pass, estimated);
  const m = definitions.map(
    (definition, comparison) =>
      learned[comparison] ?? startingM(definition.comparison_levels.map((level) => level.m_probability)),
  );
  const lambda =
    pass.probability_two_random_records_match ??
    Math.min(context.left.entities, context.right.entities) / (2 * context.totalPairs);

  const ranked = rankPatterns(patterns, pairs.code, m, u, lambda);
  const counted = await pairs.countBest(ranked);
  const shown = ranked.filter((pattern) => counted.has(pattern));
  const em = expectationMaximization({
    patterns: {
      digits: shown.map((pattern) => pairs.code.digits(pattern)),
      counts: shown.map((pattern) => counted.get(pattern)!),
    },
    u,
    m,
    lambda,
    totalPairs: context.totalPairs,
    fixedM: definitions.map((definition, comparison) =>
      definition.comparison_levels.map(
        (level) => level.m_probability !== undefined || learned[comparison] !== undefined,
      ),
    ),
    fixedLambda: pass.probability_two_random_records_match !== undefined,
  });

  const comparisons = pass.comparisons.map((name, comparison): TrainedComparison => {
    const levels = definitions[comparison]!.comparison_levels;
    const matches = em.expectedMatches[comparison]!;
    if (matches < 1 && learned[comparison] === undefined && levels.some((level) => level.m_probability === undefined)) {
      throw new UntrainedParameterError(
        `Pass ${pass.name} of ${context.name} finds no match to learn comparison ${name} from`,
        {
          hint: 'Check the blocking rules and that the column is filled on both sides, or give its levels m_probability.',
          fields: { comparison: name, expectedMatches: matches, comparedPairs },
        },
      );
    }
    return {
      comparison: name,
      levels: levels.map((level, index) => {
        const learned = em.m[comparison]![index]!;
        const least = 0.5 / Math.max(matches, 1);
        const value = level.m_probability ?? Math.max(learned, least);
        const parameters = { m: value, u: u[comparison]![index]! };
        const given = level.u_probability !== undefined;
        return {
          label: level.label,
          ...parameters,
          weight: levelWeight(parameters),
          uSource: given ? 'model' : index === 0 ? 'exact' : estimated[comparison]!.source,
          uStandardError: given ? null : estimated[comparison]!.standardErrors[index]!,
          floored:
            (level.m_probability === undefined && learned < least) ||
            (!given && estimated[comparison]!.floored[index]!),
        };
      }),
    };
  });
  return Object.freeze({ lambda: em.lambda, comparisons, em, patterns });
}
