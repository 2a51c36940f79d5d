/** Agreement patterns of the compared pairs, as digits (0 missing, 1 … levels), and how many pairs show each. */
export interface PatternCounts {
  readonly digits: readonly (readonly number[])[];
  readonly counts: readonly number[];
}

export interface EmOptions {
  readonly patterns: PatternCounts;
  /** P(level | different people) per comparison and level. */
  readonly u: readonly (readonly number[])[];
  /** P(level | same person) to start from. */
  readonly m: readonly (readonly number[])[];
  /** Share of all pairs that are the same person, to start from. */
  readonly lambda: number;
  /** All pairs of the two sources, compared or not. */
  readonly totalPairs: number;
  /** Parameters that stay as given. */
  readonly fixedM?: readonly (readonly boolean[])[];
  readonly fixedLambda?: boolean;
  /** @default 500 */
  readonly maxIterations?: number;
  /** The largest change of any parameter at which it stops. @default 1e-6 */
  readonly tolerance?: number;
}

export interface EmResult {
  readonly m: readonly (readonly number[])[];
  readonly lambda: number;
  readonly iterations: number;
  readonly converged: boolean;
  /** The largest change of a parameter in the last iteration. */
  readonly lastChange: number;
  /** Log likelihood before each iteration and after the last; it never falls. */
  readonly logLikelihood: readonly number[];
  /** Expected number of matches among the compared pairs that have a value on both sides, per comparison. */
  readonly expectedMatches: readonly number[];
}

/**
 * Fellegi and Sunter's m and λ by expectation–maximization (Dempster, Laird and Rubin 1977; Winkler 1988), with u
 * fixed. Blocking leaves most pairs uncompared: these count as different people, so that λ is the share of *all* pairs
 * and u, the agreement of random pairs, belongs to the same space. Sums run in the order of the patterns given.
 */
export function expectationMaximization(options: EmOptions): EmResult {
  const { patterns, u, totalPairs } = options;
  const maxIterations = options.maxIterations ?? 500;
  const tolerance = options.tolerance ?? 1e-6;
  const compared = patterns.counts.reduce((sum, count) => sum + count, 0);
  const logU = patterns.digits.map((digits) => logProduct(digits, u));
  let m = options.m.map((levels) => [...levels]);
  let lambda = options.lambda;
  const logLikelihood: number[] = [];
  let expectedMatches: number[] = [];
  let lastChange = Number.POSITIVE_INFINITY;
  let iterations = 0;

  for (;;) {
    const sums = m.map((levels) => levels.map(() => 0));
    let matches = 0;
    let likelihood = (totalPairs - compared) * Math.log1p(-lambda);
    patterns.digits.forEach((digits, index) => {
      const match = Math.log(lambda) + logProduct(digits, m);
      const nonMatch = Math.log1p(-lambda) + logU[index]!;
      const total = logSum(match, nonMatch);
      const count = patterns.counts[index]!;
      likelihood += count * total;
      const posterior = count * Math.exp(match - total);
      matches += posterior;
      digits.forEach((digit, comparison) => {
        if (digit > 0) sums[comparison]![digit - 1] = sums[comparison]![digit - 1]! + posterior;
      });
    });
    logLikelihood.push(likelihood);
    expectedMatches = sums.map((levels) => levels.reduce((sum, value) => sum + value, 0));
    if (iterations === maxIterations || lastChange <= tolerance) break;

    const nextLambda = options.fixedLambda === true ? lambda : Math.min(matches / totalPairs, 1 - 1e-12);
    const next = m.map((levels, comparison) => nextLevels(levels, sums[comparison]!, options.fixedM?.[comparison]));
    lastChange = Math.abs(nextLambda - lambda) / Math.max(lambda, Number.MIN_VALUE);
    next.forEach((levels, comparison) => {
      levels.forEach((value, level) => {
        lastChange = Math.max(lastChange, Math.abs(value - m[comparison]![level]!));
      });
    });
    m = next;
    lambda = nextLambda;
    iterations++;
  }
  return Object.freeze({
    m,
    lambda,
    iterations,
    converged: lastChange <= tolerance,
    lastChange,
    logLikelihood,
    expectedMatches,
  });
}

/** The free levels share what the fixed ones leave, in proportion to the expected matches at each. */
function nextLevels(
  levels: readonly number[],
  sums: readonly number[],
  fixed: readonly boolean[] | undefined,
): number[] {
  let fixedMass = 0;
  let free = 0;
  levels.forEach((value, level) => {
    if (fixed?.[level]) fixedMass += value;
    else free += sums[level]!;
  });
  if (free === 0) return [...levels];
  return levels.map((value, level) => (fixed?.[level] ? value : ((1 - fixedMass) * sums[level]!) / free));
}

function logProduct(digits: readonly number[], probabilities: readonly (readonly number[])[]): number {
  let sum = 0;
  for (let comparison = 0; comparison < digits.length; comparison++) {
    const digit = digits[comparison]!;
    if (digit > 0) sum += Math.log(probabilities[comparison]![digit - 1]!);
  }
  return sum;
}

function logSum(a: number, b: number): number {
  const high = Math.max(a, b);
  return high === Number.NEGATIVE_INFINITY ? high : high + Math.log(Math.exp(a - high) + Math.exp(b - high));
}
