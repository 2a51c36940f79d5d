import { z } from 'zod';
import { actionSchema } from './run.ts';

/** Where an answer goes that holds more than a workflow's history may: a file below the data folder. */
export const answerFileSchema = z.string().regex(/^inbox\/[\w.-]+\.json$/);

const entityId = z.number().int().nonnegative();

/** Input of the workflow that explains pairs of source entities, named by their surrogate numbers. */
export const explainRequestSchema = z.object({
  /** @default the promoted version */
  linkVersion: z.number().int().positive().optional(),
  pairs: z
    .array(z.tuple([entityId, entityId]))
    .min(1)
    .max(1_000),
  file: answerFileSchema,
});
export type ExplainRequest = z.infer<typeof explainRequestSchema>;

/** Where the answer lies; whoever asked removes it. */
export interface FileAnswer {
  readonly file: string;
  readonly linkVersion: number;
}

/** Input of the workflow that draws pairs of a link version for clerical review. */
export const drawRequestSchema = z.object({
  sampleId: z.string().regex(/^[\w.-]{1,100}$/),
  /** @default the promoted version */
  linkVersion: z.number().int().positive().optional(),
  purpose: z.enum(['rates', 'uncertainty']),
  size: z.number().int().min(1).max(10_000),
  seed: z.number().int().min(0),
  action: actionSchema,
});
export type DrawRequest = z.infer<typeof drawRequestSchema>;

export interface DrawnSample {
  readonly sampleId: string;
  readonly linkVersion: number;
  readonly pairs: number;
}
