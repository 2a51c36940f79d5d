/** An estimated share with the interval that holds it in 95 of 100 samples. */
export interface EstimatedShare {
  readonly share: number;
  readonly low: number;
  readonly high: number;
}

const Z = 1.959963984540054;

/**
 * Wilson's interval (1927), which stays within 0 and 1 and is sound for few cases and for shares near the ends.
 * @param trials may be an effective sample size, no whole number
 */
export function wilson(successes: number, trials: number): EstimatedShare | null {
  if (trials <= 0) return null;
  const share = successes / trials;
  const spread = Z ** 2 / trials;
  const center = (share + spread / 2) / (1 + spread);
  const half = (Z / (1 + spread)) * Math.sqrt((share * (1 - share)) / trials + spread / (4 * trials));
  return { share, low: Math.max(0, center - half), high: Math.min(1, center + half) };
}

/** The answers to what was drawn of one stratum. */
export interface StratumAnswers {
  readonly stratum: string;
  /** Pairs in the stratum, drawn or not. */
  readonly size: number;
  readonly answered: number;
  readonly matches: number;
}

/**
 * The share of matches over strata, by Horvitz and Thompson (1952): every answered pair stands for `size / answered` of
 * its stratum. The interval is Wilson's on the effective sample size, which is what a simple random sample would need
 * for the estimate's variance (Korn and Graubard 1998); where no stratum shows any variance, Kish's.
 * @returns null when a stratum has no answer, since nothing stands for it
 */
export function stratifiedShare(strata: readonly StratumAnswers[]): EstimatedShare | null {
  const kept = strata.filter(({ size }) => size > 0);
  const total = kept.reduce((sum, { size }) => sum + size, 0);
  if (total === 0 || kept.some(({ answered }) => answered === 0)) return null;
  let share = 0;
  let variance = 0;
  let kish = 0;
  for (const { size, answered, matches } of kept) {
    const weight = size / total;
    const rate = matches / answered;
    share += weight * rate;
    kish += weight ** 2 / answered;
    const undrawn = 1 - answered / size;
    if (answered > 1) variance += weight ** 2 * undrawn * ((rate * (1 - rate)) / (answered - 1));
  }
  // Where everything was answered there is nothing to estimate.
  if (kept.every(({ size, answered }) => answered === size)) return { share, low: share, high: share };
  const effective = variance > 0 ? (share * (1 - share)) / variance : 1 / kish;
  const interval = wilson(share * effective, effective)!;
  return { share, low: interval.low, high: interval.high };
}
