import { z } from 'zod';
import { answerFileSchema } from './linkage-requests.ts';
import { actionSchema } from './run.ts';

const linkVersion = z.number().int().positive();

/** Input of the workflow that puts a link version in force. */
export const promotionRequestSchema = z.object({ linkVersion, action: actionSchema });
export type PromotionRequest = z.infer<typeof promotionRequestSchema>;

export interface PromotionResult {
  readonly promoted: number;
  /** The version in force before; null when there was none. */
  readonly retired: number | null;
}

/** Input of the workflow that compares two link versions. */
export const comparisonRequestSchema = z.object({
  from: linkVersion,
  to: linkVersion,
  /** Groups of clusters to name for each fate. */
  sample: z.number().int().min(0).max(1_000),
  /** Whether to say what the linked tables would come to on either version, which builds them twice. */
  tables: z.boolean(),
  file: answerFileSchema,
});
export type ComparisonRequest = z.infer<typeof comparisonRequestSchema>;

/** What a linked table would be on either version. */
export interface TableEffect {
  readonly table: string;
  readonly rows: { readonly before: number; readonly after: number };
  /** People in it; null for tables that are not about single people. */
  readonly persons: { readonly before: number; readonly after: number } | null;
  readonly measures: readonly TableMeasure[];
}

/** The share of rows for which a flag holds, or the mean of an amount; null where no row has one. */
export interface TableMeasure {
  readonly name: string;
  readonly before: number | null;
  readonly after: number | null;
}
