import { z } from 'zod';
import { UsageError } from '../errors.ts';
import { comparisonSchema } from './comparison.ts';
import { nameSchema } from './condition.ts';
import { sourcePairSchema } from './link-pass.ts';
import { modelProblems } from './model-problems.ts';

/** A source of entities, one person each. */
export const linkSourceSchema = z.strictObject({
  /** How many entities of this source one person may have. @default no limit */
  max_per_cluster: z.int().min(1).optional(),
  /** Refuses a model that could link this source without an equal birth date or strong key. */
  never_by_name_alone: z.boolean().default(false),
});

/** A standardized column, computed once for every variant of an entity. */
export const linkColumnSchema = z.strictObject({
  /** SQL over the entity table's columns, with `{{ dialect_function(...) }}` calls. @default the column of this name */
  expression: z.string().min(1).optional(),
  type: z.enum(['text', 'date', 'integer']).default('text'),
  /** What the column is evidence of. Only `strong_key` and `birth_date` can carry a link where names may not. */
  role: z.enum(['name', 'birth_date', 'strong_key', 'other']),
});

/** What every final cluster must keep. */
export const linkConstraintSchema = z.discriminatedUnion('type', [
  /** No cluster holds two entities whose known values of the column are all different. */
  z.strictObject({
    type: z.literal('one_value_per_cluster'),
    column: nameSchema,
    /** Entities whose values count. @default all sources */
    sources: z.array(nameSchema).min(1).optional(),
  }),
]);

/** What makes a cluster doubtful though nothing in it contradicts: it is split, and the question goes to review. */
export const clusterGuardsSchema = z.strictObject({
  /** Entities that one person may have, of all sources together. @default no limit */
  max_entities: z.int().min(2).optional(),
  /**
   * A link that alone holds two groups together joins everybody in them, so that it must be surer than others: one below
   * `match_probability` between groups of at least `least_entities` each goes to review. Links of rules are not asked.
   * @default none
   */
  bridge: z
    .strictObject({
      match_probability: z.number().gt(0).lt(1),
      least_entities: z.int().min(1).default(2),
    })
    .optional(),
});

/** How far data may move away from what a version was trained on before an incremental run asks for a full one. */
export const driftLimitsSchema = z.strictObject({
  /** Entities that came, changed or went, as a share of those the version had. */
  new_share: z.number().min(0).default(0.25),
  /** Distance (total variation, 0–1, beyond chance) of a comparison's levels among the pairs compared anew. */
  level_shift: z.number().min(0).max(1).default(0.1),
  /** Mean change of what agreeing on a value is worth, in bits. */
  frequency_shift: z.number().min(0).default(0.5),
});
export type DriftLimits = z.infer<typeof driftLimitsSchema>;

/** The model file: which records can meet on which keys, what counts as agreement, and what a person may not be. */
export const linkModelSchema = z
  .strictObject({
    name: nameSchema,
    version: z.int().min(1),
    description: z.string().optional(),
    sources: z.record(nameSchema, linkSourceSchema),
    columns: z.record(nameSchema, linkColumnSchema),
    comparisons: z.record(nameSchema, comparisonSchema).default({}),
    /** Which sources meet, in what ways. Of none, everybody is a person of one source alone. */
    source_pairs: z.array(sourcePairSchema),
    constraints: z.array(linkConstraintSchema).default([]),
    /** Groups of first names that stand for each other, beside the built-in ones. Folded: upper case, no accents. */
    nicknames: z.array(z.array(z.string().min(1)).min(2)).default([]),
    budgets: z
      .strictObject({
        /** Candidate pairs one pass may compare; a pass above it is refused before it runs. */
        candidate_pairs: z.int().min(1).default(30_000_000),
        /** Distinct value pairs evaluated for the u of one comparison; above it they are sampled. */
        u_value_pairs: z.int().min(10_000).default(1_000_000),
      })
      .prefault({}),
    cluster_guards: clusterGuardsSchema.prefault({}),
    drift: driftLimitsSchema.prefault({}),
  })
  .superRefine((model, context) => {
    for (const { path, message } of modelProblems(model)) {
      context.addIssue({ code: 'custom', path: [...path], message });
    }
  });

export type LinkModel = z.infer<typeof linkModelSchema>;
export type LinkModelFile = z.input<typeof linkModelSchema>;
export type LinkColumn = z.infer<typeof linkColumnSchema>;
export type LinkConstraint = z.infer<typeof linkConstraintSchema>;

/**
 * Reads a model file's content.
 * @throws UsageError naming every place where the model is wrong.
 */
export function parseLinkModel(content: unknown): LinkModel {
  const result = linkModelSchema.safeParse(content);
  if (result.success) return result.data;
  const problems = result.error.issues.map((issue) => `${issue.path.join('.') || 'model'}: ${issue.message}`);
  throw new UsageError(
    `The link model is wrong in ${problems.length} place${problems.length === 1 ? '' : 's'}: ${problems[0]}`,
    {
      hint: 'See docs/linkage.md for the model file.',
      fields: { problems },
    },
  );
}
