import { z } from 'zod';

/**
 * The numbers that a rule of a linked table depends on. They are bound into the SQL under these names, so that a
 * published figure can state the values behind it.
 */
export const tableParametersSchema = z.strictObject({
  /** Quarters with earnings in a calendar year from which a person counts as attached to the labor market. */
  attachment_quarters: z.number().int().min(1).max(4).default(3),
  /** Nominal dollars a year from which a person counts as attached: $7.25 an hour × 40 hours × 52 weeks. */
  attachment_earnings: z.number().nonnegative().default(15_080),
  /** Year in whose average prices (CPI-U) real dollars are stated. */
  price_year: z.number().int().min(1990).max(2100).default(2022),
  /** How many calendar years after high school are followed. */
  outcome_years: z.number().int().min(1).max(40).default(15),
  /** Days between two award dates within which a college's and the Clearinghouse's record are the same credential. */
  credential_match_days: z.number().int().min(0).max(400).default(180),
  /**
   * Last school year in which SIMS status 04 meant that the Competency Determination was earned: the ballot question of
   * November 2024 ended the requirement. Assumed.
   */
  competency_last_school_year: z.number().int().min(1990).max(2100).default(2024),
  /**
   * Share of a cohort's graduates whose wages must be visible before "employed" and "not found" are counted at all:
   * below it, no wages says more about the bridge than about the graduate.
   */
  minimum_wage_coverage: z.number().min(0).max(1).default(0.9),
  /**
   * Share of a cohort's graduates whose enrollment at any college must be visible in a year before the year is counted.
   * Never all of them: the Clearinghouse cannot be asked for everybody, and some of its lines are refused.
   */
  minimum_enrollment_coverage: z.number().min(0).max(1).default(0.95),
});
export type TableParameters = z.infer<typeof tableParametersSchema>;

/** The values in force where nothing else is set. */
export const defaultTableParameters: TableParameters = Object.freeze(tableParametersSchema.parse({}));
