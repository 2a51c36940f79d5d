import { rm } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { hubGraph } from '../../assets/hub-assets.ts';
import { connectControl } from '../../control/connect.ts';
import { listLoads } from '../../control/loads.ts';
import type { WrittenFile } from '../../fixtures/extract-files.ts';
import { generateFixtures } from '../../fixtures/generate.ts';
import { readCurrentRelease } from '../../publish/current-release.ts';
import { countTotalGroupCells } from '../../publish/total-group-cells.ts';
import { type Reporter, withTask } from '../../runtime/reporter/reporter.ts';
import { publicTables } from '../../schemas/releases/tables/index.ts';
import type { Settings } from '../../schemas/settings.ts';
import { connectHub, type HubClient } from '../hub-client.ts';
import { type HubStack, ownStack } from '../hub-stack.ts';
import { cancelOnInterrupt } from '../interruption.ts';
import { settleLeftRuns } from '../left-runs.ts';
import { watchMemory } from '../peak-memory.ts';
import { newRunId } from '../run-id.ts';
import { stageSeconds, tenths } from '../stage-seconds.ts';
import type { DemoReport } from './demo-report.ts';
import { refuseForeignLoads } from './foreign-loads.ts';
import { loadCounts } from './load-counts.ts';

export interface DemoOptions {
  readonly people: number;
  readonly seed: number;
  /** Whether a roster of residents with SSN and birth date is among the files. */
  readonly roster: boolean;
}

export interface RunningDemo {
  readonly report: DemoReport;
  readonly stack: HubStack;
}

/** In files of a dozen rows, one planted defect is a greater share than contracts accept of an agency's files. */
const SMALL_POPULATION = 5_000;
const SMALL_FILE_QUARANTINE = 0.5;
const ACTION = { actor: 'demo', reason: 'Demonstration on invented people' };

/**
 * The whole job on invented people: generate, ingest, link, build, protect, release. The stack stays up for the caller
 * to serve or close; when the job fails it is closed here.
 */
export async function runDemo(settings: Settings, options: DemoOptions, reporter: Reporter): Promise<RunningDemo> {
  const started = performance.now();
  const memory = watchMemory();
  const stack = await ownStack(settings, reporter, true);
  let client: HubClient | undefined;
  try {
    const startSeconds = secondsSince(started);
    client = await connectHub(stack);
    await cancelLeftRuns(stack, client, reporter);
    const generating = performance.now();
    const inbox = join(stack.layout.root, 'inbox', `synthetic-${options.seed}-${options.people}`);
    const { files } = await generate(inbox, options, reporter);
    await refuseOtherPeople(stack, files).catch(async (error: unknown) => {
      await rm(inbox, { recursive: true, force: true });
      throw error;
    });
    const generateSeconds = secondsSince(generating);

    const runId = newRunId(new Date());
    const quiet = cancelOnInterrupt(client, runId);
    const run = await client
      .run(
        {
          runId,
          selection: ['*'],
          action: ACTION,
          manifest: relative(stack.layout.root, join(inbox, 'extracts', 'manifest.json')),
          approveRowCount: true,
          ...(options.people < SMALL_POPULATION ? { acceptQuarantine: SMALL_FILE_QUARANTINE } : {}),
        },
        reporter,
      )
      .finally(quiet);
    const releasing = performance.now();
    const releaseId = await withTask(reporter, 'Staging and publishing the release', async () => {
      const releaseRunId = newRunId(new Date());
      const staged = await client!.stageRelease({ runId: releaseRunId, action: ACTION });
      await client!.decideRelease(releaseRunId, { ...ACTION, approve: true });
      return staged;
    });
    const releaseSeconds = secondsSince(releasing);
    const total = secondsSince(started);
    const evaluation = await withTask(reporter, 'Comparing the links with the truth', () =>
      client!.evaluateLinkage({ truth: relative(stack.layout.root, join(inbox, 'truth')) }, runId),
    );
    const release = await readCurrentRelease(stack.layout.releases);
    const tables = run.steps.filter(({ assetKey }) => hubGraph.assets.get(assetKey)?.kind === 'table');
    return {
      stack,
      report: {
        seconds: {
          total,
          start: startSeconds,
          generate: generateSeconds,
          ...stageSeconds(hubGraph, run.steps),
          release: releaseSeconds,
        },
        peakMemoryMb: memory.stop(),
        extracts: await countsOf(stack),
        linkage: evaluation.pairs,
        twins: evaluation.twins,
        tables: Object.fromEntries(tables.map(({ assetKey, rowsOut }) => [assetKey, rowsOut])),
        warnings: Object.fromEntries(
          run.steps.flatMap(({ assetKey, metadata: { warnings } }) =>
            typeof warnings === 'string' ? [[assetKey, warnings]] : [],
          ),
        ),
        public: Object.fromEntries(
          (release?.tables ?? []).map(({ name, cells, published, suppressed }) => [
            name,
            { cells, published, suppressed },
          ]),
        ),
        totalGroups: await countTotalGroupCells(join(stack.layout.releases, releaseId), publicTables),
        release: {
          id: releaseId,
          files: (release?.tables ?? []).flatMap(({ parquet, csv }) => [parquet.path, csv.path]),
        },
      },
    };
  } catch (error) {
    memory.stop();
    await stack.close();
    throw error;
  } finally {
    await client?.close();
  }
}

function generate(inbox: string, options: DemoOptions, reporter: Reporter) {
  return withTask(reporter, `Generating ${options.people.toLocaleString('en-US')} invented people`, async () => {
    await rm(inbox, { recursive: true, force: true });
    return generateFixtures({ people: options.people, seed: options.seed, out: inbox, roster: options.roster });
  });
}

/** The files of an earlier demo are about to be replaced, so its run cannot go on. */
async function cancelLeftRuns(stack: HubStack, client: HubClient, reporter: Reporter): Promise<void> {
  const control = connectControl(stack.controlUrl);
  try {
    await settleLeftRuns({ client, control, reporter, what: 'cancel' });
  } finally {
    await control.destroy();
  }
}

/** Two populations in one folder would be linked and counted as one. */
async function refuseOtherPeople(stack: HubStack, files: readonly WrittenFile[]): Promise<void> {
  const control = connectControl(stack.controlUrl);
  try {
    refuseForeignLoads(await listLoads(control, { state: 'current', limit: Number.MAX_SAFE_INTEGER }), files);
  } finally {
    await control.destroy();
  }
}

async function countsOf(stack: HubStack): Promise<DemoReport['extracts']> {
  const control = connectControl(stack.controlUrl);
  try {
    return await loadCounts(control);
  } finally {
    await control.destroy();
  }
}

function secondsSince(start: number): number {
  return tenths((performance.now() - start) / 1000);
}
