import type { FellegiSunterPass } from '../schemas/link-model/link-pass.ts';
import type { AgreementTable } from './agreement-table.ts';
import { UntrainedParameterError } from './errors.ts';
import type { EstimatedU } from './estimate-u.ts';
import { type EmResult, expectationMaximization } from './expectation-maximization.ts';
import type { TrainedComparison } from './link-report.ts';
import { levelWeight, patternWeight } from './match-weight.ts';
import type { PairContext } from './pair-context.ts';
import { startingM } from './starting-m.ts';
import type { LearnedM } from './train-by-rules.ts';
import { writeNumbers } from './write-numbers.ts';

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
 * @param comparedPairs pairs of entities compared
 * @param learned m that training rules taught: it stays
 * @throws UntrainedParameterError when there is nothing to learn a parameter from.
 */
export async function trainParameters(
  context: PairContext,
  pass: FellegiSunterPass,
  agreement: AgreementTable,
  comparedPairs: number,
  estimated: readonly EstimatedU[],
  learned: LearnedM,
): Promise<TrainedPass> {
  const { session, dialect } = context;
  const definitions = pass.comparisons.map((name) => context.model.comparisons[name]!);
  const u = definitions.map((definition, comparison) =>
    definition.comparison_levels.map((level, index) => level.u_probability ?? estimated[comparison]!.levels[index]!),
  );
  const m = definitions.map(
    (definition, comparison) =>
      learned[comparison] ?? startingM(definition.comparison_levels.map((level) => level.m_probability)),
  );
  const lambda =
    pass.probability_two_random_records_match ??
    Math.min(context.left.entities, context.right.entities) / (2 * context.totalPairs);

  const patterns = (
    await session.query<{ pattern: number }>(`SELECT DISTINCT pattern FROM ${agreement.table} ORDER BY pattern`)
  ).map(({ pattern }) => pattern);
  const weights = patterns.map((pattern) =>
    patternWeight(
      agreement.code.digits(pattern),
      m.map((levels, comparison) => levels.map((value, level) => ({ m: value, u: u[comparison]![level]! }))),
      lambda,
    ),
  );
  const order = patterns
    .map((_, index) => index)
    .sort((a, b) => weights[b]! - weights[a]! || patterns[a]! - patterns[b]!);
  const ranks = order.map((index, rank) => [patterns[index]!, rank] as const);
  await writeNumbers(session, dialect, 'link_pattern_rank', { pattern: 'BIGINT', best: 'INTEGER' }, ranks);
  const repeats = agreement.rows > comparedPairs;
  const counted = await session.query<{ best: number; pairs: number }>(
    repeats
      ? `SELECT best, COUNT(*) AS pairs
         FROM (
           SELECT el, er, MIN(best) AS best
           FROM ${agreement.table} AS agreement JOIN link_pattern_rank USING (pattern)
           GROUP BY el, er) AS pair
         GROUP BY best ORDER BY best`
      : `SELECT best, COUNT(*) AS pairs
         FROM ${agreement.table} AS agreement JOIN link_pattern_rank USING (pattern)
         GROUP BY best ORDER BY best`,
  );

  const em = expectationMaximization({
    patterns: {
      digits: counted.map(({ best }) => agreement.code.digits(ranks[best]![0])),
      counts: counted.map(({ pairs }) => pairs),
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
