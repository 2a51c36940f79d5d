import { z } from 'zod';

/** A lower-case snake_case name, safe to stand in SQL. */
export const nameSchema = z.string().regex(/^[a-z][a-z0-9_]{0,62}$/, 'Use lower-case letters, digits and underscores.');

const column = nameSchema.optional();

const simpleConditionSchema = z.discriminatedUnion('type', [
  /** Equal values. Without a column: every column of the comparison. */
  z.strictObject({ type: z.literal('exact'), column }),
  /** Jaro–Winkler similarity, 0–1. */
  z.strictObject({ type: z.literal('jaro_winkler'), column, at_least: z.number().min(0).max(1) }),
  /** Edits: insertions, deletions, substitutions. */
  z.strictObject({ type: z.literal('levenshtein'), column, at_most: z.int().min(0) }),
  /** Edits, where exchanging two neighbors counts one. */
  z.strictObject({ type: z.literal('damerau_levenshtein'), column, at_most: z.int().min(0) }),
  /** Two dates at most so many days apart. */
  z.strictObject({ type: z.literal('days_apart'), column, at_most: z.int().min(0) }),
  /** 2010-03-04 against 2010-04-03. */
  z.strictObject({ type: z.literal('day_month_swapped'), column }),
  /** Two dates that agree on the parts named. */
  z.strictObject({
    type: z.literal('date_parts'),
    column,
    parts: z
      .array(z.enum(['year', 'month', 'day']))
      .min(1)
      .max(2),
  }),
  /** Two forms of one first name, by the nickname table (Bob and Robert). */
  z.strictObject({ type: z.literal('nickname'), column }),
  /** Two surnames that share a whole part of at least three letters: `GARCIA LOPEZ` and `LOPEZ`. The first four parts count. */
  z.strictObject({ type: z.literal('name_parts'), column }),
  /** The shorter value, of at least so many characters, begins the longer: initials, and names cut off by a file's layout. */
  z.strictObject({ type: z.literal('prefix'), column, at_least: z.int().min(1) }),
  /** Two columns exchanged: first name in the place of the last name. */
  z.strictObject({ type: z.literal('columns_reversed'), columns: z.tuple([nameSchema, nameSchema]) }),
  /** The value is missing on one side or on both. */
  z.strictObject({ type: z.literal('missing'), column }),
  /** A SQL condition over `l.column` and `r.column`, with `{{ dialect_function(...) }}` calls where engines differ. */
  z.strictObject({ type: z.literal('custom'), sql: z.string().min(1) }),
]);

type SimpleCondition = z.infer<typeof simpleConditionSchema>;

/** What a pair of records must satisfy. A missing value satisfies nothing but `missing`. */
export type Condition =
  | SimpleCondition
  | { readonly type: 'all'; readonly of: readonly Condition[] }
  | { readonly type: 'any'; readonly of: readonly Condition[] };

export const conditionSchema: z.ZodType<Condition> = z.lazy(() =>
  z.union([
    simpleConditionSchema,
    z.strictObject({ type: z.literal('all'), of: z.array(conditionSchema).min(1) }),
    z.strictObject({ type: z.literal('any'), of: z.array(conditionSchema).min(1) }),
  ]),
);

const COLUMN_REFERENCE = /\b[lr]\.([a-z][a-z0-9_]*)/g;

/** The columns a condition names; `own` stand in where it names none. */
export function conditionColumns(condition: Condition, own: readonly string[] = []): readonly string[] {
  switch (condition.type) {
    case 'all':
    case 'any':
      return unique(condition.of.flatMap((part) => conditionColumns(part, own)));
    case 'columns_reversed':
      return condition.columns;
    case 'custom':
      return unique([...condition.sql.matchAll(COLUMN_REFERENCE)].map((match) => match[1] as string));
    default:
      return condition.column === undefined ? own : [condition.column];
  }
}

function unique(names: readonly string[]): readonly string[] {
  return [...new Set(names)];
}
