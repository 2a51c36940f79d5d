import { WorkflowFailedError } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readFailure } from '../../activities/failure.ts';
import type { PlannedStep, RunProgress, RunResult } from '../../schemas/run.ts';
import { MAX_CONCURRENT_STEPS } from '../../temporal.config.ts';
import { madeUpSteps, REQUEST, type StepDiary } from './made-up-steps.ts';
import { openWorkflowBench, type WorkflowBench } from './workflow-bench.ts';

let bench: WorkflowBench;
beforeAll(async () => {
  bench = await openWorkflowBench();
});
afterAll(() => bench?.close());

const step = (assetKey: string, ...after: string[]): PlannedStep => ({ assetKey, after });

/** Runs to the end and returns its result. */
function run({ activities }: StepDiary): Promise<RunResult> {
  return bench.with(activities, async (start) => (await start('materializeRun', REQUEST)).result());
}

/** Runs to its failure and returns that. */
async function fail(diary: StepDiary): Promise<unknown> {
  const error = await run(diary).then(
    () => undefined,
    (failure: unknown) => failure,
  );
  expect(error).toBeInstanceOf(WorkflowFailedError);
  return error;
}

async function started(diary: StepDiary, assetKey: string): Promise<void> {
  await expect.poll(() => diary.events, { timeout: 20_000 }).toContain(`start ${assetKey}`);
}

