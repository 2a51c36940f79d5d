import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { stratifiedShare, wilson } from '../../../linkers/quality/interval.ts';
import { type AnsweredPair, reviewRates } from '../../../linkers/review/review-rates.ts';

function pairs(
  stratum: string,
  size: number,
  linked: boolean,
  answers: readonly AnsweredPair['answer'][],
): AnsweredPair[] {
  return answers.map((answer) => ({ sourcePair: 'a_b', linked, stratum, stratumSize: size, answer }));
}

describe('intervals of shares', () => {
  test('are Wilson’s, within 0 and 1', () => {
    // Newcombe (1998), table I: 81 of 263, and 0 of 20.
    const known = wilson(81, 263)!;
    expect([known.low, known.high].map((end) => end.toFixed(4))).toEqual(['0.2553', '0.3662']);
    expect(wilson(0, 20)!.low).toBe(0);
    expect(wilson(0, 20)!.high).toBeCloseTo(0.1611, 4);
    expect(wilson(0, 0)).toBeNull();
  });

  test('weigh strata by their size, and hold the estimate', () => {
    const strata = [
      { stratum: 'sure', size: 900, answered: 30, matches: 30 },
      { stratum: 'doubtful', size: 100, answered: 20, matches: 10 },
    ];
    const estimated = stratifiedShare(strata)!;
    expect(estimated.share).toBeCloseTo(0.95, 12);
    expect(estimated.low).toBeLessThan(0.95);
    expect(estimated.high).toBeGreaterThan(0.95);
    expect(stratifiedShare([...strata, { stratum: 'unasked', size: 5, answered: 0, matches: 0 }])).toBeNull();
  });

  test('are unbiased: the mean over all samples of a stratum is its share', () => {
    const truth = [1, 1, 0, 1, 0, 0];
    const shares: number[] = [];
    for (let a = 0; a < 6; a++) {
      for (let b = a + 1; b < 6; b++) {
        const matches = truth[a]! + truth[b]!;
        const other = { stratum: 'other', size: 4, answered: 4, matches: 4 };
        shares.push(stratifiedShare([{ stratum: 'drawn', size: 6, answered: 2, matches }, other])!.share);
      }
    }
    expect(shares.reduce((sum, share) => sum + share, 0) / shares.length).toBeCloseTo(7 / 10, 12);
  });

  test('stay ordered, whatever was answered', () => {
    const stratum = fc
      .tuple(fc.integer({ min: 1, max: 500 }), fc.integer({ min: 1, max: 500 }), fc.integer({ min: 0, max: 500 }))
      .map(([size, answered, matches]) => {
        const asked = Math.min(size, answered);
        return { stratum: 's', size, answered: asked, matches: Math.min(asked, matches) };
      });
    fc.assert(
      fc.property(fc.array(stratum, { minLength: 1, maxLength: 5 }), (strata) => {
        const { share, low, high } = stratifiedShare(strata)!;
        expect(low).toBeGreaterThanOrEqual(0);
        expect(high).toBeLessThanOrEqual(1);
        expect(low).toBeLessThanOrEqual(share + 1e-12);
        expect(high).toBeGreaterThanOrEqual(share - 1e-12);
      }),
    );
  });
});

describe('error rates of a sample', () => {
  test('tell wrong links and matches not linked, and bound what was unsure', () => {
    const { all, bySourcePair } = reviewRates([
      ...pairs('linked', 100, true, ['match', 'match', 'no_match', 'unsure']),
      ...pairs('open', 40, false, ['match', 'no_match', 'no_match', 'no_match']),
    ]);
    expect(bySourcePair).toHaveLength(1);
    expect(all).toMatchObject({ drawn: 8, answered: 8, unsure: 1 });
    expect(all.precision!.share).toBeCloseTo(2 / 3, 12);
    expect(all.precisionBounds).toEqual({ low: 0.5, high: 0.75 });
    expect(all.missedPairs!.pairs).toBeCloseTo(10, 12);
  });

  test('say nothing while a stratum has no answer', () => {
    const { all } = reviewRates([...pairs('linked', 100, true, ['match']), ...pairs('doubtful', 10, true, [null])]);
    expect(all.precision).toBeNull();
  });
});
