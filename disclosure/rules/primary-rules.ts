import type { ResolvedBounds } from './resolve-bounds.ts';

/** Few persons: some, but fewer than the minimum. Zero is the business of the rule on attributes. */
export function isFew(persons: number, minimum: number): boolean {
  return persons > 0 && persons < minimum;
}

/** (n, k) dominance: the n largest contributions make up more than the share k of the total. */
export function isDominated(total: number, largest: readonly number[], n: number, k: number): boolean {
  const top = sum([...largest].sort((a, b) => b - a).slice(0, n));
  return total > 0 && top > k * total;
}

/** p per cent: the second largest contributor could estimate the largest to within the share p of it. */
export function isEstimable(total: number, first: number, second: number, p: number): boolean {
  return first > 0 && total - first - second < p * first;
}

/** (p, q): as p per cent, when anybody could beforehand estimate every contribution to within the share q of it. */
export function isEstimableWithPrior(total: number, first: number, second: number, p: number, q: number): boolean {
  return first > 0 && (total - first - second) * q < p * first;
}

/** Who contributed to an amount. `undefined` where the table does not carry it. */
export interface Contributors {
  readonly persons: number;
  readonly total: number;
  readonly largest?: { readonly first: number; readonly second: number };
  readonly employer?: {
    readonly employers: number;
    readonly topPersons: number;
    readonly topAmount: number;
    readonly secondAmount?: number;
  };
}

/** Codes of the private report. The public sees `suppressed` and nothing more. */
export type Reason =
  | 'few_persons'
  | 'few_others'
  | 'none_or_all'
  | 'few_employers'
  | 'dominant_employer'
  | 'estimable_contribution'
  | 'hidden_group'
  | 'exact_attack'
  | 'interval_attack'
  | 'follows_count'
  | 'differs_by_few'
  | 'narrow_band'
  | 'revised';

/** Why an amount may not be published, or undefined when it may. An amount of nobody is safe. */
export function amountReason(contributors: Contributors, bounds: ResolvedBounds): Reason | undefined {
  const { persons, total, largest, employer } = contributors;
  if (persons === 0) return undefined;
  if (isFew(persons, bounds.minimumPersons)) return 'few_persons';
  if (employer !== undefined) {
    if (employer.employers < bounds.minimumEmployers) return 'few_employers';
    if (employer.topPersons >= bounds.maximumEmployerShare * persons) return 'dominant_employer';
    if (employer.topAmount >= bounds.maximumEmployerShare * total) return 'dominant_employer';
    if (
      employer.secondAmount !== undefined &&
      isEstimable(total, employer.topAmount, employer.secondAmount, bounds.contributorShare)
    ) {
      return 'estimable_contribution';
    }
  }
  if (largest !== undefined && isEstimable(total, largest.first, largest.second, bounds.contributorShare)) {
    return 'estimable_contribution';
  }
  return undefined;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
