import { type EstimatedShare, type StratumAnswers, stratifiedShare } from '../quality/interval.ts';

/** A pair of a sample by chance, with what people made of it. */
export interface AnsweredPair {
  readonly sourcePair: string;
  readonly linked: boolean;
  readonly stratum: string;
  readonly stratumSize: number;
  /** `unsure` where nobody could tell or reviewers disagree; null where nobody was asked yet. */
  readonly answer: 'match' | 'no_match' | 'unsure' | null;
}

export interface SourcePairRates {
  readonly sourcePair: string;
  readonly drawn: number;
  readonly answered: number;
  readonly unsure: number;
  /** Share of linked pairs that are one person. Null until every stratum of them has an answer. */
  readonly precision: EstimatedShare | null;
  /** The same, were all unsure pairs not one person, and were they all. */
  readonly precisionBounds: { readonly low: number; readonly high: number } | null;
  /** Share of the pairs before a person, not linked, that are one person; and how many that makes. */
  readonly missed: EstimatedShare | null;
  readonly missedPairs: { readonly pairs: number; readonly low: number; readonly high: number } | null;
}

export interface ReviewRates {
  readonly bySourcePair: readonly SourcePairRates[];
  readonly all: SourcePairRates;
  /** What the rates say nothing of. */
  readonly notRepresented: string;
}

/** Error rates from a sample by chance: unbiased for the pairs that the version keeps, whatever the engine thinks of them. */
export function reviewRates(pairs: readonly AnsweredPair[]): ReviewRates {
  const names = [...new Set(pairs.map(({ sourcePair }) => sourcePair))].sort();
  return {
    bySourcePair: names.map((name) =>
      ratesOf(
        name,
        pairs.filter(({ sourcePair }) => sourcePair === name),
      ),
    ),
    all: ratesOf('all', pairs),
    notRepresented:
      'Pairs that no rule brought together, or that weigh less than the threshold for review, are in no version and in no sample: matches among them are missed beyond `missed`.',
  };
}

function ratesOf(sourcePair: string, pairs: readonly AnsweredPair[]): SourcePairRates {
  const linked = pairs.filter((pair) => pair.linked);
  const open = pairs.filter((pair) => !pair.linked);
  const missed = stratifiedShare(strataOf(open));
  const openPairs = strataOf(open).reduce((sum, { size }) => sum + size, 0);
  const unsure = (as: 'match' | 'no_match') =>
    stratifiedShare(strataOf(linked.map((pair) => (pair.answer === 'unsure' ? { ...pair, answer: as } : pair))));
  const [low, high] = [unsure('no_match'), unsure('match')];
  return {
    sourcePair,
    drawn: pairs.length,
    answered: pairs.filter(({ answer }) => answer !== null).length,
    unsure: pairs.filter(({ answer }) => answer === 'unsure').length,
    precision: stratifiedShare(strataOf(linked)),
    precisionBounds: low === null || high === null ? null : { low: low.share, high: high.share },
    missed,
    missedPairs:
      missed === null
        ? null
        : { pairs: missed.share * openPairs, low: missed.low * openPairs, high: missed.high * openPairs },
  };
}

function strataOf(pairs: readonly AnsweredPair[]): readonly StratumAnswers[] {
  const strata = new Map<string, { stratum: string; size: number; answered: number; matches: number }>();
  for (const { stratum, stratumSize, answer } of pairs) {
    const one = strata.get(stratum) ?? { stratum, size: stratumSize, answered: 0, matches: 0 };
    strata.set(stratum, one);
    if (answer === 'match' || answer === 'no_match') one.answered += 1;
    if (answer === 'match') one.matches += 1;
  }
  return [...strata.values()];
}
