import type { FellegiSunterPass } from '../schemas/link-model/link-pass.ts';
import { createAgreementTable } from './agreement-table.ts';
import { countBlocks, createCandidatePairs, refuseAboveBudget } from './blocking.ts';
import { expectationMaximization } from './expectation-maximization.ts';
import type { PairContext } from './pair-context.ts';
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
): Promise<LearnedM> {
  const taught: (readonly number[])[][] = pass.comparisons.map(() => []);
  for (const rule of pass.training_rules) {
    const blocks = await countBlocks(context, [rule]);
    refuseAboveBudget(context, `${pass.name} (training)`, blocks);
    await createCandidatePairs(context, [rule]);
    const session = await trainInBlocks(context, pass, u, [...rule.columns, ...(rule.right ?? [])]);
    session.forEach((m, comparison) => {
      if (m !== undefined) taught[comparison]!.push(m);
    });
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
): Promise<LearnedM> {
  const { session, model } = context;
  const definitions = pass.comparisons.map((name) => model.comparisons[name]!);
  const free = definitions.map(({ columns }) => !columns.some((column) => blocked.includes(column)));
  const agreement = await createAgreementTable(context, pass.comparisons, []);
  const counted = await session.query<{ pattern: number; pairs: number }>(
    `SELECT pattern, COUNT(*) AS pairs FROM ${agreement.table} GROUP BY pattern ORDER BY pattern`,
  );
  for (const table of ['link_pair', agreement.table]) await session.execute(`DROP TABLE ${table}`);
  if (counted.length === 0) return definitions.map(() => undefined);
  const em = expectationMaximization({
    patterns: {
      digits: counted.map(({ pattern }) =>
        agreement.code.digits(pattern).map((digit, comparison) => (free[comparison] ? digit : 0)),
      ),
      counts: counted.map(({ pairs }) => pairs),
    },
    u,
    m: definitions.map(({ comparison_levels }) => startingM(comparison_levels.map((level) => level.m_probability))),
    lambda: STARTING_SHARE,
    totalPairs: counted.reduce((sum, { pairs }) => sum + pairs, 0),
    fixedM: definitions.map(({ comparison_levels }) =>
      comparison_levels.map((level) => level.m_probability !== undefined),
    ),
  });
  return definitions.map((_, comparison) =>
    free[comparison] && em.expectedMatches[comparison]! >= LEAST_MATCHES ? em.m[comparison] : undefined,
  );
}
