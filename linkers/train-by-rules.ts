import type { FellegiSunterPass } from '../schemas/link-model/link-pass.ts';
import { refuseAboveBudget } from './blocking.ts';
import { expectationMaximization } from './expectation-maximization.ts';
import type { PairContext } from './pair-context.ts';
import type { OpenPairs, PairWorker } from './pair-worker.ts';
import { rankPatterns } from './rank-patterns.ts';
import { startingM } from './starting-m.ts';

/** m of each comparison of a pass as its training rules teach it; undefined where none does. */
export type LearnedM = readonly (readonly number[] | undefined)[];

/** Of pairs that agree on a training rule's columns, the share that is one person, to start from. */
const STARTING_SHARE = 0.3;
/** Fewer expected matches teach nothing. */
const LEAST_MATCHES = 10;

/**
 * Learns m from the pairs of each training rule by itself: within them u of the other columns is that of random pairs,
 * and the share of matches is the rule's own. What several rules teach a comparison is averaged.
 * @param u P(level | different people) per comparison and level
 * @throws BlockingBudgetError when a rule would compare too many pairs.
 */
export async function trainByRules(
  context: PairContext,
  pass: FellegiSunterPass,
  u: readonly (readonly number[])[],
  openPairs: OpenPairs,
): Promise<LearnedM> {
  if (pass.training_rules.length === 0) return [];
  const taught: (readonly number[])[][] = pass.comparisons.map(() => []);
  for (const rule of pass.training_rules) {
    const pairs = openPairs(context, [rule], pass.comparisons, 'training');
    try {
      refuseAboveBudget(context, `${pass.name} (training)`, await pairs.countBlocks());
      await pairs.findPairs();
      const session = await trainInBlocks(context, pass, u, [...rule.columns, ...(rule.right ?? [])], pairs);
      session.forEach((m, comparison) => {
        if (m !== undefined) taught[comparison]!.push(m);
      });
    } finally {
      await pairs.close();
    }
  }
  return Object.freeze(
    taught.map((sessions) =>
      sessions.length === 0
        ? undefined
        : sessions[0]!.map((_, level) => sessions.reduce((sum, m) => sum + m[level]!, 0) / sessions.length),
    ),
  );
}

async function trainInBlocks(
  context: PairContext,
  pass: FellegiSunterPass,
  u: readonly (readonly number[])[],
  blocked: readonly string[],
  pairs: PairWorker,
): Promise<LearnedM> {
  const definitions = pass.comparisons.map((name) => context.model.comparisons[name]!);
  const free = definitions.map(({ columns }) => !columns.some((column) => blocked.includes(column)));
  const patterns = await pairs.compare();
  if (patterns.length === 0) return definitions.map(() => undefined);
  const m = definitions.map(({ comparison_levels }) =>
    startingM(comparison_levels.map((level) => level.m_probability)),
  );
  const counted = await pairs.countBest(rankPatterns(patterns, pairs.code, m, u, STARTING_SHARE));
  const counts = patterns.map((pattern) => counted.get(pattern) ?? 0);
  const em = expectationMaximization({
    patterns: {
      digits: patterns.map((pattern) =>
        pairs.code.digits(pattern).map((digit, comparison) => (free[comparison] ? digit : 0)),
      ),
      counts,
    },
    u,
    m,
    lambda: STARTING_SHARE,
    totalPairs: counts.reduce((sum, count) => sum + count, 0),
    fixedM: definitions.map(({ comparison_levels }) =>
      comparison_levels.map((level) => level.m_probability !== undefined),
    ),
  });
  return definitions.map((_, comparison) =>
    free[comparison] && em.expectedMatches[comparison]! >= LEAST_MATCHES ? em.m[comparison] : undefined,
  );
}
