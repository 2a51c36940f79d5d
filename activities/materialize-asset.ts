import { Context } from '@temporalio/activity';
import type { Asset } from '../assets/define-asset.ts';
import { WHOLE } from '../assets/partitions/axis.ts';
import { recordMaterialization } from '../control/materializations.ts';
import { recordStep, type StepState } from '../control/steps.ts';
import { InvariantError } from '../schemas/errors.ts';
import type { PlannedStep, RunRequest, StepResult } from '../schemas/run.ts';
import type { QueryTag } from '../warehouse/warehouse.ts';
import { type DataInputs, dataInputsOf, dataVersionOf, loadedContent } from './data-version.ts';
import { keptError, toFailure } from './failure.ts';
import { withHeartbeat } from './heartbeat.ts';
import type { HubContext } from './hub-context.ts';
import { schemaHash } from './schema-hash.ts';
import type { Step, StepOutcome } from './step.ts';
import { steps } from './steps.ts';
import { tableStep } from './table-step.ts';

/** Makes one asset, under a heartbeat, and records the attempt and what it made. */
export async function materializeAsset(
  context: HubContext,
  request: RunRequest,
  { assetKey }: PlannedStep,
): Promise<StepResult> {
  const asset = context.graph.assets.get(assetKey);
  if (asset === undefined) throw toFailure(new InvariantError(`No asset makes ${assetKey}`));
  const step = stepOf(asset);
  const { attempt } = Context.current().info;
  const startedAt = context.now();
  const record = (state: StepState, outcome?: StepOutcome, error?: unknown) =>
    recordStep(context.control, {
      runId: request.runId,
      assetKey,
      partition: WHOLE,
      attempt,
      state,
      startedAt,
      ...(state === 'running' ? {} : { seconds: secondsSince(startedAt, context.now()) }),
      ...(outcome ?? {}),
      ...(error === undefined ? {} : { error: keptError(error) }),
    });
  await record('running');
  try {
    const inputs = await dataInputsOf(context, asset);
    const tag = { run: request.runId, asset: assetKey };
    const made = await withHeartbeat((signal, report) =>
      context.warehouse.withQueryTag(tag, () =>
        context.warehouse.withCancellation(signal, () => step({ context, request, asset, signal, report })),
      ),
    );
    const outcome = await withCost(context, tag, made);
    if (request.dryRun !== true) await recordMade(context, request, asset, inputs, outcome);
    await record('succeeded', outcome);
    context.log.info('An asset is made', { runId: request.runId, assetKey, rowsOut: outcome.rowsOut });
    return { assetKey, ...outcome, startedAt: startedAt.getTime(), seconds: secondsSince(startedAt, context.now()) };
  } catch (error) {
    const canceled = Context.current().cancellationSignal.aborted;
    await record(canceled ? 'canceled' : 'failed', undefined, error);
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

function stepOf(asset: Asset): Step {
  if (asset.maker.kind === 'sql') return tableStep;
  const step = asset.maker.kind === 'step' ? steps.get(asset.maker.step) : undefined;
  if (step === undefined) throw toFailure(new InvariantError(`Asset ${asset.key} names no step that exists`));
  return step;
}

async function recordMade(
  context: HubContext,
  request: RunRequest,
  asset: Asset,
  inputs: DataInputs,
  outcome: StepOutcome,
): Promise<void> {
  const said = typeof outcome.metadata.content === 'string' ? outcome.metadata.content : undefined;
  const content = asset.kind === 'load' ? await loadedContent(context, asset) : said;
  await recordMaterialization(context.control, {
    runId: request.runId,
    assetKey: asset.key,
    partition: WHOLE,
    ...dataVersionOf(inputs, content),
    codeVersion: context.codeVersion,
    rows: outcome.rowsOut,
    ...(asset.contract === undefined ? {} : { schemaHash: schemaHash(asset.contract) }),
    metadata: outcome.metadata,
    at: context.now(),
  });
}

function secondsSince(start: Date, end: Date): number {
  return Math.round(end.getTime() - start.getTime()) / 1000;
}
