import { z } from 'zod';
import { linkRequestSchema } from './link-request.ts';

/** Words that may stand in a workflow id, and so in an address: no identifying value has this form. */
const REFERENCE = /^[A-Za-z0-9][A-Za-z0-9._:-]{0,127}$/;
export const referenceSchema = z.string().regex(REFERENCE);

/** Who asked, and why. Kept with the run and with every approval. */
export const actionSchema = z.object({ actor: z.string().min(1).max(200), reason: z.string().min(1).max(1000) });
export type Action = z.infer<typeof actionSchema>;

/** Input of the run workflow. References only: files are named by a manifest inside the data folder. */
export const runRequestSchema = z.object({
  runId: referenceSchema,
  /** Selection terms over asset keys. */
  selection: z.array(z.string().min(1)).min(1),
  /** What asked for it. @default 'manual' */
  kind: z.enum(['manual', 'schedule', 'arrival']).optional(),
  /** Partitions, such as `2019-20...2023-24`: of what has partitions, make only these. @default all */
  partitions: z.string().min(1).max(4000).optional(),
  action: actionSchema,
  /** Path of the ingest manifest whose files the selected loads take, relative to the data folder. */
  manifest: z.string().optional(),
  /** Accept a quarantine share up to this rate, for this run. */
  acceptQuarantine: z.number().min(0).max(1).optional(),
  /** Let a load through whose row count is far from the submitter's last period. */
  approveRowCount: z.boolean().optional(),
  /** A load whose file is judged anew, though it is current already. */
  readmit: z.number().int().positive().optional(),
  /** Check files and say what would happen, changing nothing. */
  dryRun: z.boolean().optional(),
  /** Of what is selected, make only what is out of date. */
  staleOnly: z.boolean().optional(),
  /** A plan to make exactly; the selection is that plan's. Refused when its ground has moved. */
  planId: referenceSchema.optional(),
  /** How to link, where the run does. @default in full, and into force */
  link: linkRequestSchema.optional(),
  /** What to do when another run is writing what this one is to write. @default 'refuse' */
  onConflict: z.enum(['wait', 'refuse']).optional(),
});
export type RunRequest = z.infer<typeof runRequestSchema>;

/** One asset, or consecutive partitions of it, to make at once. */
export interface PlannedStep {
  readonly assetKey: string;
  /** Assets that must be made before it within the run. */
  readonly after: readonly string[];
  /** A partition, or a range such as `2019Q1..2021Q4`. Absent: the asset has no partitions. */
  readonly partition?: string;
  /** Whether these are all partitions it has, so that what lies outside them goes, too. */
  readonly everything?: boolean;
  /**
   * `light`: it took so little time when last made that it can do without what guards long steps. `unknown`: it may, once
   * one of its kind in the run did. Absent: it never may.
   */
  readonly weight?: 'light' | 'unknown';
  /** Attempts that were made at it already, in another way. @default 0 */
  readonly attemptsBefore?: number;
}

export interface RunPlan {
  readonly runId: string;
  readonly steps: readonly PlannedStep[];
}

/** What a step leaves behind: counts and references, never data. */
export interface StepResult {
  readonly assetKey: string;
  /** As planned. */
  readonly partition?: string;
  readonly rowsIn: number;
  readonly rowsOut: number;
  readonly rowsRejected: number;
  /** When it began, in milliseconds of the epoch. */
  readonly startedAt: number;
  readonly seconds: number;
  /** Small facts for the run page, such as counts by reason. */
  readonly metadata: Readonly<Record<string, number | string | boolean>>;
}

export type RunState = 'succeeded' | 'failed' | 'canceled';

export interface RunResult {
  readonly runId: string;
  readonly state: RunState;
  readonly steps: readonly StepResult[];
}

/** Progress of a run, as its query answers. */
export interface RunProgress {
  readonly total: number;
  readonly done: readonly string[];
  readonly running: readonly string[];
}

/** Input of the release workflow. */
export const releaseRequestSchema = z.object({ runId: referenceSchema, action: actionSchema });
export type ReleaseRequest = z.infer<typeof releaseRequestSchema>;

export interface ReleaseResult {
  readonly releaseId: string;
  readonly state: 'published' | 'rejected';
}

/** The answer of a person to a staged release. */
export const releaseDecisionSchema = actionSchema.extend({ approve: z.boolean() });
export type ReleaseDecision = z.infer<typeof releaseDecisionSchema>;

/** Input of the workflow that takes a release back. */
export const withdrawRequestSchema = z.object({
  releaseId: referenceSchema,
  /** Why, in words for the public. */
  notice: z.string().min(1).max(1000),
  action: actionSchema,
});
export type WithdrawRequest = z.infer<typeof withdrawRequestSchema>;

/** Input of the workflow that takes a load back. */
export const retractRequestSchema = z.object({ loadId: z.number().int().positive(), action: actionSchema });
export type RetractRequest = z.infer<typeof retractRequestSchema>;

/** Input of the workflow that lets somebody see a load's refused rows. */
export const quarantineRequestSchema = z.object({
  loadId: z.number().int().positive(),
  /** Rows at most, from the first line on. */
  limit: z.number().int().positive(),
  /** Where to put them, relative to the data folder. */
  file: z.string().regex(/^inbox\/[\w.-]+\.json$/),
});
export type QuarantineRequest = z.infer<typeof quarantineRequestSchema>;

export interface QuarantineExport {
  readonly file: string;
  readonly rows: number;
}

/** Input of the workflow that compares the promoted link version with the truth about invented people. */
export const evaluationRequestSchema = z.object({
  /** Folder of the truth files, relative to the data folder. */
  truth: z.string().min(1),
});
export type EvaluationRequest = z.infer<typeof evaluationRequestSchema>;

/** How one pair of sources was linked, against the truth; shares are null where nothing was linked or linkable. */
export interface PairEvaluation {
  readonly linked: number;
  readonly precision: number | null;
  /**
   * Share of the true pairs that were linked. For college to wage records, where a name alone never decides, of the true
   * pairs with the same valid SSN on both sides; `recallOfAll` is of all of them.
   */
  readonly recall: number | null;
  readonly recallOfAll: number | null;
  /**
   * The same for pairs that share no strong key. The recall is null where the hub may not link such a pair at all: wage
   * records are reached by an SSN alone, and Clearinghouse records meet schools by the id they return.
   */
  readonly weakPrecision: number | null;
  readonly weakRecall: number | null;
  /** Linked pairs by the pass that made them. */
  readonly passes: Readonly<Record<string, number>>;
}

export interface EvaluationResult {
  /** By source pair, such as `dese-dhe`. */
  readonly pairs: Readonly<Record<string, PairEvaluation>>;
  readonly twins: { readonly pairs: number; readonly falselyMerged: number } | null;
}
