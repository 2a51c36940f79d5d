import type { FellegiSunterPass } from '../schemas/link-model/link-pass.ts';
import { refuseAboveBudget } from './blocking.ts';
import { type EstimatedU, knownU } from './estimate-u.ts';
import type { PassParameters, StepReport } from './link-report.ts';
import { patternWeight, probabilityToWeight } from './match-weight.ts';
import type { PairContext } from './pair-context.ts';
import type { OpenPairs, PairWorker, PatternScore, TermFrequency } from './pair-worker.ts';
import { largestAdjustment } from './term-frequency.ts';
import { trainByRules } from './train-by-rules.ts';
import { type TrainedPass, trainParameters } from './train-parameters.ts';

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
  await pairs.addEdges(step, patternScores(context, pass, pairs, trained, frequencies, review), { link, review });
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

/** The patterns that reach the review threshold, with what the rarity of values could add. */
function patternScores(
  context: PairContext,
  pass: FellegiSunterPass,
  pairs: PairWorker,
  trained: TrainedPass,
  frequencies: readonly TermFrequency[],
  review: number,
): readonly PatternScore[] {
  const levels = trained.comparisons.map((comparison) => comparison.levels);
  const clauses = linkClauses(context, pass);
  return trained.patterns.flatMap((pattern) => {
    const digits = pairs.code.digits(pattern);
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

function round6(value: number): number {
  return Math.round(value * 1e6) / 1e6;
}
