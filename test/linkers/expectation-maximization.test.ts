import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { expectationMaximization } from '../../linkers/expectation-maximization.ts';
import { seededRandom } from './synthetic-people.ts';

const u = [
  [0.01, 0.04, 0.95],
  [0.02, 0.98],
  [0.001, 0.05, 0.949],
];
const start = [
  [0.8, 0.1, 0.1],
  [0.8, 0.2],
  [0.8, 0.1, 0.1],
];

function allPatterns(): number[][] {
  const patterns: number[][] = [];
  for (let a = 0; a <= 3; a++) for (let b = 0; b <= 2; b++) for (let c = 0; c <= 3; c++) patterns.push([a, b, c]);
  return patterns;
}

describe('expectation–maximization', () => {
  test('never lowers the likelihood', () => {
    const counts = fc.array(fc.integer({ min: 0, max: 5000 }), { minLength: 48, maxLength: 48 });
    fc.assert(
      fc.property(counts, fc.integer({ min: 0, max: 10_000_000 }), (drawn, uncompared) => {
        const digits = allPatterns();
        const compared = drawn.reduce((sum, count) => sum + count, 1);
        const result = expectationMaximization({
          patterns: { digits, counts: drawn.map((count, index) => count + (index === 0 ? 1 : 0)) },
          u,
          m: start,
          lambda: 0.01,
          totalPairs: compared + uncompared + 1,
          maxIterations: 40,
        });
        const scale = Math.max(1, Math.abs(result.logLikelihood[0]!));
        for (let at = 1; at < result.logLikelihood.length; at++) {
          expect(result.logLikelihood[at]! - result.logLikelihood[at - 1]!).toBeGreaterThan(-1e-9 * scale);
        }
        for (const levels of result.m) expect(levels.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 9);
      }),
      { numRuns: 50 },
    );
  });

  test('recovers the parameters that made the data', () => {
    const random = seededRandom(3);
    const m = [
      [0.9, 0.06, 0.04],
      [0.85, 0.15],
      [0.93, 0.05, 0.02],
    ];
    const draw = (levels: readonly number[]): number => {
      let left = random();
      const at = levels.findIndex((probability) => {
        left -= probability;
        return left < 0;
      });
      return at < 0 ? levels.length : at + 1;
    };
    const counted = new Map<string, number>();
    const add = (levels: readonly (readonly number[])[]) => {
      const key = levels.map((probabilities) => (random() < 0.1 ? 0 : draw(probabilities))).join(' ');
      counted.set(key, (counted.get(key) ?? 0) + 1);
    };
    for (let pair = 0; pair < 20_000; pair++) add(m);
    for (let pair = 0; pair < 200_000; pair++) add(u);
    const result = expectationMaximization({
      patterns: { digits: [...counted.keys()].map((key) => key.split(' ').map(Number)), counts: [...counted.values()] },
      u,
      m: start,
      lambda: 0.01,
      totalPairs: 220_000,
    });
    expect(result.converged).toBe(true);
    expect(result.lambda).toBeCloseTo(20 / 220, 2);
    result.m.forEach((levels, comparison) => {
      for (const [level, value] of levels.entries())
        expect(Math.abs(value - m[comparison]![level]!)).toBeLessThan(0.015);
    });
  });

  test('leaves fixed parameters as they are', () => {
    const digits = allPatterns();
    const result = expectationMaximization({
      patterns: { digits, counts: digits.map((_, index) => index + 1) },
      u,
      m: [[0.7, 0.2, 0.1], start[1]!, start[2]!],
      lambda: 0.02,
      totalPairs: 1e6,
      fixedM: [[true, false, false]],
      fixedLambda: true,
    });
    expect(result.m[0]![0]).toBe(0.7);
    expect(result.lambda).toBe(0.02);
  });
});
