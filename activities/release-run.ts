import { Context } from '@temporalio/activity';
import { WHOLE } from '../assets/partitions/axis.ts';
import { RELEASE_ASSET } from '../assets/public-tables.ts';
import type { JsonObject } from '../control/json-value.ts';
import { recordMaterialization } from '../control/materializations.ts';
import { type FinalRunState, findRun, finishRun, startRun } from '../control/runs.ts';
import { recordStep, type StepState, stepsOf } from '../control/steps.ts';
import { InvariantError } from '../schemas/errors.ts';
import type { Action } from '../schemas/run.ts';
import { dataInputsOf, dataVersionOf } from './data-version.ts';
import { keptError } from './failure.ts';
import type { HubContext } from './hub-context.ts';

/** The steps of a release's run: its files are written, and somebody decides about them. */
export type ReleaseStep = 'stage' | 'decide';

export interface ReleaseStepOutcome {
  readonly rows: number;
  readonly metadata: JsonObject;
}

/**
 * Begins the run that a release is staged and decided in; it lasts until then.
 * @returns when it began, which an attempt that begins anew finds again
 */
export async function startReleaseRun(context: HubContext, runId: string, { actor, reason }: Action): Promise<Date> {
  const at = context.now();
  await startRun(context.control, {
    runId,
    kind: 'release',
    selection: [RELEASE_ASSET],
    actor,
    reason,
    codeVersion: context.codeVersion,
    settingsHash: context.settingsHash,
    at,
  });
  const run = await findRun(context.control, runId);
  return run?.startedAt == null ? at : new Date(run.startedAt);
}

/** Does one step of a release's run and records the attempt. Releases staged by earlier code have no run of their own. */
export async function releaseStep(
  context: HubContext,
  runId: string,
  step: ReleaseStep,
  work: () => Promise<ReleaseStepOutcome>,
): Promise<ReleaseStepOutcome> {
  if (!(await hasRun(context, runId))) return work();
  const { attempt } = Context.current().info;
  const startedAt = context.now();
  const record = (state: StepState, outcome?: ReleaseStepOutcome, error?: unknown) =>
    recordStep(context.control, {
      runId,
      assetKey: RELEASE_ASSET,
      partition: step,
      attempt,
      state,
      startedAt,
      ...(state === 'running' ? {} : { seconds: (context.now().getTime() - startedAt.getTime()) / 1000 }),
      ...(outcome === undefined ? {} : { rowsOut: outcome.rows, metadata: outcome.metadata }),
      ...(error === undefined ? {} : { error: keptError(error) }),
    });
  await record('running');
  try {
    const outcome = await work();
    await record('succeeded', outcome);
    return outcome;
  } catch (error) {
    await record(Context.current().cancellationSignal.aborted ? 'canceled' : 'failed', undefined, error);
    throw error;
  }
}

/** What a release is made from, while it is staged: later the tables may be others. */
export async function releaseVersion(context: HubContext, manifestHash: string): Promise<JsonObject> {
  const asset = context.graph.assets.get(RELEASE_ASSET);
  if (asset === undefined) throw new InvariantError(`No asset is ${RELEASE_ASSET}`);
  return { ...dataVersionOf(await dataInputsOf(context, asset), manifestHash) };
}

/** Records that a release is in force, as what it was when it was staged. */
export async function recordPublished(context: HubContext, runId: string, releaseId: string): Promise<void> {
  if (!(await hasRun(context, runId))) return;
  const steps = await stepsOf(context.control, runId);
  const staged = steps.find(({ partition, state }) => partition === 'stage' && state === 'succeeded');
  await recordMaterialization(context.control, {
    runId,
    assetKey: RELEASE_ASSET,
    partition: WHOLE,
    dataVersion: String(staged?.metadata.dataVersion ?? releaseId),
    codeVersion: context.codeVersion,
    codeFingerprint: textOrNull(staged?.metadata.codeFingerprint),
    settingsFingerprint: textOrNull(staged?.metadata.settingsFingerprint),
    upstreamVersions: (staged?.metadata.upstreamVersions ?? {}) as Readonly<Record<string, string>>,
    rows: staged?.rowsOut ?? 0,
    metadata: { releaseId },
    at: context.now(),
  });
}

/** Ends the run of a release that has been decided about. */
export async function endReleaseRun(
  context: HubContext,
  runId: string,
  state: FinalRunState,
  sentence?: string,
): Promise<void> {
  if (!(await hasRun(context, runId))) return;
  await finishRun(context.control, runId, state, { at: context.now(), sentence });
}

/** Releases staged by earlier code have none. */
function textOrNull(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

async function hasRun({ control }: HubContext, runId: string): Promise<boolean> {
  return (await findRun(control, runId))?.kind === 'release';
}
