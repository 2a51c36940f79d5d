import { z } from 'zod';
import { conditionSchema, nameSchema } from './condition.ts';

/** 1 is what training finds where a level always holds. */
const probability = z.number().gt(0).lte(1);

/**
 * One level of agreement. Levels are tried in order and the first that holds counts. The first is always `exact`, the
 * last `else`. A probability given here is used as it stands; otherwise it is trained.
 */
export const comparisonLevelSchema = z.strictObject({
  /** Names the level in reports and in `link_only_if`; unique within its comparison. */
  label: z.string().min(1),
  when: z.union([conditionSchema, z.literal('else')]),
  /** P(level | same person). */
  m_probability: probability.optional(),
  /** P(level | different people). */
  u_probability: probability.optional(),
});
export type ComparisonLevel = z.infer<typeof comparisonLevelSchema>;

/** A comparison of one column, or of several taken together. A missing value on either side is no evidence. */
export const comparisonSchema = z.strictObject({
  columns: z.array(nameSchema).min(1).max(4),
  comparison_levels: z.array(comparisonLevelSchema).min(2).max(12),
  /**
   * Weighs an exact agreement on a rare value more, on a common one less. Frequencies count source entities of the two
   * sources.
   */
  term_frequency: z
    .strictObject({
      /** Power of the adjustment, 0–1. */
      weight: z.number().min(0).max(1).default(1),
      /** Values rarer than this count as this rare, so that a typing error earns no fortune. */
      minimum: z.number().gt(0).lt(1).default(0.0001),
      /** Share of the adjustment that inexact levels receive, by the more common of the two values. */
      inexact: z.number().min(0).max(1).default(0),
    })
    .optional(),
});
export type Comparison = z.infer<typeof comparisonSchema>;
