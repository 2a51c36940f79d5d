import { Context } from '@temporalio/activity';
import type { Asset } from '../assets/define-asset.ts';
import { rangeText, readRange, WHOLE } from '../assets/partitions/axis.ts';
import { axisOf } from '../assets/partitions/mapping.ts';
import type { PartitionRange } from '../assets/partitions/partition-range.ts';
import { universesOf } from '../assets/plan/plan-assets.ts';
import type { NewMaterialization } from '../control/materializations.ts';
import { beginStep, recordMade, recordStep, type StepRecord, type StepReport } from '../control/steps.ts';
import { InvariantError } from '../schemas/errors.ts';
import type { PlannedStep, RunRequest, StepResult } from '../schemas/run.ts';
import type { QueryTag } from '../warehouse/warehouse.ts';
import { type DataInputs, dataInputsOf, dataVersionOf, loadedContent } from './data-version.ts';
import { keptError, toFailure } from './failure.ts';
import { withHeartbeat } from './heartbeat.ts';
import type { HubContext } from './hub-context.ts';
import { planSources } from './plan-sources.ts';
import { readGround } from './read-ground.ts';
import { schemaHash } from './schema-hash.ts';
import type { Step, StepOutcome } from './step.ts';
import { tableStep } from './table-step.ts';

/**
 * Makes one asset or some of its partitions, under a heartbeat, and records the attempt and what it made. What the run
 * has made already is not made again: its outcome is read from the record.
 */
export async function materializeAsset(
  context: HubContext,
  request: RunRequest,
  planned: PlannedStep,
): Promise<StepResult> {
  const { assetKey, partition = WHOLE } = planned;
  const asset = context.graph.assets.get(assetKey);
  if (asset === undefined) throw toFailure(new InvariantError(`No asset makes ${assetKey}`));
  const step = stepOf(context, asset);
  const attempt = Context.current().info.attempt + (planned.attemptsBefore ?? 0);
  const startedAt = context.now();
  const begun = { runId: request.runId, assetKey, partition, attempt, startedAt };
  const ended = (end: Pick<StepReport, 'state' | 'error'>, outcome?: StepOutcome): StepReport => ({
    ...begun,
    ...end,
    ...(outcome ?? {}),
    seconds: secondsSince(startedAt, context.now()),
  });
  const earlier = await beginStep(context.control, begun);
  if (earlier !== undefined) return resultOf(planned, earlier);
  try {
    const range = await rangeOf(context, asset, planned);
    const inputs = await dataInputsOf(context, asset, range);
    const tag = { run: request.runId, asset: assetKey };
    const made = await withHeartbeat((signal, report) =>
      context.warehouse.withQueryTag(tag, () =>
        context.warehouse.withCancellation(signal, () =>
          step({
            ...{ context, request, asset, signal, report, partition },
            range: planned.everything === true ? undefined : range,
          }),
        ),
      ),
    );
    const outcome = await withCost(context, tag, made);
    const report = ended({ state: 'succeeded' }, outcome);
    if (request.dryRun === true) await recordStep(context.control, report);
    else {
      const made = { context, request, asset, inputs, outcome };
      await recordMade(context.control, report, await materialization({ ...made, range }));
    }
    context.log.info('An asset is made', { runId: request.runId, assetKey, rowsOut: outcome.rowsOut });
    return {
      ...named(planned),
      ...outcome,
      startedAt: startedAt.getTime(),
      seconds: report.seconds ?? 0,
    };
  } catch (error) {
    const canceled = Context.current().cancellationSignal.aborted;
    const state = canceled ? 'canceled' : 'failed';
    await recordStep(context.control, ended({ state, error: keptError(error) }));
    context.log.error('A step failed', error, { runId: request.runId, assetKey });
    if (canceled) throw Context.current().cancellationSignal.reason ?? error;
    throw toFailure(error);
  }
}

/** With what the statements of a step have cost, where somebody is billed for them. */
async function withCost(context: HubContext, tag: QueryTag, outcome: StepOutcome): Promise<StepOutcome> {
  // What is made stays made, though nobody can say at what price.
  const spent = await context.warehouse.spent?.(tag).catch((error: unknown) => {
    context.log.error('The cost of a step is not known', error, { assetKey: tag.asset ?? '' });
    return undefined;
  });
  if (spent === undefined) return outcome;
  const { statements, seconds, credits } = spent;
  return {
    ...outcome,
    metadata: { ...outcome.metadata, statements, warehouseSeconds: seconds, estimatedCredits: credits },
  };
}

function stepOf(context: HubContext, asset: Asset): Step {
  if (asset.maker.kind === 'sql') return tableStep;
  const step = asset.maker.kind === 'step' ? context.steps.get(asset.maker.step) : undefined;
  if (step === undefined) throw toFailure(new InvariantError(`Asset ${asset.key} names no step that exists`));
  return step;
}

/** The partitions to make. All of them are those that there are now: files may have come in since it was planned. */
async function rangeOf(
  context: HubContext,
  asset: Asset,
  { partition, everything }: PlannedStep,
): Promise<PartitionRange | undefined> {
  if (partition === undefined) return undefined;
  const planned = readRange(axisOf(asset), partition);
  if (everything !== true) return planned;
  const universe = universesOf(context.graph, await readGround(planSources(context))).get(asset.key) ?? [];
  return {
    from: Math.min(planned.from, universe[0]?.from ?? planned.from),
    to: Math.max(planned.to, universe.at(-1)?.to ?? planned.to),
  };
}

function named({ assetKey, partition }: PlannedStep): Pick<StepResult, 'assetKey' | 'partition'> {
  return { assetKey, ...(partition === undefined ? {} : { partition }) };
}

/** The outcome of an attempt that succeeded, though nobody heard of it. */
function resultOf(planned: PlannedStep, { rowsIn, rowsOut, rowsRejected, ...step }: StepRecord): StepResult {
  return {
    ...named(planned),
    ...{ rowsIn, rowsOut, rowsRejected },
    startedAt: Date.parse(step.startedAt),
    seconds: step.seconds ?? 0,
    metadata: step.metadata as StepResult['metadata'],
  };
}

interface MadeStep {
  readonly context: HubContext;
  readonly request: RunRequest;
  readonly asset: Asset;
  readonly range: PartitionRange | undefined;
  readonly inputs: DataInputs;
  readonly outcome: StepOutcome;
}

async function materialization(made: MadeStep): Promise<NewMaterialization> {
  const { context, request, asset, range, inputs, outcome } = made;
  const said = typeof outcome.metadata.content === 'string' ? outcome.metadata.content : undefined;
  const content = asset.kind === 'load' ? await loadedContent(context, asset) : said;
  return {
    runId: request.runId,
    assetKey: asset.key,
    partition: range === undefined ? WHOLE : rangeText(axisOf(asset), range),
    ...(range === undefined ? {} : { range }),
    ...dataVersionOf(inputs, content),
    codeVersion: context.codeVersion,
    rows: outcome.rowsOut,
    ...(asset.contract === undefined ? {} : { schemaHash: schemaHash(asset.contract) }),
    metadata: outcome.metadata,
    at: context.now(),
  };
}

function secondsSince(start: Date, end: Date): number {
  return Math.round(end.getTime() - start.getTime()) / 1000;
}
