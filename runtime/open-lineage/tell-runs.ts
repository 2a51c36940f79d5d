import { ApplicationFailure, CancelledFailure } from '@temporalio/common';
import type { AssetLineage } from '../../activities/column-lineage.ts';
import type { AssetGraph } from '../../assets/asset-graph.ts';
import { RELEASE_ASSET } from '../../assets/public-tables.ts';
import type { RunState } from '../../schemas/run.ts';
import type { ReleaseActivities, RunActivities } from '../../workflows/activity-types.ts';
import { inputDatasets, outputDataset } from './datasets.ts';
import {
  EVENT_SCHEMA,
  type EventType,
  facet,
  type InputDataset,
  type JobTypeFacet,
  type LineageEvent,
  lineageRunId,
  NAMESPACE,
  type Named,
  type OutputDataset,
  PRODUCER,
  type RunFacets,
} from './event.ts';
import type { Emitter } from './transport.ts';

export interface TellRunsOptions {
  readonly emitter: Emitter;
  readonly graph: AssetGraph;
  /** Lineage of an asset's columns, where it is known. */
  readonly lineageOf: (assetKey: string) => Promise<AssetLineage | undefined>;
  /** Number of the attempt that is under way. */
  readonly attempt: () => number;
  readonly now: () => Date;
  /** Name and version of what the tables are made in. */
  readonly engine: { readonly name: string; readonly version: string };
}

type Told = RunActivities & ReleaseActivities;

const RUN_JOB = { namespace: NAMESPACE, name: 'run' } as const;
const RELEASE_JOB = { namespace: NAMESPACE, name: 'release' } as const;
const END: Readonly<Record<RunState, EventType>> = { succeeded: 'COMPLETE', failed: 'FAIL', canceled: 'ABORT' };

/** The same activities, which also tell of every run and step that begins and ends. */
export function tellingRuns<T extends Told>(activities: T, options: TellRunsOptions): T {
  const { emitter, graph, lineageOf, attempt, now, engine } = options;
  const event = (parts: {
    readonly type: EventType;
    readonly at: Date;
    readonly runId: string;
    readonly job: Named;
    readonly jobType: JobTypeFacet['jobType'];
    readonly facets?: RunFacets;
    readonly inputs?: readonly InputDataset[];
    readonly outputs?: readonly OutputDataset[];
  }): LineageEvent => ({
    eventType: parts.type,
    eventTime: parts.at.toISOString(),
    producer: PRODUCER,
    schemaURL: EVENT_SCHEMA,
    run: {
      runId: parts.runId,
      facets: { processing_engine: facet('ProcessingEngineRunFacet', engine), ...parts.facets },
    },
    job: {
      namespace: parts.job.namespace,
      name: parts.job.name,
      facets: {
        jobType: facet('JobTypeJobFacet', {
          processingType: 'BATCH' as const,
          integration: NAMESPACE,
          jobType: parts.jobType,
        }),
      },
    },
    inputs: parts.inputs ?? [],
    outputs: parts.outputs ?? [],
  });
  const tellRun = (type: EventType, runId: string, sentence?: string) =>
    emitter.emit(
      event({
        ...{ type, at: now(), runId: lineageRunId(runId), job: RUN_JOB, jobType: 'RUN' },
        ...(sentence === undefined ? {} : { facets: failed(sentence) }),
      }),
    );
  const tellRelease = (type: EventType, runId: string, more: { sentence?: string; rows?: boolean } = {}) => {
    const asset = graph.assets.get(RELEASE_ASSET);
    emitter.emit(
      event({
        ...{ type, at: now(), runId: lineageRunId(runId), job: RELEASE_JOB, jobType: 'RELEASE' },
        ...(more.sentence === undefined ? {} : { facets: failed(more.sentence) }),
        ...(asset === undefined ? {} : { inputs: inputDatasets(asset), outputs: [outputDataset(asset, undefined)] }),
      }),
    );
  };

  return {
    ...activities,
    openRun: async (request) => {
      const plan = await activities.openRun(request);
      tellRun('START', plan.runId);
      return plan;
    },
    materializeAsset: async (request, step) => {
      const asset = graph.assets.get(step.assetKey);
      if (asset === undefined) return activities.materializeAsset(request, step);
      const runId = lineageRunId(request.runId, JSON.stringify(step), attempt());
      const tell = (type: EventType, end: { readonly rows?: number; readonly sentence?: string } = {}) => {
        const at = now();
        const make = async () =>
          event({
            ...{ type, at, runId, job: { namespace: NAMESPACE, name: asset.key }, jobType: 'STEP' },
            facets: {
              parent: facet('ParentRunFacet', { run: { runId: lineageRunId(request.runId) }, job: RUN_JOB }),
              ...(end.sentence === undefined ? {} : failed(end.sentence)),
            },
            inputs: inputDatasets(asset),
            outputs: [outputDataset(asset, await lineageOf(asset.key), end.rows)],
          });
        emitter.emit(make());
      };
      tell('START');
      try {
        const result = await activities.materializeAsset(request, step);
        tell('COMPLETE', { rows: result.rowsOut });
        return result;
      } catch (error) {
        if (error instanceof CancelledFailure) tell('ABORT');
        else tell('FAIL', { sentence: sentenceOf(error) });
        throw error;
      }
    },
    closeRun: async (runId, state, sentence, unbegun) => {
      await activities.closeRun(runId, state, sentence, unbegun);
      tellRun(END[state], runId, state === 'failed' ? sentence : undefined);
    },
    stageRelease: async (request) => {
      const releaseId = await activities.stageRelease(request);
      tellRelease('START', request.runId);
      return releaseId;
    },
    settleRelease: async (releaseId, runId, decision) => {
      await activities.settleRelease(releaseId, runId, decision);
      tellRelease(decision.approve ? 'COMPLETE' : 'ABORT', runId);
    },
  };
}

/** Only sentences of the hub's own travel, which hold no value of a person's row. */
function sentenceOf(error: unknown): string {
  return error instanceof ApplicationFailure ? error.message : 'An unexpected error; the worker’s log has its stack';
}

function failed(message: string): RunFacets {
  return { errorMessage: facet('ErrorMessageRunFacet', { message, programmingLanguage: 'TYPESCRIPT' }) };
}
