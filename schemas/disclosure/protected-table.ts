import { z } from 'zod';

/**
 * How the codes of a dimension add up, for every additive measure.
 * - `partition`: the total is the sum of its parts, exactly; the engine refuses data where it is not.
 * - `partial`: the parts are disjoint but may leave somebody out; the rest is a cell of its own, never published.
 * - `overlap`: a person may stand in several parts: each part ≤ total ≤ sum of the parts.
 */
export const relationSchema = z.enum(['partition', 'partial', 'overlap']);
export type Relation = z.infer<typeof relationSchema>;

/** One additive line of a dimension: `total` against its `parts`, all codes of that dimension. */
export const dimensionLineSchema = z.object({
  total: z.string(),
  parts: z.array(z.string()).min(1),
  relation: relationSchema,
});
export type DimensionLine = z.infer<typeof dimensionLineSchema>;

/**
 * A dimension: one key column, or an upper and a lower one that nest (district and school).
 *
 * `lines` names the additive lines of a closed list of codes, such as a lattice of student groups. `nesting` derives
 * them from the codes at hand: the row whose columns all hold `top` is the total of the rows that repeat their upper
 * code in every column, and those are the totals of the rows below them.
 */
export const protectedDimensionSchema = z.object({
  name: z.string(),
  /** Name shared by tables whose codes of this dimension mean the same. @default the dimension's name */
  concept: z.string().optional(),
  columns: z.array(z.string()).min(1).max(2),
  /** The closed list of codes. When given, every combination seen in the other dimensions gets a row for each. */
  codes: z.array(z.string()).optional(),
  lines: z.array(dimensionLineSchema).optional(),
  /**
   * Fewer codes at the lower level of a nested dimension: rows whose lower column is not a total have a place in the
   * public key set for these codes alone. Cells that hold few people are then never made, rather than withheld.
   */
  codesBelow: z.object({ dimension: z.string(), codes: z.array(z.string()).min(1) }).optional(),
  nesting: z.object({ top: z.string(), relation: relationSchema }).optional(),
  /**
   * True where the code a person stands at tells what became of them or what they were given, such as a credential or a
   * program, and not who they are: then none and all of a total at one of its parts are withheld. @default false
   */
  attribute: z.boolean().optional(),
});
export type ProtectedDimension = z.infer<typeof protectedDimensionSchema>;

const measureBase = {
  name: z.string(),
  /** @default `<name>_status` */
  statusColumn: z.string().optional(),
  /** Product of the policy, such as `enrollment`, `college-enrollment` or `earnings`. */
  product: z.string(),
  /** Owners whose data it holds; the strictest of their rules applies. */
  owners: z.array(z.string()).min(1),
};

/** Persons counted. */
export const countMeasureSchema = z.object({
  ...measureBase,
  kind: z.literal('count'),
  /**
   * What is counted, in a name shared by the tables of a release: the same population at the same codes is the same
   * cell wherever it is shown, and is shown or withheld everywhere. @default `<table>.<name>`
   */
  population: z.string().optional(),
  /** Dimensions the count depends on; it repeats over the others (a cohort's size on every outcome's row). @default all */
  over: z.array(z.string()).optional(),
  /** Dimensions whose lines do not hold for it. @default none */
  notAdditiveOver: z.array(z.string()).optional(),
  /** The count it is a part of: then the rest of that count is a cell too, and gets the same rules. */
  of: z.string().optional(),
  /** True where "none of them" or "all of them" says something about each: then 0 and all are withheld. @default false */
  attribute: z.boolean().optional(),
  /** False for a count that only stands behind a share: it is read, and withheld from the output. @default true */
  published: z.boolean().optional(),
});
export type CountMeasure = z.infer<typeof countMeasureSchema>;

/** Numerator over denominator, computed by the engine. Banded where the numerator itself is not published. */
export const shareMeasureSchema = z.object({
  ...measureBase,
  kind: z.literal('share'),
  numerator: z.string(),
  denominator: z.string(),
});
export type ShareMeasure = z.infer<typeof shareMeasureSchema>;

/** Columns of the unprotected rows that say who contributed to an amount of money. */
export const employerColumnsSchema = z.object({
  /** Employers, units of one owner counted once. */
  employers: z.string(),
  /** Persons with the employer that has most of them. */
  topEmployerPersons: z.string(),
  /** Wages paid by the employer that paid most. */
  topEmployerAmount: z.string(),
  /** Wages paid by the employer that paid second most. When given, the largest one must not be able to estimate it. */
  secondEmployerAmount: z.string().optional(),
});
export type EmployerColumns = z.infer<typeof employerColumnsSchema>;

/** Columns with the two largest contributions of one person, for the p per cent rule. */
export const largestContributionsSchema = z.object({ first: z.string(), second: z.string() });

/** A total (credits, wages) with persons as contributors. */
export const amountMeasureSchema = z.object({
  ...measureBase,
  kind: z.literal('amount'),
  /** The count measure of its contributors. */
  persons: z.string(),
  largest: largestContributionsSchema.optional(),
  employer: employerColumnsSchema.optional(),
  notAdditiveOver: z.array(z.string()).optional(),
});
export type AmountMeasure = z.infer<typeof amountMeasureSchema>;

/** A mean of dollars: `sum` over `persons`, computed and rounded by the engine. */
export const meanMeasureSchema = z.object({
  ...measureBase,
  kind: z.literal('mean'),
  persons: z.string(),
  /** Column of the unprotected rows with the total. */
  sum: z.string(),
  largest: largestContributionsSchema.optional(),
  employer: employerColumnsSchema.optional(),
  notAdditiveOver: z.array(z.string()).optional(),
});
export type MeanMeasure = z.infer<typeof meanMeasureSchema>;

