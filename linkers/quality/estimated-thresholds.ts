/** Precision and recall at a threshold as the model itself estimates them. */
export interface EstimatedThreshold {
  /** Match probability. */
  readonly threshold: number;
  readonly pairs: number;
  /** 1 − mean of 1 − p over the pairs at or above it; null of none. */
  readonly precision: number | null;
  /** Sum of p over them, of λ times all pairs. */
  readonly recall: number;
}

/**
 * Error rates without labels: of pairs at or above a threshold, 1 − p each is expected to be wrong; of all matches that
 * λ expects, those outside them are expected to be missed (Belin and Rubin 1995; Enamorado, Fifield and Imai 2019). It
 * holds as far as the model's weights are right, which correlated columns and missing values bend: a check, no
 * replacement for labels.
 * @param pairs counts of pairs by match probability
 * @param certain pairs that rules linked, or earlier passes, without a weight: they count as matches
 */
export function estimatedThresholds(
  pairs: readonly { readonly probability: number; readonly pairs: number }[],
  expectedMatches: number,
  certain: number,
  thresholds: readonly number[],
): readonly EstimatedThreshold[] {
  return thresholds.map((threshold) => {
    const above = pairs.filter(({ probability }) => probability >= threshold);
    const count = above.reduce((sum, one) => sum + one.pairs, 0);
    const matches = above.reduce((sum, one) => sum + one.pairs * one.probability, 0);
    return {
      threshold,
      pairs: count,
      precision: count === 0 ? null : matches / count,
      recall: expectedMatches <= 0 ? 0 : Math.min(1, (matches + certain) / expectedMatches),
    };
  });
}
