import { z } from 'zod';

const levelSchema = z.object({
  sql_condition: z.string(),
  label_for_charts: z.string().optional(),
  is_null_level: z.boolean().optional(),
  tf_adjustment_column: z.string().nullish(),
  tf_adjustment_weight: z.number().nullish(),
  tf_minimum_u_value: z.number().nullish(),
  m_probability: z.union([z.number(), z.string()]).nullish(),
  u_probability: z.union([z.number(), z.string()]).nullish(),
});
export type SplinkLevel = z.infer<typeof levelSchema>;

const comparisonSchema = z.object({
  output_column_name: z.string().optional(),
  comparison_levels: z.array(levelSchema).min(2),
});
export type SplinkComparison = z.infer<typeof comparisonSchema>;

const blockingRuleSchema = z.union([
  z.string().transform((rule) => ({ blocking_rule: rule, arrays_to_explode: null })),
  z.object({ blocking_rule: z.string(), arrays_to_explode: z.array(z.string()).nullish() }),
]);
export type SplinkBlockingRule = z.output<typeof blockingRuleSchema>;

/** What Splink 4 and 5 save of a model, as far as it carries over. */
export const splinkSettingsSchema = z.object({
  link_type: z.enum(['dedupe_only', 'link_only', 'link_and_dedupe']),
  probability_two_random_records_match: z.number().optional(),
  comparisons: z.array(comparisonSchema).min(1),
  blocking_rules_to_generate_predictions: z.array(blockingRuleSchema).min(1),
});
export type SplinkSettings = z.output<typeof splinkSettingsSchema>;
