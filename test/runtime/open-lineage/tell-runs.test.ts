import { ApplicationFailure, CancelledFailure } from '@temporalio/common';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type LineageReader, lineageReader } from '../../../activities/column-lineage.ts';
import { hubGraph } from '../../../assets/hub-assets.ts';
import { type LineageEvent, lineageRunId } from '../../../runtime/open-lineage/event.ts';
import { tellingRuns } from '../../../runtime/open-lineage/tell-runs.ts';
import { emitter } from '../../../runtime/open-lineage/transport.ts';
import type { RunRequest } from '../../../schemas/run.ts';
import { openQueryParser, type QueryParser } from '../../../warehouse/lineage/parse-query.ts';
import type { ReleaseActivities, RunActivities } from '../../../workflows/activity-types.ts';
import { lineageEventSchema } from './event-schema.ts';

let parser: QueryParser;
let reader: LineageReader;
beforeAll(async () => {
  parser = await openQueryParser();
  reader = lineageReader(hubGraph, parser);
});
afterAll(() => parser.close());

const request: RunRequest = { runId: 'r1', selection: ['*'], action: { actor: 'ada', reason: 'Yearly for Pat Doe' } };
const step = { assetKey: 'learn_to_earn.learner', after: [] };
const made = {
  assetKey: step.assetKey,
  rowsIn: 3,
  rowsOut: 519,
  rowsRejected: 0,
  startedAt: 0,
  seconds: 1,
  metadata: {},
};
const refuses = () => {
  throw new Error('not asked for');
};
const plain: RunActivities & ReleaseActivities = {
  openRun: async () => ({ runId: 'r1', steps: [step] }),
  materializeAsset: async () => made,
  closeRun: async () => undefined,
  stageRelease: async () => 'release-1',
  settleRelease: async () => undefined,
};

let events: LineageEvent[];
let attempt: number;
beforeEach(() => {
  events = [];
  attempt = 1;
});
async function told(over: Partial<typeof plain>, act: (activities: typeof plain) => Promise<unknown>) {
  const log = { warn: refuses, error: refuses };
  const sent = emitter([async (event) => void events.push(event)], log);
  const activities = tellingRuns(
    { ...plain, ...over },
    {
      ...{ emitter: sent, graph: hubGraph, lineageOf: (key) => reader.read(key), attempt: () => attempt },
      ...{ now: () => new Date('2026-11-25T09:00:00.000Z'), engine: { name: 'duckdb', version: 'c1' } },
    },
  );
  const outcome = await act(activities).then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  );
  await sent.close();
  for (const event of events) lineageEventSchema.parse(event);
  return outcome;
}

describe('telling of runs', () => {
  test('gives every run a start and an end, and passes on what the activities answer', async () => {
    const outcome = await told({}, async (activities) => {
      const plan = await activities.openRun(request);
      await activities.closeRun('r1', 'succeeded', undefined);
      return plan;
    });
    expect(outcome).toEqual({ value: { runId: 'r1', steps: [step] } });
    expect(events.map(({ eventType, job, run }) => [eventType, job.name, run.runId])).toEqual([
      ['START', 'run', lineageRunId('r1')],
      ['COMPLETE', 'run', lineageRunId('r1')],
    ]);
  });

  test('gives a step its parent, what it read, and what it made with rows, columns and where they come from', async () => {
    await told({}, (activities) => activities.materializeAsset(request, step));
    const [start, complete] = events as [LineageEvent, LineageEvent];
    expect([start.eventType, complete.eventType]).toEqual(['START', 'COMPLETE']);
    expect(start.run.runId).toBe(complete.run.runId);
    expect(complete.run.facets.parent).toMatchObject({ run: { runId: lineageRunId('r1') }, job: { name: 'run' } });
    expect(complete.inputs.map(({ name }) => name)).toContain('learn_to_earn.student_record');
    const [output] = complete.outputs;
    expect(output?.name).toBe('learn_to_earn.learner');
    expect(output?.outputFacets?.outputStatistics.rowCount).toBe(519);
    expect(start.outputs[0]?.outputFacets).toBeUndefined();
    expect(output?.facets?.schema?.fields.map(({ name }) => name)).toContain('race_group');
    expect(output?.facets?.columnLineage?.fields.person_key?.inputFields).toContainEqual(
      expect.objectContaining({ name: 'linkage.version', field: 'person_key' }),
    );
  });

  test('says that a person’s key hides what it stands for', async () => {
    await told({}, (activities) => activities.materializeAsset(request, { assetKey: 'linkage.version', after: [] }));
    const fields = events[0]?.outputs[0]?.facets?.columnLineage?.fields.person_key?.inputFields ?? [];
    expect(fields.length).toBeGreaterThan(5);
    expect(fields.every(({ transformations }) => transformations.every(({ masking }) => masking))).toBe(true);
  });

  test('says how a step failed in the hub’s own words only, and the failure goes on', async () => {
    const failure = ApplicationFailure.create({ message: 'Table failed 2 checks', type: 'ContractBreachError' });
    const outcome = await told({ materializeAsset: async () => Promise.reject(failure) }, (activities) =>
      activities.materializeAsset(request, step),
    );
    expect(outcome).toEqual({ error: failure });
    expect(events[1]).toMatchObject({
      eventType: 'FAIL',
      run: { facets: { errorMessage: { message: failure.message } } },
    });
    await told({ materializeAsset: async () => Promise.reject(new Error('Pat Doe')) }, (activities) =>
      activities.materializeAsset(request, step),
    );
    expect(JSON.stringify(events)).not.toContain('Pat Doe');
  });

  test('tells a canceled step and run from failed ones', async () => {
    await told({ materializeAsset: async () => Promise.reject(new CancelledFailure('CANCELLED')) }, (activities) =>
      activities.materializeAsset(request, step),
    );
    await told({}, (activities) => activities.closeRun('r1', 'canceled', 'Canceled'));
    await told({}, (activities) => activities.closeRun('r1', 'failed', 'It broke'));
    expect(events.map(({ eventType }) => eventType)).toEqual(['START', 'ABORT', 'ABORT', 'FAIL']);
  });

  test('takes another attempt for another run, and the same one repeated for the same', async () => {
    const act = (activities: typeof plain) => activities.materializeAsset(request, step);
    await told({}, act);
    await told({}, act);
    attempt = 2;
    await told({}, act);
    const ids = events.map(({ run }) => run.runId);
    expect(new Set(ids.slice(0, 4)).size).toBe(1);
    expect(new Set(ids).size).toBe(2);
  });

  test('has a release start when it is staged, and end as it was decided', async () => {
    const by = { actor: 'ada', reason: 'Checked' };
    await told({}, (activities) => activities.stageRelease({ runId: 'r2', action: by }));
    await told({}, (activities) => activities.settleRelease('release-1', 'r2', { ...by, approve: true }));
    await told({}, (activities) => activities.settleRelease('release-1', 'r2', { ...by, approve: false }));
    expect(events.map(({ eventType, job }) => `${eventType} ${job.name}`)).toEqual([
      'START release',
      'COMPLETE release',
      'ABORT release',
    ]);
    expect(events[0]?.outputs.map(({ name }) => name)).toEqual(['public.release']);
  });

  test('names nobody who asked, and no reason', async () => {
    await told({}, (activities) => activities.openRun(request));
    expect(JSON.stringify(events)).not.toMatch(/ada|Pat Doe/);
  });
});
