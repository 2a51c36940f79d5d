import { z } from 'zod';

/** A key column of a public table: what a row is about. */
export const publicDimensionSchema = z.object({
  name: z.string(),
  label: z.string(),
  meaning: z.string(),
  type: z.enum(['text', 'integer']),
});
export type PublicDimension = z.infer<typeof publicDimensionSchema>;

/**
 * A measure of a public table. In the files it is the number column `name` and the status column `<name>_status`
 * (the status column may be shared: `statusColumn`). A banded value has null in `name` and its ends in
 * `<name>_low` and `<name>_high`.
 */
export const publicMeasureSchema = z.object({
  name: z.string(),
  label: z.string(),
  meaning: z.string(),
  kind: z.enum(['count', 'share', 'dollars', 'credits']),
  statusColumn: z.string(),
  banded: z.boolean(),
});
export type PublicMeasure = z.infer<typeof publicMeasureSchema>;

/** Where a public table comes from and how to read it: its method page. */
export const methodSchema = z.object({
  formula: z.string(),
  universe: z.string(),
  exclusions: z.string(),
  sources: z.array(z.string()),
  suppression: z.string(),
  limits: z.string(),
});

/** A public table's contract: columns as the live hub's data set has them. */
export const publicTableSchema = z.object({
  /** Such as `early_college_participation`; the table is `public.<name>`. */
  name: z.string().regex(/^[a-z][a-z0-9_]*$/),
  title: z.string(),
  description: z.string(),
  /** The dashboard it feeds. */
  dashboard: z.enum(['early-college', 'outcomes', 'earnings', 'early-literacy']),
  dimensions: z.array(publicDimensionSchema),
  /** Columns that follow from the keys, such as a college's name. In the files they stand after the dimensions. */
  attributes: z.array(publicDimensionSchema).default([]),
  measures: z.array(publicMeasureSchema),
  /** Set where the files write statuses as an outside schema does. @default the five codes */
  statusScheme: z.literal('pseo').optional(),
  method: methodSchema,
  /** The live data set whose columns it has, where there is one. */
  liveDataset: z.string().optional(),
});
export type PublicTable = z.infer<typeof publicTableSchema>;
