import { z } from 'zod';

const groundMarkSchema = z.object({
  code: z.string(),
  settings: z.string(),
  made: z.string(),
  upstream: z.record(z.string(), z.string()),
});

/** Why an asset is made: what kind of change asks for it, and which partitions it touches, as ranges. */
const planReasonSchema = z.object({
  kind: z.enum(['new', 'code', 'settings', 'upstream', 'failed', 'forced']),
  partitions: z.array(z.string()),
  /** Of `upstream`: what it reads that is other, where, and whether it is so already or about to be. */
  upstream: z.object({ key: z.string(), partitions: z.array(z.string()), changed: z.boolean() }).optional(),
  /** Of `failed`: the checks that failed. */
  checks: z.array(z.string()).optional(),
});
export type PlanReasonRecord = Readonly<z.infer<typeof planReasonSchema>>;

const plannedAssetSchema = z.object({
  assetKey: z.string(),
  /** Ranges such as `2019Q1..2021Q4`, or `all`. */
  partitions: z.array(z.string()),
  partitionCount: z.number().int().nonnegative(),
  reasons: z.array(planReasonSchema),
  /** When it was last made; 0 when never. */
  rows: z.number(),
  /** ISO 8601 in UTC. */
  lastMadeAt: z.string().nullable(),
});
export type PlannedAssetRecord = Readonly<z.infer<typeof plannedAssetSchema>>;

/** A plan as the control store keeps it. It is never changed. */
export const planContentSchema = z.object({
  selection: z.array(z.string()),
  /** Whether what nothing asks for is made as well. */
  force: z.boolean(),
  /** The partitions asked for, as they were written; absent when all were. */
  partitions: z.string().optional(),
  /** The plan that a run applied, when this is the record of a run that did. */
  applied: z.string().optional(),
  assets: z.array(plannedAssetSchema),
  /** Selected assets that are as they would be if they were made again. */
  unchanged: z.array(z.string()),
  /** Assets that the plan reads, that are out of date and that it leaves as they are. */
  staleUpstream: z.array(z.string()),
  /** What it was worked out on, by key of each asset it makes. */
  ground: z.record(z.string(), groundMarkSchema),
});
export type PlanContent = Readonly<z.infer<typeof planContentSchema>>;
