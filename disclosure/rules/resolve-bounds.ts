import type { DisclosureBounds, DisclosurePolicy } from '../../schemas/disclosure/policy.ts';

export type ResolvedBounds = Readonly<Required<{ [K in keyof DisclosureBounds]: NonNullable<DisclosureBounds[K]> }>>;

/**
 * The bounds for a product that several owners' data went into: of each bound, the strictest that any owner sets. An
 * owner's rule for the product replaces its `*` rule; a bound it leaves open is the policy's default.
 */
export function resolveBounds(policy: DisclosurePolicy, owners: readonly string[], product: string): ResolvedBounds {
  const each = owners.map((owner) => {
    const rules = policy.rules.filter((rule) => rule.owner === owner);
    const rule =
      rules.find((candidate) => candidate.product === product) ?? rules.find((candidate) => candidate.product === '*');
    return { ...policy.defaults, ...given(rule ?? {}) };
  });
  const most = (bound: keyof ResolvedBounds) => Math.max(...each.map((bounds) => bounds[bound]));
  return Object.freeze({
    minimumCount: most('minimumCount'),
    minimumPersons: most('minimumPersons'),
    minimumEmployers: most('minimumEmployers'),
    maximumEmployerShare: Math.min(...each.map((bounds) => bounds.maximumEmployerShare)),
    contributorShare: most('contributorShare'),
    minimumForMedian: most('minimumForMedian'),
    minimumForQuartiles: most('minimumForQuartiles'),
  });
}

function given(bounds: DisclosureBounds): Partial<ResolvedBounds> {
  return Object.fromEntries(Object.entries(bounds).filter(([, value]) => typeof value === 'number'));
}