describe('a run', () => {
  test('makes each asset after all it reads, never more at once than allowed, and records its end', async () => {
    const plan = [
      step('a'),
      step('b', 'a'),
      ...Array.from({ length: 6 }, (_, index) => step(`w${index}`, 'a')),
      step('c', 'b', 'w0'),
    ];
    const diary = madeUpSteps({ plan });
    const result = await run(diary);
    expect(result).toMatchObject({ runId: 'r1', state: 'succeeded' });
    expect(result.steps.map(({ assetKey }) => assetKey).toSorted()).toEqual(
      plan.map(({ assetKey }) => assetKey).toSorted(),
    );
    for (const { assetKey, after } of plan) {
      for (const upstream of after) {
        expect(diary.events.indexOf(`end ${upstream}`)).toBeLessThan(diary.events.indexOf(`start ${assetKey}`));
      }
    }
    expect(diary.mostAtOnce()).toBe(MAX_CONCURRENT_STEPS);
    expect(diary.closed).toEqual([{ runId: 'r1', state: 'succeeded', sentence: undefined, unbegun: [] }]);
    expect(diary.events.at(-1)).toBe('close succeeded');
  });

  test('starts a step as soon as its own upstream is made, though others still run', async () => {
    const diary = madeUpSteps({ plan: [step('long'), step('short'), step('next', 'short')], slow: { long: 1_500 } });
    await run(diary);
    expect(diary.events.indexOf('start next')).toBeLessThan(diary.events.indexOf('end long'));
  });

  describe('of light steps', () => {
    const light = (assetKey: string, ...after: string[]): PlannedStep => ({ assetKey, after, weight: 'light' });

    test('makes them within the workflow, in order, and others outside', async () => {
      const diary = madeUpSteps({ plan: [light('a'), light('b', 'a'), step('heavy', 'b'), light('c', 'heavy')] });
      const { steps } = await run(diary);
      expect(steps.map(({ assetKey }) => assetKey)).toEqual(['a', 'b', 'heavy', 'c']);
      expect(diary.light).toEqual(['a', 'b', 'c']);
    });

    test('finds out about those of an asset by the first of them', async () => {
      const parts = ['2020', '2021', '2022'].map(
        (partition): PlannedStep => ({ assetKey: 'p', partition, after: [], weight: 'unknown' }),
      );
      const quick = madeUpSteps({ plan: parts });
      expect((await run(quick)).steps).toHaveLength(3);
      expect(quick.light.length).toBeGreaterThan(0);
      const slow = madeUpSteps({ plan: parts, seconds: 5 });
      await run(slow);
      expect(slow.light).toEqual([]);
    });

    test('begins one anew as a long one that failed or took too long, and one that cannot succeed never', async () => {
      const flaky = madeUpSteps({ plan: [light('a')], flaky: new Set(['a']) });
      // Its first attempt as a long one fails, too.
      expect(await run(flaky)).toMatchObject({ state: 'succeeded' });
      expect(flaky.events.filter((event) => event === 'start a')).toHaveLength(3);
      const slow = madeUpSteps({ plan: [light('a')], slow: { a: 3_500 } });
      expect(await run(slow)).toMatchObject({ state: 'succeeded' });
      expect(slow.light).toEqual(['a']);
      const failing = madeUpSteps({ plan: [light('a')], failing: new Set(['a']) });
      await fail(failing);
      expect(failing.events.filter((event) => event === 'start a')).toHaveLength(1);
    });

    test('hears that it is canceled between them, and begins no more', async () => {
      const plan = Array.from({ length: 60 }, (_, index) =>
        light(`a${index}`, ...(index === 0 ? [] : [`a${index - 1}`])),
      );
      const slow = Object.fromEntries(plan.map(({ assetKey }) => [assetKey, 150]));
      const diary = madeUpSteps({ plan, slow, seconds: 0.15 });
      await bench.with(diary.activities, async (start) => {
        const handle = await start('materializeRun', REQUEST);
        await started(diary, 'a3');
        const asked = Date.now();
        await handle.cancel();
        await expect(handle.result()).rejects.toBeInstanceOf(WorkflowFailedError);
        expect(diary.events.filter((event) => event.startsWith('start')).length).toBeLessThan(30);
        expect(Date.now() - asked).toBeLessThan(15_000);
      });
      expect(diary.closed[0]?.state).toBe('canceled');
    });
  });

  test('waits for all partitions of what a step reads', async () => {
    const part = (partition: string): PlannedStep => ({ assetKey: 'p', partition, after: [] });
    const diary = madeUpSteps({ plan: [part('2020'), part('2021'), part('2022..2024'), step('all', 'p')] });
    await run(diary);
    expect(diary.events.filter((event) => event === 'end p')).toHaveLength(3);
    expect(diary.events.indexOf('start all')).toBeGreaterThan(diary.events.lastIndexOf('end p'));
  });

  test('of nothing succeeds', async () => {
    const diary = madeUpSteps({ plan: [] });
    expect(await run(diary)).toEqual({ runId: 'r1', state: 'succeeded', steps: [] });
  });

  test('tells how far it is', async () => {
    const diary = madeUpSteps({ plan: [step('a'), step('b', 'a')], slow: { b: 800 } });
    const progress = await bench.with(diary.activities, async (start) => {
      const handle = await start('materializeRun', REQUEST);
      await started(diary, 'b');
      const seen = await handle.query<RunProgress>('runProgress');
      await handle.result();
      return seen;
    });
    expect(progress).toEqual({ total: 2, done: ['a'], running: ['b'] });
  });

  test('tries a step again that may succeed later', async () => {
    const diary = madeUpSteps({ plan: [step('a')], flaky: new Set(['a']) });
    expect(await run(diary)).toMatchObject({ state: 'succeeded' });
    expect(diary.events.filter((event) => event === 'start a')).toHaveLength(2);
  });
});

describe('a run in which a step fails', () => {
  test('makes what does not read the failed asset, and only then is recorded as failed, with what it did not begin', async () => {
    const diary = madeUpSteps({
      plan: [
        ...[step('bad'), step('slow'), step('later'), step('last', 'later')],
        ...[step('after', 'bad'), step('beyond', 'after', 'last')],
      ],
      failing: new Set(['bad']),
      slow: { slow: 800 },
    });
    const error = await fail(diary);
    expect(readFailure(error).sentence).toBe('bad cannot be made');
    const started = diary.events.filter((event) => event.startsWith('start'));
    expect(started).toEqual(['start bad', 'start slow', 'start later', 'start last']);
    expect(diary.events.at(-1)).toBe('close failed');
    expect(diary.closed).toEqual([
      { runId: 'r1', state: 'failed', sentence: 'bad cannot be made', unbegun: ['after', 'beyond'] },
    ]);
  });

  test('tells the first failure when two fail', async () => {
    const diary = madeUpSteps({
      plan: [step('one'), step('two')],
      failing: new Set(['one', 'two']),
      slow: { two: 500 },
    });
    expect(readFailure(await fail(diary)).sentence).toBe('one cannot be made');
    expect(diary.closed).toEqual([{ runId: 'r1', state: 'failed', sentence: 'one cannot be made', unbegun: [] }]);
  });

  test('before its first step makes nothing', async () => {
    const diary = madeUpSteps({ plan: [step('a')], failingToOpen: true });
    expect(readFailure(await fail(diary)).sentence).toBe('Another run is under way');
    expect(diary.events).toEqual(['close failed']);
  });
});

