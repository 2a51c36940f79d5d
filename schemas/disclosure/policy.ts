import { z } from 'zod';

/** Bounds that one owner sets for one product. Where several apply to a measure, the strictest of each wins. */
export const disclosureBoundsSchema = z.object({
  /** Fewest persons a published count, and the complement of it, may stand for. */
  minimumCount: z.number().int().min(1).optional(),
  /** Fewest persons behind a mean, a total of wages or of credits. */
  minimumPersons: z.number().int().min(1).optional(),
  /** Fewest employers behind a mean or a total of wages; units of one owner count once. */
  minimumEmployers: z.number().int().min(1).optional(),
  /** The largest employer's share, of persons or of wages, must stay below it. */
  maximumEmployerShare: z.number().gt(0).max(1).optional(),
  /**
   * p per cent rule: when the two largest contributions are taken from a total, what is left must be at least this
   * share of the largest, or the second contributor could estimate the first.
   */
  contributorShare: z.number().gt(0).max(1).optional(),
  /** Fewest persons behind a median. */
  minimumForMedian: z.number().int().min(1).optional(),
  /** Fewest persons behind p25 and p75. */
  minimumForQuartiles: z.number().int().min(1).optional(),
});
export type DisclosureBounds = z.infer<typeof disclosureBoundsSchema>;

/** One owner's bounds for one product; `*` stands for every product of that owner. */
export const ownerRuleSchema = disclosureBoundsSchema.extend({
  owner: z.string().min(1),
  product: z.string().min(1),
  /** Agreement, statute or practice the rule stands on. */
  basis: z.string().min(1),
});
export type OwnerRule = z.infer<typeof ownerRuleSchema>;

/**
 * How a share is coded when its denominator is at least `fromDenominator` and below the next band's.
 * Shares at or below `end`, and at or above `1 - end`, are published as those ends; the rest as bands of `width`.
 */
export const rateBandSchema = z.object({
  fromDenominator: z.number().int().min(1),
  end: z.number().gt(0).lt(0.5),
  width: z.number().gt(0).lt(1),
});
export type RateBand = z.infer<typeof rateBandSchema>;

/** A disclosure policy: every number the engine uses. Data, so that an owner can read it and an auditor compare it. */
export const disclosurePolicySchema = z
  .object({
    version: z.string().min(1),
    /** What holds where no owner's rule says otherwise. */
    defaults: disclosureBoundsSchema.required(),
    rules: z.array(ownerRuleSchema),
    /** By rising denominator. Below the first band a share is suppressed. */
    rateBands: z.array(rateBandSchema).min(1),
    /** Dollars are rounded to a multiple of this. */
    dollarRounding: z.number().positive(),
    /** Decimals of an exact share, as a fraction: 3 is one decimal of a per cent. */
    shareDecimals: z.number().int().min(0).max(4),
    interval: z.object({
      /** What an attacker can work out about a withheld amount must reach this share of it above and below. */
      amountShare: z.number().gt(0).lt(1),
      /** Fewest whole numbers that a banded share must leave open for its numerator. */
      minimumNumerators: z.number().int().min(2),
    }),
    /**
     * How far a number of one meaning may differ between two releases, to the attacker's knowledge: by `count` or by
     * `share` of it, whichever is more.
     */
    revision: z.object({ count: z.number().int().min(1), share: z.number().gt(0).lt(1) }),
  })
  .superRefine((policy, context) => {
    policy.rateBands.forEach((band, index) => {
      const previous = policy.rateBands[index - 1];
      if (previous !== undefined && band.fromDenominator <= previous.fromDenominator) {
        context.addIssue({
          code: 'custom',
          message: 'rate bands must rise by denominator',
          path: ['rateBands', index],
        });
      }
    });
  });
export type DisclosurePolicy = z.infer<typeof disclosurePolicySchema>;
