import { beforeAll, describe, expect, test } from 'vitest';
import { listCheckResults, type NewCheckResult, recordCheck } from '../../control/check-results.ts';
import type { Control } from '../../control/connect.ts';
import { madePartitions } from '../../control/made-partitions.ts';
import {
  latestMaterializations,
  materializationHistory,
  recordMaterialization,
} from '../../control/materializations.ts';
import { acquirePartitions } from '../../control/partition-locks.ts';
import { savePlan, showPlan } from '../../control/plans.ts';
import { finishRun, listRuns, noteWaiting, queueRun, showRun, startRun } from '../../control/runs.ts';
import {
  beginStep,
  failedSteps,
  LOST_ATTEMPT,
  lastSeconds,
  recordMade,
  recordStep,
  stepsOf,
} from '../../control/steps.ts';
import { ConflictError, UsageError } from '../../schemas/errors.ts';
import { at, later, run } from './made-up.ts';

/** Run against every engine of the control store, which is open by the time a test runs. */
export function runsSuite(opened: () => Control): void {
  let control: Control;
  beforeAll(() => {
    control = opened();
  });

  describe('runs', () => {
    test('go from queued to running to an end, and keep times and reasons', async () => {
      await queueRun(control, run('r-life'));
      await startRun(control, run('r-life', { at: later }));
      await finishRun(control, 'r-life', 'failed', { at: later, sentence: 'a check failed' });
      expect(await showRun(control, 'r-life')).toEqual({
        ...{ runId: 'r-life', kind: 'manual', selection: ['ecids.child'], state: 'failed', actor: 'ada' },
        ...{ reason: 'nightly', codeVersion: 'c1', settingsHash: 's1', sentence: 'a check failed' },
        ...{ queuedAt: at.toISOString(), startedAt: later.toISOString(), endedAt: later.toISOString(), steps: [] },
      });
    });

    test('say what they wait for until they start', async () => {
      await queueRun(control, run('r-waits'));
      await noteWaiting(control, 'r-waits', 'Waiting: another run is at it');
      expect(await showRun(control, 'r-waits')).toMatchObject({
        state: 'queued',
        sentence: 'Waiting: another run is at it',
      });
      await startRun(control, run('r-waits', { at: later }));
      await noteWaiting(control, 'r-waits', 'too late');
      expect(await showRun(control, 'r-waits')).toMatchObject({ state: 'running', sentence: null });
    });

    test('stay in their final state, through the functions and through the database alike', async () => {
      await startRun(control, run('r-final'));
      await finishRun(control, 'r-final', 'canceled', { at });
      await finishRun(control, 'r-final', 'canceled', { at: later });
      await expect(finishRun(control, 'r-final', 'succeeded', { at: later })).rejects.toBeInstanceOf(ConflictError);
      await expect(startRun(control, run('r-final'))).rejects.toBeInstanceOf(ConflictError);
      await expect(control('run').where('run_id', 'r-final').update({ state: 'succeeded' })).rejects.toMatchObject({
        constraint: 'run_state_is_final',
      });
      expect(await showRun(control, 'r-final')).toMatchObject({ state: 'canceled', endedAt: at.toISOString() });
    });

    test('are listed newest first, by state and by asset', async () => {
      await startRun(control, run('r-list-1', { at: new Date('2030-01-01'), actor: 'lister' }));
      await startRun(control, run('r-list-2', { at: new Date('2030-01-02'), actor: 'lister' }));
      await finishRun(control, 'r-list-1', 'succeeded', { at: new Date('2030-01-03') });
      await recordStep(control, {
        ...{ runId: 'r-list-2', assetKey: 'listed.asset', partition: 'all', attempt: 1, state: 'running' },
        startedAt: at,
      });
      const ids = async (filter: Parameters<typeof listRuns>[1]) =>
        (await listRuns(control, filter)).map(({ runId }) => runId);
      expect(await ids({ actor: 'lister' })).toEqual(['r-list-2', 'r-list-1']);
      expect(await ids({ actor: 'lister', states: ['succeeded'] })).toEqual(['r-list-1']);
      expect(await ids({ assetKey: 'listed.asset' })).toEqual(['r-list-2']);
      expect(await ids({ actor: 'lister', before: '2030-01-02T00:00:00.000Z' })).toEqual(['r-list-1']);
    });

    test('that do not exist are a wrong name, not an empty answer', async () => {
      await expect(showRun(control, 'r-none')).rejects.toBeInstanceOf(UsageError);
      await expect(finishRun(control, 'r-none', 'failed', { at })).rejects.toBeInstanceOf(UsageError);
    });
  });

  describe('steps, materializations and checks', () => {
    test('a repeated report of an attempt replaces it, another attempt stands beside it', async () => {
      await startRun(control, run('r-steps'));
      const step = { runId: 'r-steps', assetKey: 'ecids.child', partition: 'all', startedAt: at } as const;
      await recordStep(control, { ...step, attempt: 1, state: 'running' });
      await recordStep(control, {
        ...{ ...step, attempt: 1, state: 'failed', seconds: 0.5 },
        error: { type: 'UnavailableError', sentence: 'the store is away' },
      });
      await recordStep(control, { ...step, attempt: 2, state: 'succeeded', seconds: 1.25, rowsIn: 5_000_000_000 });
      const { steps } = await showRun(control, 'r-steps');
      expect(steps.map(({ attempt, state, seconds, errorType }) => [attempt, state, seconds, errorType])).toEqual([
        [1, 'failed', 0.5, 'UnavailableError'],
        [2, 'succeeded', 1.25, null],
      ]);
      expect(steps[1]?.rowsIn).toBe(5_000_000_000);
    });

    test('an attempt does not begin where an earlier one succeeded, whose outcome it hears instead', async () => {
      await startRun(control, run('r-begin'));
      const step = { runId: 'r-begin', assetKey: 'b.asset', partition: 'all', startedAt: at };
      expect(await beginStep(control, { ...step, attempt: 1 })).toBeUndefined();
      expect(await beginStep(control, { ...step, attempt: 1 })).toBeUndefined();
      await recordMade(
        control,
        { ...step, attempt: 1, state: 'succeeded', rowsOut: 5, seconds: 0.2, metadata: { files: 2 } },
        {
          ...{ runId: 'r-begin', assetKey: 'b.asset', partition: 'all', dataVersion: 'v1', codeVersion: 'c1', at },
          ...{ upstreamVersions: {}, rows: 5 },
        },
      );
      const done = { attempt: 1, state: 'succeeded', rowsOut: 5, seconds: 0.2, metadata: { files: 2 } };
      expect(await beginStep(control, { ...step, attempt: 1 })).toMatchObject(done);
      expect(await beginStep(control, { ...step, attempt: 2 })).toMatchObject(done);
      expect(await stepsOf(control, 'r-begin')).toHaveLength(1);
      expect(await materializationHistory(control, 'b.asset')).toHaveLength(1);
      expect((await lastSeconds(control)).get('b.asset')).toBe(0.2);
    });

    test('the latest materialization is told by asset and partition', async () => {
      const made = {
        ...{ assetKey: 'm.asset', codeVersion: 'c1', upstreamVersions: { 'm.up': 'v0' }, rows: 3, at },
        metadata: { share: 0.25, name: 'é' },
      };
      await startRun(control, run('r-m1'));
      await startRun(control, run('r-m2'));
      await recordMaterialization(control, { ...made, runId: 'r-m1', partition: '2023', dataVersion: 'v1' });
      await recordMaterialization(control, { ...made, runId: 'r-m1', partition: '2024', dataVersion: 'v1' });
      await recordMaterialization(control, { ...made, runId: 'r-m2', partition: '2024', dataVersion: 'v2' });
      await recordMaterialization(control, { ...made, runId: 'r-m2', partition: '2024', dataVersion: 'v3' });
      const latest = await latestMaterializations(control, ['m.asset']);
      expect(latest.map(({ partition, dataVersion }) => [partition, dataVersion])).toEqual([
        ['2023', 'v1'],
        ['2024', 'v3'],
      ]);
      expect(latest[0]).toMatchObject({ upstreamVersions: { 'm.up': 'v0' }, metadata: { share: 0.25, name: 'é' } });
      expect(await materializationHistory(control, 'm.asset', { partition: '2024' })).toHaveLength(2);
    });

    test('what was last made is told by asset at once, as plans need it', async () => {
      const made = {
        ...{ assetKey: 'mp.asset', codeVersion: 'c1', upstreamVersions: { 'mp.up#2023': 'v0' }, rows: 3 },
        ...{ codeFingerprint: 'code', settingsFingerprint: 'settings', at: later },
      };
      await startRun(control, run('r-mp1'));
      await startRun(control, run('r-mp2'));
      await recordMaterialization(control, { ...made, runId: 'r-mp1', partition: '2023', dataVersion: 'v1' });
      await recordMaterialization(control, { ...made, runId: 'r-mp1', partition: '2024..2025', dataVersion: 'v1' });
      await recordMaterialization(control, { ...made, runId: 'r-mp2', partition: '2023', dataVersion: 'v2' });
      const asset = (await madePartitions(control, [{ assetKey: 'mp.asset' }, { assetKey: 'mp.none' }])).get(
        'mp.asset',
      );
      expect(asset?.map(({ partition, dataVersion, runId }) => [partition, dataVersion, runId]).toSorted()).toEqual([
        ['2023', 'v2', 'r-mp2'],
        ['2024..2025', 'v1', 'r-mp1'],
      ]);
      const [first] = asset ?? [];
      expect(first).toMatchObject({ codeFingerprint: 'code', settingsFingerprint: 'settings', rows: 3 });
      expect(first?.materializedAt).toBe(later.toISOString());
      expect(JSON.parse(first?.upstreamVersions ?? '')).toEqual({ 'mp.up#2023': 'v0' });
      expect((await madePartitions(control)).get('mp.asset')).toHaveLength(2);
    });

    test('a last attempt that failed is told with the checks that failed in it, until one succeeds', async () => {
      await startRun(control, run('r-failing'));
      await startRun(control, run('r-mended'));
      const step = { assetKey: 'f.asset', partition: 'all', attempt: 1 } as const;
      const check = { ...step, runId: 'r-failing', check: 'rows_reconcile', blocking: true, passed: false, at };
      await recordStep(control, { ...step, runId: 'r-failing', state: 'failed', startedAt: at });
      await recordCheck(control, { ...check, severity: 'error' });
      await recordCheck(control, { ...check, check: 'has_rows', severity: 'warn', blocking: false });
      const failed = async () => (await failedSteps(control)).filter(({ assetKey }) => assetKey === 'f.asset');
      expect(await failed()).toEqual([
        { runId: 'r-failing', assetKey: 'f.asset', partition: 'all', checks: ['rows_reconcile'] },
      ]);
      await recordStep(control, { ...step, runId: 'r-mended', state: 'canceled', startedAt: later });
      expect(await failed()).toHaveLength(1);
      await recordStep(control, { ...step, runId: 'r-mended', attempt: 2, state: 'succeeded', startedAt: later });
      expect(await failed()).toEqual([]);
    });

    test('an attempt that nobody heard of again is over once another begins, or once its run ends', async () => {
      await startRun(control, run('r-lost'));
      const step = { runId: 'r-lost', assetKey: 'ecids.child', partition: '' };
      const second = (of: number) => new Date(Date.UTC(2026, 0, 1, 0, 0, of));
      await recordStep(control, { ...step, attempt: 1, state: 'running', startedAt: second(0) });
      await recordStep(control, { ...step, attempt: 2, state: 'running', startedAt: second(7) });
      const states = async () =>
        (await showRun(control, 'r-lost')).steps.map(({ state, seconds, errorType }) => ({
          state,
          seconds,
          errorType,
        }));
      expect(await states()).toEqual([
        { state: 'failed', seconds: 7, errorType: LOST_ATTEMPT },
        { state: 'running', seconds: null, errorType: null },
      ]);
      // Its worker was only thought lost.
      await recordStep(control, { ...step, attempt: 1, state: 'succeeded', startedAt: second(0), seconds: 8 });
      await finishRun(control, 'r-lost', 'failed', { at: second(20) });
      expect(await states()).toEqual([
        { state: 'succeeded', seconds: 8, errorType: null },
        { state: 'failed', seconds: 13, errorType: LOST_ATTEMPT },
      ]);
    });

    test('check results are kept by run, asset, partition and check', async () => {
      await startRun(control, run('r-check'));
      const result: Omit<NewCheckResult, 'check'> = {
        ...{ runId: 'r-check', assetKey: 'c.asset', partition: 'all', severity: 'error', blocking: true },
        ...{ passed: false, details: { failed: 3 }, at },
      };
      await recordCheck(control, { ...result, check: 'unique_key' });
      await recordCheck(control, { ...result, check: 'row_count', passed: true });
      await recordCheck(control, { ...result, check: 'unique_key', details: { failed: 4 } });
      const failed = await listCheckResults(control, { runId: 'r-check', failedOnly: true });
      expect(failed).toMatchObject([{ check: 'unique_key', details: { failed: 4 }, blocking: true }]);
    });

    test('a plan is found by its id and never replaced', async () => {
      const plan = {
        planId: 'p1',
        fingerprint: 'f',
        content: {
          ...{ selection: ['*'], force: false, unchanged: [], staleUpstream: [] },
          assets: [
            {
              ...{ assetKey: 'p.asset', partitions: ['2020Q1..2021Q4'], partitionCount: 8, rows: 3 },
              ...{ lastMadeAt: null, reasons: [{ kind: 'new' as const, partitions: ['2020Q1..2021Q4'] }] },
            },
          ],
          ground: { 'p.asset': { code: 'c', settings: 's', made: 'm', upstream: { 'p.up': 'v' } } },
        },
        actor: 'ada',
        plannedAt: at.toISOString(),
      };
      await savePlan(control, plan);
      await savePlan(control, { ...plan, fingerprint: 'other' });
      expect(await showPlan(control, 'p1')).toEqual(plan);
      await expect(showPlan(control, 'p2')).rejects.toBeInstanceOf(UsageError);
    });
  });

  describe('partition locks', () => {
    const partitions = [
      { assetKey: 'lock.a', partition: 'all' },
      { assetKey: 'lock.b', partition: '2024' },
    ];

    test('let one of two runs have a partition, and name the other', async () => {
      await startRun(control, run('r-lock-1'));
      await startRun(control, run('r-lock-2'));
      await acquirePartitions(control, 'r-lock-1', partitions, at);
      await acquirePartitions(control, 'r-lock-1', partitions, at);
      await expect(
        acquirePartitions(control, 'r-lock-2', [{ assetKey: 'lock.z', partition: 'all' }, ...partitions], at),
      ).rejects.toThrow('r-lock-1');
      // All or none: what the refused run could have had is free.
      expect(await control('partition_lock').where('run_id', 'r-lock-2')).toEqual([]);
      await finishRun(control, 'r-lock-1', 'succeeded', { at });
      await acquirePartitions(control, 'r-lock-2', partitions, at);
    });

    test('let runs write beside one another where their ranges lie apart, and nowhere else', async () => {
      const range = (from: number, to: number) => [
        { assetKey: 'lock.years', partition: `${from}..${to}`, range: { from, to } },
      ];
      for (const id of ['r-range-1', 'r-range-2', 'r-range-3']) await startRun(control, run(id));
      await acquirePartitions(control, 'r-range-1', range(2010, 2015), at);
      await acquirePartitions(control, 'r-range-2', range(2016, 2020), at);
      for (const [from, to] of [
        [2015, 2015],
        [2009, 2010],
        [2000, 2030],
        [2012, 2013],
      ] as const) {
        await expect(acquirePartitions(control, 'r-range-3', range(from, to), at)).rejects.toThrow('r-range-1');
      }
      const whole = [{ assetKey: 'lock.years', partition: 'all' }];
      await expect(acquirePartitions(control, 'r-range-3', whole, at)).rejects.toThrow(ConflictError);
      await acquirePartitions(control, 'r-range-3', range(2021, 2021), at);
      await finishRun(control, 'r-range-1', 'succeeded', { at });
      await acquirePartitions(control, 'r-range-3', range(2009, 2015), at);
    });

    test('of a run that ended without giving them back are taken over', async () => {
      await startRun(control, run('r-lock-dead'));
      await startRun(control, run('r-lock-next'));
      const [first] = partitions.map((partition) => ({ ...partition, assetKey: 'lock.dead' }));
      await finishRun(control, 'r-lock-dead', 'failed', { at });
      await control('partition_lock').insert({
        ...{ asset_key: 'lock.dead', partition: first?.partition, run_id: 'r-lock-dead', acquired_at: at },
      });
      await acquirePartitions(control, 'r-lock-next', first === undefined ? [] : [first], at);
      expect(await control('partition_lock').where('asset_key', 'lock.dead').pluck('run_id')).toEqual(['r-lock-next']);
    });

    test('of many runs that want the same at once go to exactly one', async () => {
      const ids = Array.from({ length: 8 }, (_, index) => `r-race-${index}`);
      await Promise.all(ids.map((id) => startRun(control, run(id))));
      const wanted = [
        { assetKey: 'race.a', partition: 'all' },
        { assetKey: 'race.b', partition: 'all' },
      ];
      const outcomes = await Promise.allSettled(
        ids.map((id, index) => acquirePartitions(control, id, index % 2 ? wanted : [...wanted].reverse(), at)),
      );
      expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      for (const outcome of outcomes) {
        if (outcome.status === 'rejected') expect(outcome.reason).toBeInstanceOf(ConflictError);
      }
      expect(new Set(await control('partition_lock').whereLike('asset_key', 'race.%').pluck('run_id')).size).toBe(1);
    });
  });
}
