import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import proto from '@temporalio/proto';
import { bundleWorkflowCode, DefaultLogger, Runtime, Worker } from '@temporalio/worker';
import { beforeAll, describe, expect, test } from 'vitest';
import { projectRoot } from '../../schemas/project-root.ts';

const FOLDER = join(projectRoot, 'test', 'histories');
const names = readdirSync(FOLDER).map((name) => basename(name, '.json'));
const read = (name: string): { events: { eventType: string }[] } =>
  JSON.parse(readFileSync(join(FOLDER, `${name}.json`), 'utf8'));

let workflowBundle: { code: string };
beforeAll(async () => {
  Runtime.install({ logger: new DefaultLogger('ERROR'), shutdownSignals: [] });
  const logger = new DefaultLogger('ERROR');
  workflowBundle = await bundleWorkflowCode({
    workflowsPath: join(projectRoot, 'workflows', 'index.ts'),
    failureConverterPath: join(projectRoot, 'workflows', 'failure-converter.ts'),
    logger,
  });
});

const replay = (name: string, history: object) =>
  Worker.runReplayHistory({ workflowBundle }, proto.temporal.api.history.v1.History.fromObject(history), name);

describe('a workflow that began under earlier code', () => {
  test('is recorded for every workflow and every way in which a run ends', () => {
    expect(names.toSorted()).toEqual([
      'evaluate-linkage-whole',
      'export-quarantine-whole',
      'release-failed',
      'release-first',
      'release-second',
      'release-whole',
      'retract-load-1',
      'run-backfill',
      'run-canceled',
      'run-failed',
      'run-halted',
      'run-light',
      'run-partial',
      'run-scheduled',
      'run-waited',
      'run-whole',
    ]);
  });

  test.each(names)('%s would go on under this code as it did then', async (name) => {
    await replay(name, read(name));
  });

  test('is refused by this code when it did something else, so that the test above means something', async () => {
    const history = read('run-whole');
    const first = history.events.findIndex(({ eventType }) => eventType === 'EVENT_TYPE_ACTIVITY_TASK_SCHEDULED');
    const text = JSON.stringify(history.events[first]).replace('"openRun"', '"closeRun"');
    const events = history.events.with(first, JSON.parse(text));
    await expect(replay('run-whole', { ...history, events })).rejects.toThrow(/[Nn]ondeterminism|not match/);
  });
});
