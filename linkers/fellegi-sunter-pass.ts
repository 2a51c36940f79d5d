import type { FellegiSunterPass } from '../schemas/link-model/link-pass.ts';
import { refuseAboveBudget } from './blocking.ts';
import { type EstimatedU, knownU } from './estimate-u.ts';
import type { PassParameters, StepReport } from './link-report.ts';
import { probabilityToWeight } from './match-weight.ts';
import type { PairContext } from './pair-context.ts';
import type { OpenPairs, PairWorker } from './pair-worker.ts';
import { scorePatterns } from './score-patterns.ts';
import { trainByRules } from './train-by-rules.ts';
import { trainParameters } from './train-parameters.ts';

/**
 * Runs a Fellegi–Sunter pass: blocks, compares, trains on every candidate pair, then scores those that earlier steps
 * left free. A pair of entities has the weight of its best pair of variants.
 */
export async function runFellegiSunterPass(
  context: PairContext,
  pass: FellegiSunterPass,
  step: number,
  openPairs: OpenPairs,
): Promise<StepReport> {
  const pairs = openPairs(context, pass.blocking_rules, pass.comparisons, 'pass');
  try {
    const blocks = await pairs.countBlocks();
    refuseAboveBudget(context, pass.name, blocks);
    const added = await pairs.findPairs();
    const comparedPairs = added.reduce((sum, found) => sum + found, 0);
    const seen = {
      step,
      sourcePair: context.name,
      pass: pass.name,
      type: 'fellegi_sunter' as const,
      eligibleLeft: await pairs.eligible('left'),
      eligibleRight: await pairs.eligible('right'),
      candidatePairs: blocks.reduce((sum, block) => sum + block.pairs, 0),
      comparedPairs,
      blocks,
    };
    // Sources that share no key have nothing to score, and nothing to learn from.
    if (comparedPairs === 0) return { ...seen, parameters: null };
    return { ...seen, parameters: await trainAndScore(context, pass, step, pairs, comparedPairs, openPairs) };
  } finally {
    await pairs.close();
  }
}

async function trainAndScore(
  context: PairContext,
  pass: FellegiSunterPass,
  step: number,
  pairs: PairWorker,
  comparedPairs: number,
  openPairs: OpenPairs,
): Promise<PassParameters> {
  const estimated: EstimatedU[] = [];
  for (const comparison of pass.comparisons) estimated.push(await pairs.estimateU(comparison));
  const learned = await trainByRules(context, pass, knownU(context, pass, estimated), openPairs);
  const frequencies = await pairs.weighRarity(estimated);
  const patterns = await pairs.compare();
  const trained = await trainParameters(context, pass, pairs, patterns, comparedPairs, estimated, learned);
  const link = probabilityToWeight(pass.thresholds.link);
  const review = probabilityToWeight(pass.thresholds.review);
  const scores = scorePatterns(context, pass, pairs.code, trained, frequencies, review);
  await pairs.addEdges(step, scores, { link, review });
  return {
    lambda: trained.lambda,
    totalPairs: context.totalPairs,
    linkWeight: link,
    reviewWeight: review,
    iterations: trained.em.iterations,
    converged: trained.em.converged,
    lastChange: trained.em.lastChange,
    logLikelihood: trained.em.logLikelihood.at(-1)!,
    patterns: patterns.length,
    comparisons: trained.comparisons,
  };
}
