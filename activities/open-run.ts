import type { PartitionSet } from '../assets/partitions/partition-range.ts';
import { assetStatuses } from '../assets/plan/asset-statuses.ts';
import { groundMarks, movedGround } from '../assets/plan/ground-marks.ts';
import { universesOf } from '../assets/plan/plan-assets.ts';
import { acquirePartitions, type LockedRange } from '../control/partition-locks.ts';
import { type PlanRecord, savePlan, showPlan } from '../control/plans.ts';
import { type NewRun, noteWaiting, queueRun, startRun } from '../control/runs.ts';
import { lastSeconds } from '../control/steps.ts';
import { ConflictError, PartitionsHeldError } from '../schemas/errors.ts';
import type { RunPlan, RunRequest } from '../schemas/run.ts';
import { runRequestSchema } from '../schemas/run.ts';
import type { HubContext } from './hub-context.ts';
import { type MadePlan, makePlan, selectMakeable } from './make-plan.ts';
import { type PlanContext, planSources } from './plan-sources.ts';
import { plannedSteps, rangesToWrite } from './planned-steps.ts';
import { readGround } from './read-ground.ts';

/** What of a worker's context the beginning of a run touches. */
export type OpenRunContext = PlanContext & Pick<HubContext, 'codeVersion' | 'now'>;

/**
 * Works out what to make and in which order, records the run and its plan, and takes what it is going to write.
 * @throws UsageError when the selection matches nothing that a run can make, or there is no such plan
 * @throws ConflictError when another run is writing a part of it, or a given plan no longer holds
 * @throws PartitionsHeldError in place of the former when the request would rather wait
 */
export async function openRun(context: OpenRunContext, given: RunRequest): Promise<RunPlan> {
  const request = runRequestSchema.parse(given);
  const { universes, content } = await openPlanned(context, request, { kind: request.kind ?? 'manual' });
  const seconds = await lastSeconds(context.control);
  return { runId: request.runId, steps: plannedSteps(context.graph, content.assets, { universes, seconds }) };
}

/** What a run is to make, and all partitions that there are. */
export type SettledPlan = MadePlan & { readonly universes: ReadonlyMap<string, PartitionSet> };

export interface OpenPlannedOptions {
  /** What asked for it. */
  readonly kind: string;
  /** By key, the partitions that may be made; in place of those that the request names. */
  readonly within?: ReadonlyMap<string, PartitionSet> | undefined;
}

/** Records a run, takes what it is going to write, and settles and keeps its plan. */
export async function openPlanned(
  context: OpenRunContext,
  request: RunRequest,
  { kind, within }: OpenPlannedOptions,
): Promise<SettledPlan> {
  const { control, graph } = context;
  const run: NewRun = {
    runId: request.runId,
    kind,
    selection: request.selection,
    actor: request.action.actor,
    reason: request.action.reason,
    codeVersion: context.codeVersion,
    settingsHash: context.settingsHash,
    at: context.now(),
  };
  const waits = request.onConflict === 'wait';
  // Before anything can be wrong with the request: a run that fails at once is on record, too.
  await (waits ? queueRun(control, run) : startRun(control, run));
  const applied = request.planId === undefined ? undefined : await showPlan(control, request.planId);
  const selected = applied?.content.assets.map(({ assetKey }) => assetKey) ?? (await selectedBy(context, request));
  const partitions = applied === undefined ? request.partitions : applied.content.partitions;
  await takePartitions(context, request, rangesToWrite(graph, selected, partitions, within));
  if (waits) await startRun(control, { ...run, at: context.now() });
  // Only now: what is found holds, since nobody else can write these assets any more.
  const { universes, ...plan } = await settlePlan(context, request, selected, applied, within);
  await savePlan(control, {
    planId: request.runId,
    ...plan,
    actor: run.actor,
    plannedAt: context.now().toISOString(),
  });
  return { universes, ...plan };
}

async function selectedBy(context: OpenRunContext, { selection }: RunRequest): Promise<readonly string[]> {
  const { graph } = context;
  return selectMakeable(graph, selection, async () => assetStatuses(graph, await readGround(planSources(context))));
}

async function takePartitions(
  context: OpenRunContext,
  request: RunRequest,
  partitions: readonly LockedRange[],
): Promise<void> {
  try {
    await acquirePartitions(context.control, request.runId, partitions, context.now());
  } catch (error) {
    if (!(error instanceof ConflictError) || request.onConflict !== 'wait') throw error;
    await noteWaiting(context.control, request.runId, `Waiting: ${error.message}`);
    throw new PartitionsHeldError(error.message, { hint: 'The run begins when that one has ended.' });
  }
}

/** The plan of a run, worked out on the ground as it is now. @throws ConflictError when a given one has another ground */
async function settlePlan(
  context: OpenRunContext,
  request: RunRequest,
  selected: readonly string[],
  applied: PlanRecord | undefined,
  within: ReadonlyMap<string, PartitionSet> | undefined,
): Promise<SettledPlan> {
  const { graph } = context;
  const ground = await readGround(planSources(context));
  const universes = universesOf(graph, ground);
  const { selection, partitions } = request;
  if (applied === undefined) {
    return {
      universes,
      ...makePlan(graph, ground, { selection, selected, partitions, within, force: request.staleOnly !== true }),
    };
  }
  const moved = movedGround(applied.content.ground, groundMarks(graph, ground, selected));
  if (moved.length > 0) {
    throw new ConflictError(`Plan ${applied.planId} no longer holds`, {
      hint: 'Make it again with hub plan, and look at what it would do now.',
      fields: { moved },
    });
  }
  return { universes, fingerprint: applied.fingerprint, content: { ...applied.content, applied: applied.planId } };
}
