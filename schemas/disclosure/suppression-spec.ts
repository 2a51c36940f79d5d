import { z } from 'zod';

/** A column of codes and, where they nest, the file that says how. */
export const specifiedDimensionSchema = z.strictObject({
  column: z.string().min(1),
  /** Name of what the codes mean: dimensions of two tables with one concept share their codes. @default the column */
  concept: z.string().min(1).optional(),
  /**
   * CSV or Parquet file with the columns `parent` and `child`: every code but one, the total of all, is a child, of the
   * code whose part it is. A code that lies in two hierarchies (a county and a workforce area) has two parents.
   */
  hierarchy: z.string().min(1),
});

/** One table of numbers, one row a cell. Rows of cells that hold nobody may be left out. */
export const specifiedTableSchema = z.strictObject({
  name: z.string().regex(/^[a-z][a-z0-9_]*$/, 'a table’s name is lower-case letters, digits and underscores'),
  /** CSV (with a header) or Parquet file, relative to the specification. */
  file: z.string().min(1),
  dimensions: z.array(specifiedDimensionSchema).min(1),
  /** Column of how many contributed. */
  count: z.string().min(1),
  /** Column of an amount that they contributed. It shares its cell's status. */
  value: z.string().min(1).optional(),
  /** Columns of the largest contributions to the amount, the largest first. */
  largest: z.array(z.string().min(1)).max(9).optional(),
  /** Column of what withholding a cell loses. @default log(1 + count), more for totals */
  cost: z.string().min(1).optional(),
  /** Column of the status that a row had in an earlier release: `ok` rows are public already, and stay so. */
  released: z.string().min(1).optional(),
  /**
   * What is counted, in a name that tables share: cells with one meaning and the same codes are one cell, published or
   * withheld in every table. A dimension that a table lacks stands at its total. @default the table's name
   */
  meaning: z.string().min(1).optional(),
});
export type SpecifiedTable = z.infer<typeof specifiedTableSchema>;

/** A cell of a table, by its code in each dimension's column. */
export const cellReferenceSchema = z.strictObject({
  table: z.string(),
  at: z.record(z.string(), z.string()),
});
export type CellReference = z.infer<typeof cellReferenceSchema>;

/** Sums of counts that are known to be equal, or one no larger than the other. */
export const declaredRelationSchema = z.strictObject({
  left: z.array(cellReferenceSchema).min(1),
  relation: z.enum(['equal', 'atMost']),
  right: z.array(cellReferenceSchema).min(1),
});
export type DeclaredRelation = z.infer<typeof declaredRelationSchema>;

/** When a cell may not be published, and how far it must then stay open. */
export const suppressionRulesSchema = z.strictObject({
  /** Fewest contributors of a published cell that has any. */
  minimumCount: z.number().int().min(1),
  /** The `n` largest contributions may not make up more than the share `k` of an amount. */
  dominance: z.strictObject({ n: z.number().int().min(1), k: z.number().gt(0).lt(1) }).optional(),
  /** What is left of an amount without its two largest contributions must be at least this share of the largest. */
  contributorShare: z.number().gt(0).lt(1).optional(),
  /** Share of a withheld amount that must stay open above and below it. @default 0.2 */
  amountShare: z.number().gt(0).lt(1).optional(),
});
export type SuppressionRules = z.infer<typeof suppressionRulesSchema>;

/** What `hub disclose` protects: tables of anybody's, as files, and the rules for them. */
export const suppressionSpecSchema = z.strictObject({
  tables: z.array(specifiedTableSchema).min(1),
  rules: suppressionRulesSchema,
  relations: z.array(declaredRelationSchema).optional(),
  /** Cells that must stay published. */
  keep: z.array(cellReferenceSchema).optional(),
  /** Cells of the largest system for which the cheapest protection is looked for. @default 250 */
  exactCells: z.number().int().min(0).max(1000).optional(),
});
export type SuppressionSpec = z.infer<typeof suppressionSpecSchema>;