/** Percentiles of one distribution; one status covers them all. */
export const percentilesMeasureSchema = z.object({
  ...measureBase,
  kind: z.literal('percentiles'),
  /** Columns of the values, in the unprotected rows and in the output. `minimum` says which minimum each needs. */
  values: z.array(z.object({ column: z.string(), minimum: z.enum(['median', 'quartiles']) })).min(1),
  persons: z.string(),
  /** With `sum`, the column with the wages of all its persons together. */
  employer: employerColumnsSchema.extend({ sum: z.string() }).optional(),
});
export type PercentilesMeasure = z.infer<typeof percentilesMeasureSchema>;

export const protectedMeasureSchema = z.discriminatedUnion('kind', [
  countMeasureSchema,
  shareMeasureSchema,
  amountMeasureSchema,
  meanMeasureSchema,
  percentilesMeasureSchema,
]);
export type ProtectedMeasure = z.infer<typeof protectedMeasureSchema>;

/** A count measure, at pinned codes of some dimensions. */
export const measureTermSchema = z.object({ measure: z.string(), at: z.record(z.string(), z.string()).optional() });
export type MeasureTerm = z.infer<typeof measureTermSchema>;

/** Counts of one table that add up to one another, for every combination of the dimensions that are not pinned. */
export const measureEquationSchema = z.object({
  total: measureTermSchema,
  parts: z.array(measureTermSchema).min(1),
  relation: relationSchema,
});
export type MeasureEquation = z.infer<typeof measureEquationSchema>;

/**
 * A measure that another table shows as well, or shows the parts of: at the pinned codes it is the sum of `parts`, each at
 * its own pinned codes and at the codes the tables share. Counts, amounts and means (their sums); codes by dimension.
 */
export const tieSchema = z.object({
  measure: z.string(),
  at: z.record(z.string(), z.string()),
  parts: z.array(z.object({ table: z.string(), measure: z.string(), at: z.record(z.string(), z.string()) })).min(1),
});
export type Tie = z.infer<typeof tieSchema>;

/**
 * What disclosure control must know of a table: its keys, how they add up, and what its measures are made of.
 *
 * The unprotected rows have the key columns, one column for each count (its name), and the columns that amounts,
 * means and percentiles name. An absent row of the key grid counts as zero. A count that is null is `not_available`,
 * unless its status column says `not_applicable`. Rows whose key is outside the public key set are cells that are
 * never shown but can be worked out, such as the complement of a published group.
 */
export const protectedTableSpecSchema = z
  .object({
    name: z.string(),
    dimensions: z.array(protectedDimensionSchema).min(1),
    measures: z.array(protectedMeasureSchema).min(1),
    equations: z.array(measureEquationSchema).optional(),
    /** Where its numbers are those of other tables. A table that is not there ties nothing. */
    ties: z.array(tieSchema).optional(),
  })
  .superRefine((spec, context) => {
    const dimensions = new Set(spec.dimensions.map((dimension) => dimension.name));
    const counts = new Set(spec.measures.filter((measure) => measure.kind === 'count').map((measure) => measure.name));
    const refuse = (message: string) => context.addIssue({ code: 'custom', message });
    if (dimensions.size !== spec.dimensions.length) refuse('a dimension is named twice');
    if (new Set(spec.measures.map((measure) => measure.name)).size !== spec.measures.length) {
      refuse('a measure is named twice');
    }
    for (const { name, codes, codesBelow } of spec.dimensions) {
      if (codesBelow === undefined) continue;
      const nested = spec.dimensions.find((dimension) => dimension.name === codesBelow.dimension);
      if (nested?.columns.length !== 2) refuse(`${name}: ${codesBelow.dimension} has no lower level`);
      const unknown = codesBelow.codes.filter((code) => !codes?.includes(code));
      if (unknown.length > 0) refuse(`${name}: ${unknown.join(', ')} is not in its list of codes`);
    }
    for (const measure of spec.measures) {
      const named = [
        ...(measure.kind === 'count' && measure.of !== undefined ? [measure.of] : []),
        ...(measure.kind === 'share' ? [measure.numerator, measure.denominator] : []),
        ...('persons' in measure ? [measure.persons] : []),
      ];
      for (const name of named) if (!counts.has(name)) refuse(`${measure.name}: ${name} is not a count of the table`);
      const dimensioned = [
        ...(measure.kind === 'count' ? (measure.over ?? []) : []),
        ...('notAdditiveOver' in measure ? (measure.notAdditiveOver ?? []) : []),
      ];
      for (const name of dimensioned) if (!dimensions.has(name)) refuse(`${measure.name}: no dimension ${name}`);
    }
    for (const { measure, at } of spec.ties ?? []) {
      if (!spec.measures.some(({ name }) => name === measure)) refuse(`ties: no measure ${measure}`);
      for (const name of Object.keys(at)) if (!dimensions.has(name)) refuse(`ties: no dimension ${name}`);
    }
    for (const equation of spec.equations ?? []) {
      for (const term of [equation.total, ...equation.parts]) {
        if (!counts.has(term.measure)) refuse(`equations: ${term.measure} is not a count of the table`);
        for (const name of Object.keys(term.at ?? {})) {
          if (!dimensions.has(name)) refuse(`equations: no dimension ${name}`);
        }
      }
    }
  });
export type ProtectedTableSpec = z.infer<typeof protectedTableSpecSchema>;
