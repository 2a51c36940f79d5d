import { z } from 'zod';
import { conditionSchema, nameSchema } from './condition.ts';

/** A rule that links by equal keys and required agreement. */
export const deterministicRuleSchema = z.strictObject({
  name: nameSchema,
  /** Columns that must be equal and present on both sides. */
  keys: z.array(nameSchema).min(1),
  /** What must hold besides; without it equal keys suffice. */
  require: conditionSchema.optional(),
  /** What becomes of pairs with equal keys that break `require`. */
  otherwise: z.enum(['ignore', 'review']).default('ignore'),
});
export type DeterministicRule = z.infer<typeof deterministicRuleSchema>;

export const deterministicPassSchema = z.strictObject({
  type: z.literal('deterministic'),
  name: nameSchema,
  rules: z.array(deterministicRuleSchema).min(1),
});
export type DeterministicPass = z.infer<typeof deterministicPassSchema>;

/** Which pairs are compared at all: those equal on every column. `right` when the right side's columns differ. */
export const blockingRuleSchema = z.strictObject({
  columns: z.array(nameSchema).min(1),
  right: z.array(nameSchema).min(1).optional(),
  /** Blocks of more pairs than this are skipped, and reported. */
  skip_blocks_over: z.int().min(1).optional(),
});
export type BlockingRule = z.infer<typeof blockingRuleSchema>;

export const fellegiSunterPassSchema = z.strictObject({
  type: z.literal('fellegi_sunter'),
  name: nameSchema,
  comparisons: z.array(nameSchema).min(1),
  blocking_rules: z.array(blockingRuleSchema).min(1),
  /**
   * Pairs to learn m from, beside those compared anyway: looser rules, such as an equal birth date alone. Each teaches
   * the comparisons that do not look at its columns, and what several teach is averaged. Pairs that agree on two or three
   * columns, as blocking demands, make matches look more alike than they are. @default m is learned from the pairs that
   * `blocking_rules` find
   */
  training_rules: z.array(blockingRuleSchema).default([]),
  /** Match probabilities: at or above `link` a pair links, at or above `review` a person looks at it. */
  thresholds: z.strictObject({ link: z.number().gt(0).lt(1), review: z.number().gt(0).lt(1) }),
  /**
   * Every clause must hold for a pair to link without review; a clause holds when one of its comparisons reaches its
   * level or a better one. It keeps twins apart, who agree on everything but the first name.
   */
  link_only_if: z
    .array(z.strictObject({ any: z.array(z.strictObject({ comparison: nameSchema, level: z.string() })).min(1) }))
    .default([]),
  /** Weights nearer than this (in bits) do not distinguish rivals for one place: they go to review. */
  tie_margin: z.number().min(0).default(0.5),
  /** Fixes λ, the share of all pairs of the two sources that are the same person; otherwise EM estimates it. */
  probability_two_random_records_match: z.number().gt(0).lt(1).optional(),
});
export type FellegiSunterPass = z.infer<typeof fellegiSunterPassSchema>;

export const linkPassSchema = z.discriminatedUnion('type', [deterministicPassSchema, fellegiSunterPassSchema]);
export type LinkPass = z.infer<typeof linkPassSchema>;

/** The passes between two sources, in order: a later pass sees only the entities that earlier ones left free. */
export const sourcePairSchema = z.strictObject({
  left: nameSchema,
  right: nameSchema,
  link_type: z.enum(['link_only', 'dedupe_only']),
  passes: z.array(linkPassSchema).min(1),
});
export type SourcePair = z.infer<typeof sourcePairSchema>;

/** `eec_dese`: how a source pair is named in tables and reports. */
export function sourcePairName(pair: Pick<SourcePair, 'left' | 'right'>): string {
  return `${pair.left}_${pair.right}`;
}
