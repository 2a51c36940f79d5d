/** What one comparison level is worth. */
export interface LevelParameters {
  readonly label: string;
  readonly m: number;
  readonly u: number;
}

/** log2 of prior odds. */
export function priorWeight(lambda: number): number {
  return Math.log2(lambda / (1 - lambda));
}

/** log2 of m / u. */
export function levelWeight(level: Pick<LevelParameters, 'm' | 'u'>): number {
  return Math.log2(level.m / level.u);
}

/** The match weight of a pattern without term frequencies: prior and the weights of its levels; missing adds nothing. */
export function patternWeight(
  digits: readonly number[],
  comparisons: readonly (readonly Pick<LevelParameters, 'm' | 'u'>[])[],
  lambda: number,
): number {
  let weight = priorWeight(lambda);
  digits.forEach((digit, comparison) => {
    if (digit > 0) weight += levelWeight(comparisons[comparison]![digit - 1]!);
  });
  return weight;
}

export function probabilityToWeight(probability: number): number {
  return Math.log2(probability / (1 - probability));
}

export function weightToProbability(weight: number): number {
  return 1 / (1 + 2 ** -weight);
}