describe('a run that another is in the way of', () => {
  const waiting = { ...REQUEST, onConflict: 'wait' as const };

  test('begins once it is gone, however often it looked, and its history is none the longer', async () => {
    const diary = madeUpSteps({ plan: [step('a')], heldFor: 5 });
    const [result, events] = await bench.with(diary.activities, async (start) => {
      const handle = await start('materializeRun', waiting);
      return [await handle.result(), (await handle.fetchHistory()).events?.length] as const;
    });
    expect(result).toMatchObject({ state: 'succeeded' });
    expect(diary.events).toEqual([...Array(5).fill('held'), 'start a', 'end a', 'close succeeded']);
    expect(events).toBeLessThan(30);
  });

  test('can be canceled while it waits, and makes nothing', async () => {
    const diary = madeUpSteps({ plan: [step('a')], heldFor: 1_000 });
    await bench.with(diary.activities, async (start) => {
      const handle = await start('materializeRun', waiting);
      await expect.poll(() => diary.events, { timeout: 20_000 }).toContain('held');
      await handle.cancel();
      await expect(handle.result()).rejects.toThrow(WorkflowFailedError);
      expect((await handle.describe()).status.name).toBe('CANCELLED');
    });
    expect(diary.events.filter((event) => event !== 'held')).toEqual(['close canceled']);
  });
});

describe('a run whose end cannot be recorded', () => {
  const unrecorded = (diary: StepDiary): StepDiary => ({
    ...diary,
    activities: {
      ...diary.activities,
      closeRun: () => Promise.reject(ApplicationFailure.nonRetryable('There is no run r1', 'UsageError')),
    },
  });

  test('still tells why it failed', async () => {
    const error = await fail(unrecorded(madeUpSteps({ plan: [step('bad')], failing: new Set(['bad']) })));
    expect(readFailure(error).sentence).toBe('bad cannot be made');
  });

  test('does not call itself done', async () => {
    const error = await fail(unrecorded(madeUpSteps({ plan: [step('a')] })));
    expect(readFailure(error).sentence).toBe('There is no run r1');
  });
});

describe('a run that is canceled', () => {
  test('waits for its step to stop, starts no other, and is recorded as canceled', async () => {
    const diary = madeUpSteps({
      plan: [step('endless'), step('next', 'endless')],
      untilCanceled: new Set(['endless']),
    });
    await bench.with(diary.activities, async (start) => {
      const handle = await start('materializeRun', REQUEST);
      await started(diary, 'endless');
      await handle.cancel();
      await expect(handle.result()).rejects.toThrow(WorkflowFailedError);
      expect((await handle.describe()).status.name).toBe('CANCELLED');
    });
    expect(diary.events).toEqual(['start endless', 'end endless', 'close canceled']);
    expect(diary.closed).toMatchObject([{ runId: 'r1', state: 'canceled', unbegun: ['next'] }]);
  });

  test('starts no other step though the one under way could not be stopped', async () => {
    const diary = madeUpSteps({ plan: [step('a'), step('b', 'a')], slow: { a: 600 } });
    await bench.with(diary.activities, async (start) => {
      const handle = await start('materializeRun', REQUEST);
      await started(diary, 'a');
      await handle.cancel();
      await expect(handle.result()).rejects.toThrow(WorkflowFailedError);
    });
    expect(diary.events).toEqual(['start a', 'end a', 'close canceled']);
  });
});
