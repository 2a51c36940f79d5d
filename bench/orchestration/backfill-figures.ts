import { join } from 'node:path';
import { partitionProgress } from '../../assets/plan/backfill-progress.ts';
import type { HubClient } from '../../cli/hub-client.ts';
import { newRunId } from '../../cli/run-id.ts';
import { showBackfill, stepStandings } from '../../control/backfills.ts';
import { type Control, connectControl } from '../../control/connect.ts';
import { showPlan } from '../../control/plans.ts';
import { silentReporter } from '../../runtime/reporter/silent.ts';
import { median } from './median.ts';
import { DAILY_CHAINS, DAILY_LENGTH, DAYS, FAN_PARTITIONS, noopGraph } from './noop-assets.ts';
import { withNoopHub } from './run-figures.ts';

/** Of many partitions that do nothing, everything kept as in use. */
export interface BackfillFigures {
  /** 500 independent partitions, each a step of its own with its records; milliseconds, the median of rounds. */
  readonly fan500Ms: number;
  /** 100,000 partitions of chains of assets, planned and made in steps of 250 each; seconds. */
  readonly run100kSeconds: number;
  /** From the submission of these to the first step; milliseconds. */
  readonly run100kPlannedMs: number;
  /** What `hub backfill show` reads and works out of these; milliseconds. */
  readonly show100kMs: number;
}

const ROUNDS = 3;
const FAN_AT_ONCE = 8;
const DAILY_AT_ONCE = 4;

export async function benchBackfills(folder: string): Promise<BackfillFigures> {
  return await withNoopHub(join(folder, 'backfills'), async ({ client, controlUrl }) => {
    const control = connectControl(controlUrl, { maxConnections: 1 });
    try {
      const fans: number[] = [];
      for (let round = 0; round < ROUNDS; round += 1) {
        fans.push(
          (await backfill(client, control, 'group:fan', FAN_PARTITIONS, { atOnce: 1, concurrency: FAN_AT_ONCE })).ms,
        );
      }
      const total = DAILY_CHAINS * DAILY_LENGTH * DAYS;
      const daily = await backfill(client, control, 'group:daily', total, { concurrency: DAILY_AT_ONCE });
      return {
        fan500Ms: median(fans),
        run100kSeconds: Math.round(daily.ms / 100) / 10,
        run100kPlannedMs: daily.plannedMs,
        show100kMs: await shown(control, daily.runId, total),
      };
    } finally {
      await control.destroy();
    }
  });
}

async function backfill(
  client: HubClient,
  control: Control,
  selection: string,
  partitions: number,
  how: { readonly atOnce?: number; readonly concurrency: number },
): Promise<{ readonly runId: string; readonly ms: number; readonly plannedMs: number }> {
  const runId = newRunId(new Date());
  const submitted = Date.now();
  const started = performance.now();
  await client.startBackfill({ runId, selection: [selection], action: { actor: 'bench', reason: 'bench' }, ...how });
  const result = await client.followBackfill(runId, silentReporter);
  const ms = Math.round(performance.now() - started);
  if (result?.done !== partitions)
    throw new Error(`The comparison is void: ${result?.done} of ${partitions} were made`);
  const first = Math.min(...(await stepStandings(control, runId)).map(({ startedAt }) => startedAt));
  return { runId, ms, plannedMs: Math.round(first - submitted) };
}

async function shown(control: Control, runId: string, total: number): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const started = performance.now();
    await showBackfill(control, runId);
    const { content } = await showPlan(control, runId);
    const steps = await stepStandings(control, runId);
    const progress = partitionProgress(noopGraph, { planned: content.assets, steps, goesOn: false });
    times.push(performance.now() - started);
    if (progress.done !== total)
      throw new Error(`The comparison is void: ${progress.done} of ${total} are shown as made`);
  }
  return median(times);
}
