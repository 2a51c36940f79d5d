import type { AssetGraph } from '../assets/asset-graph.ts';
import type { Asset } from '../assets/define-asset.ts';
import { readRange, WHOLE, WHOLE_SET } from '../assets/partitions/axis.ts';
import { axisOf, mappingOf, readBy } from '../assets/partitions/mapping.ts';
import {
  difference,
  intersection,
  NO_PARTITIONS,
  type PartitionSet,
  partitionSet,
} from '../assets/partitions/partition-range.ts';
import { universesOf } from '../assets/plan/plan-assets.ts';
import { recordAudit } from '../control/audit-log.ts';
import { recordBackfill, recordPause, type StepStanding, showBackfill, stepStandings } from '../control/backfills.ts';
import { showPlan } from '../control/plans.ts';
import { lastSeconds, recordStep } from '../control/steps.ts';
import {
  type BackfillPage,
  type BackfillPart,
  type BackfillRequest,
  backfillRequestSchema,
  type OpenedBackfill,
} from '../schemas/backfill.ts';
import { UsageError } from '../schemas/errors.ts';
import type { Action } from '../schemas/run.ts';
import { backfillParts, partitionsAtOnce, partitionsOf } from './backfill-parts.ts';
import { type OpenRunContext, openPlanned } from './open-run.ts';
import { planSources } from './plan-sources.ts';
import { plannedPartitions } from './planned-steps.ts';
import { readGround } from './read-ground.ts';

const PAGE = 50;

/**
 * Works out which partitions a backfill makes, records it and its plan, and takes what it is going to write.
 * @throws UsageError when there is nothing to retry
 */
export async function openBackfill(context: OpenRunContext, given: BackfillRequest): Promise<OpenedBackfill> {
  const request = backfillRequestSchema.parse(given);
  const { control, graph } = context;
  const left = request.retryOf === undefined ? undefined : await leftOver(context, request.retryOf);
  const { runId, partitions, action, onConflict, staleOnly } = request;
  const { content } = await openPlanned(
    context,
    {
      runId,
      selection: left === undefined ? request.selection : [...left.keys()],
      partitions,
      action,
      onConflict,
      staleOnly,
    },
    { kind: 'backfill', within: left },
  );
  const count = partitionsOf(graph, content);
  await recordBackfill(control, {
    ...{ runId, retryOf: request.retryOf, partitions: count, concurrency: request.concurrency },
    atOnce: request.atOnce ?? partitionsAtOnce(count),
  });
  return { partitions: count };
}

/** What another backfill was to make and did not. */
async function leftOver({ control, graph }: OpenRunContext, runId: string): Promise<ReadonlyMap<string, PartitionSet>> {
  const { state } = await showBackfill(control, runId);
  if (state === 'running' || state === 'queued') {
    throw new UsageError(`Backfill ${runId} is under way`, { hint: 'Wait for its end, or cancel it.' });
  }
  const { content } = await showPlan(control, runId);
  const made = setsIn(graph, await stepStandings(control, runId), ({ state: of }) => of === 'succeeded');
  const left = content.assets.flatMap((planned) => {
    const all = plannedPartitions(graph, planned) ?? WHOLE_SET;
    const set = difference(all, made.get(planned.assetKey) ?? NO_PARTITIONS);
    return set.length === 0 ? [] : [[planned.assetKey, set] as const];
  });
  if (left.length > 0) return new Map(left);
  throw new UsageError(`Backfill ${runId} has made all it was to make`, { hint: 'hub backfill start begins another.' });
}

/** The next steps of a backfill. What reads something that failed is recorded as skipped, and not among them. */
export async function backfillPage(context: OpenRunContext, runId: string, from: number): Promise<BackfillPage> {
  const { control, graph } = context;
  const { atOnce } = await showBackfill(control, runId);
  const { content } = await showPlan(control, runId);
  const universes = universesOf(graph, await readGround(planSources(context)));
  const all = backfillParts(graph, content, atOnce, { universes, seconds: await lastSeconds(control) });
  const level = all[from]?.level;
  const page = all.slice(from, from + PAGE).filter((part) => part.level === level);
  const next = from + page.length;
  const unmade = setsIn(
    graph,
    await stepStandings(control, runId),
    ({ state }) => state === 'failed' || state === 'skipped',
  );
  const blocked = page.filter((part) => readsAny(graph, part, unmade));
  for (const { assetKey, partition = WHOLE } of blocked) {
    await recordStep(control, { runId, assetKey, partition, attempt: 1, state: 'skipped', startedAt: context.now() });
  }
  return {
    parts: page.filter((part) => !blocked.includes(part)).map(({ level: _, ...part }) => part),
    blocked: blocked.reduce((sum, { partitions }) => sum + partitions, 0),
    next: next < all.length ? next : undefined,
    endsLevel: all[next]?.level !== level,
  };
}

/** Records who paused a backfill or let it go on, and why. */
export async function notePause(
  { control, now }: Pick<OpenRunContext, 'control' | 'now'>,
  runId: string,
  paused: Action | undefined,
  resumed?: Action,
): Promise<void> {
  const at = now();
  await recordPause(control, runId, paused === undefined ? undefined : { ...paused, at });
  const { actor, reason } = (paused ?? resumed) as Action;
  await recordAudit(control, {
    ...{ actor, reason, at, object: `run:${runId}` },
    action: paused === undefined ? 'backfill.resume' : 'backfill.pause',
  });
}

/** Partitions of the steps that stand in some way, by key of their asset. */
function setsIn(
  graph: AssetGraph,
  steps: readonly StepStanding[],
  stands: (step: StepStanding) => boolean,
): ReadonlyMap<string, PartitionSet> {
  const ranges = new Map<string, { from: number; to: number }[]>();
  for (const step of steps.filter(stands)) {
    const asset = graph.assets.get(step.assetKey);
    if (asset === undefined) continue;
    const own = ranges.get(step.assetKey) ?? [];
    own.push(step.partition === WHOLE ? { from: 0, to: 0 } : readRange(axisOf(asset), step.partition));
    ranges.set(step.assetKey, own);
  }
  return new Map([...ranges].map(([key, own]) => [key, partitionSet(own)]));
}

/** Whether a step reads some partitions, directly. What was skipped for the same reason passes it on. */
function readsAny(graph: AssetGraph, part: BackfillPart, unmade: ReadonlyMap<string, PartitionSet>): boolean {
  const asset = graph.assets.get(part.assetKey) as Asset;
  const own = part.partition === undefined ? WHOLE_SET : [readRange(axisOf(asset), part.partition)];
  return asset.upstream.some((upstream) => {
    const set = unmade.get(upstream.key);
    if (set === undefined) return false;
    const edge = {
      mapping: mappingOf(upstream),
      upstream: axisOf(graph.assets.get(upstream.key) as Asset),
      downstream: axisOf(asset),
    };
    return intersection(readBy(edge, own, set), set).length > 0;
  });
}
