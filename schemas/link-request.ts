import { z } from 'zod';

/** How the step that links is to go about it, for this run. */
export const linkRequestSchema = z.object({
  /** Goes on from a version and scores only what has changed. @default false: trains and scores everything */
  incremental: z.boolean().optional(),
  /** The version to go on from. @default the promoted one */
  base: z.number().int().positive().optional(),
  /** Whether the version is put in force at once. */
  promote: z.boolean(),
});
export type LinkRequest = z.infer<typeof linkRequestSchema>;
