import { z } from 'zod';
import { actionSchema, type PlannedStep, referenceSchema } from './run.ts';

/** Input of the backfill workflow. */
export const backfillRequestSchema = z.object({
  /** A backfill is a run of its own. */
  runId: referenceSchema,
  selection: z.array(z.string().min(1)).min(1),
  /** As people write them, such as `2019-20...2023-24`. @default all */
  partitions: z.string().min(1).max(4000).optional(),
  /** Of what is selected, make only what is out of date. */
  staleOnly: z.boolean().optional(),
  /** Partitions of an asset that one step makes. @default so many that there are about 400 steps */
  atOnce: z.number().int().min(1).max(100_000).optional(),
  /** Steps under way at once. */
  concurrency: z.number().int().min(1).max(16),
  /** Make what another backfill did not: failed, not begun or canceled. Its selection is that one's. */
  retryOf: referenceSchema.optional(),
  action: actionSchema,
  /** @default 'refuse' */
  onConflict: z.enum(['wait', 'refuse']).optional(),
});
export type BackfillRequest = z.infer<typeof backfillRequestSchema>;

/** What a backfill has before it, once it is open. */
export interface OpenedBackfill {
  readonly partitions: number;
}

export interface BackfillPart extends PlannedStep {
  /** How many partitions it makes. */
  readonly partitions: number;
}

/** The next steps of a backfill, never of more than one level of its assets. */
export interface BackfillPage {
  readonly parts: readonly BackfillPart[];
  /** Partitions passed over, since what they read could not be made. */
  readonly blocked: number;
  /** Where the page after it begins; undefined at the end. */
  readonly next: number | undefined;
  /** Whether what follows reads what the page makes. */
  readonly endsLevel: boolean;
}

/** Partitions, as a backfill's query answers. */
export interface BackfillProgress {
  readonly total: number;
  readonly done: number;
  readonly failed: number;
  /** Not made, since what they read was not. */
  readonly blocked: number;
  /** Names of the steps under way. */
  readonly running: readonly string[];
  readonly paused: boolean;
}

export interface BackfillResult extends Omit<BackfillProgress, 'running' | 'paused'> {
  readonly runId: string;
}
