import { WorkflowFailedError, WorkflowUpdateFailedError } from '@temporalio/client';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { BackfillPage, BackfillPart, BackfillProgress, BackfillResult } from '../../schemas/backfill.ts';
import { type MadeUpSteps, madeUpSteps } from './made-up-steps.ts';
import { openWorkflowBench, type WorkflowBench } from './workflow-bench.ts';

let bench: WorkflowBench;
beforeAll(async () => {
  bench = await openWorkflowBench();
});
afterAll(() => bench?.close());

const ACTION = { actor: 'ada', reason: 'a test' };
const REQUEST = { runId: 'b1', selection: ['*'], action: ACTION, concurrency: 2 };
const part = (assetKey: string): BackfillPart => ({ assetKey, after: [], partition: '2020', partitions: 10 });

/** Pages of two levels. */
function madeUpBackfill(levels: readonly (readonly string[])[], more: Partial<MadeUpSteps> = {}) {
  const diary = madeUpSteps({ plan: [], ...more });
  const pauses: string[] = [];
  const activities = {
    ...diary.activities,
    openBackfill: async () => ({ partitions: levels.flat().length * 10 }),
    backfillPage: async (_: string, from: number): Promise<BackfillPage> => ({
      parts: (levels[from] ?? []).map(part),
      blocked: 0,
      next: from + 1 < levels.length ? from + 1 : undefined,
      endsLevel: true,
    }),
    notePause: async (_: string, paused: unknown) => void pauses.push(paused === undefined ? 'resumed' : 'paused'),
  };
  return { ...diary, activities, pauses };
}

describe('a backfill', () => {
  test('makes a window of steps at once, and one level after the other', async () => {
    const made = madeUpBackfill([['a', 'b', 'c', 'd'], ['e']]);
    const result = await bench.with(made.activities, async (start) => (await start('backfill', REQUEST)).result());
    expect(result).toEqual({ runId: 'b1', total: 50, done: 50, failed: 0, blocked: 0 });
    expect(made.mostAtOnce()).toBe(2);
    expect(made.events.indexOf('start e')).toBeGreaterThan(made.events.indexOf('end d'));
    expect(made.closed).toMatchObject([{ state: 'succeeded' }]);
  });

  test('goes on past a failure, and fails in the end with its sentence', async () => {
    const made = madeUpBackfill([['a', 'b', 'c']], { failing: new Set(['a']) });
    const result = await bench.with(made.activities, async (start) => (await start('backfill', REQUEST)).result());
    expect(result as BackfillResult).toMatchObject({ done: 20, failed: 10 });
    expect(made.closed).toMatchObject([{ state: 'failed', sentence: '10 of 30 partitions failed: a cannot be made' }]);
  });

  test('begins nothing while it is paused, says so, and goes on when it is resumed', async () => {
    const steps = Array.from({ length: 12 }, (_, index) => `s${index}`);
    const slow = Object.fromEntries(steps.map((key) => [key, 250]));
    const made = madeUpBackfill([steps], { slow, seconds: 2 });
    await bench.with(made.activities, async (start) => {
      const handle = await start('backfill', REQUEST);
      await expect.poll(() => made.events, { timeout: 20_000 }).toContain('start s1');
      await handle.executeUpdate('pauseBackfill', { args: [ACTION] });
      await expect(handle.executeUpdate('pauseBackfill', { args: [ACTION] })).rejects.toThrow(
        WorkflowUpdateFailedError,
      );
      await expect
        .poll(
          () =>
            made.events.filter((event) => event.startsWith('start')).length -
            made.events.filter((event) => event.startsWith('end')).length,
          { timeout: 20_000 },
        )
        .toBe(0);
      const before = made.events.length;
      await new Promise((resolve) => setTimeout(resolve, 1_000));
      expect(made.events.length).toBe(before);
      expect(await handle.query<BackfillProgress>('backfillProgress')).toMatchObject({
        paused: true,
        total: 120,
        running: [],
      });
      await expect(handle.executeUpdate('resumeBackfill', { args: [{ actor: 'ada', reason: ' ' }] })).rejects.toThrow(
        WorkflowUpdateFailedError,
      );
      await handle.executeUpdate('resumeBackfill', { args: [ACTION] });
      expect(await handle.result()).toMatchObject({ done: 120 });
    });
    expect(made.pauses).toEqual(['paused', 'resumed']);
  });

  test('goes on in a history of its own after many steps, where it was', async () => {
    const pages = Array.from({ length: 13 }, (_, page) =>
      Array.from({ length: 50 }, (_, index) => `s${page}-${index}`),
    );
    const slow = Object.fromEntries(pages.flat().map((key) => [key, 0]));
    const made = madeUpBackfill(pages, { slow });
    const activities = {
      ...made.activities,
      backfillPage: async (runId: string, from: number): Promise<BackfillPage> => {
        const page = await made.activities.backfillPage(runId, from);
        return { ...page, parts: page.parts.map((each) => ({ ...each, weight: 'light' })) };
      },
    };
    await bench.with(activities, async (start) => {
      const handle = await start('backfill', REQUEST);
      expect(await handle.result()).toEqual({ runId: 'b1', total: 6_500, done: 6_500, failed: 0, blocked: 0 });
      const first = await bench.client.workflow.getHandle(handle.workflowId, handle.firstExecutionRunId).describe();
      expect(first.status.name).toBe('CONTINUED_AS_NEW');
    });
    expect(new Set(made.events.filter((event) => event.startsWith('start'))).size).toBe(650);
    expect(made.events.filter((event) => event.startsWith('start'))).toHaveLength(650);
    expect(made.closed).toHaveLength(1);
  });

  test('can be paused before it is open, and is once it is', async () => {
    const made = madeUpBackfill([['a', 'b']]);
    let opened = false;
    const activities = {
      ...made.activities,
      openBackfill: async () => {
        await new Promise((resolve) => setTimeout(resolve, 700));
        opened = true;
        return { partitions: 20 };
      },
      notePause: async () => {
        if (!opened) throw new Error('It is not on record');
      },
    };
    await bench.with(activities, async (start) => {
      const handle = await start('backfill', REQUEST);
      await handle.executeUpdate('pauseBackfill', { args: [ACTION] });
      expect(opened).toBe(true);
      expect(await handle.query<BackfillProgress>('backfillProgress')).toMatchObject({ paused: true });
      await handle.executeUpdate('resumeBackfill', { args: [ACTION] });
      expect(await handle.result()).toMatchObject({ done: 20 });
    });
  });

  test('stops when it is canceled, also while it is paused, once its steps have', async () => {
    const made = madeUpBackfill([['a', 'b', 'c']], { untilCanceled: new Set(['a']) });
    await bench.with(made.activities, async (start) => {
      const handle = await start('backfill', REQUEST);
      await expect.poll(() => made.events, { timeout: 20_000 }).toContain('start a');
      await handle.executeUpdate('pauseBackfill', { args: [ACTION] });
      await handle.cancel();
      await expect(handle.result()).rejects.toBeInstanceOf(WorkflowFailedError);
    });
    expect(made.closed).toMatchObject([{ state: 'canceled' }]);
    expect(made.events.at(-1)).toBe('close canceled');
    expect(made.events.filter((event) => event.startsWith('start')).length).toBe(
      made.events.filter((event) => event.startsWith('end')).length,
    );
  });
});
