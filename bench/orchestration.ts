import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { projectRoot } from '../schemas/project-root.ts';
import type { BenchOptions } from './bench-options.ts';
import { peerEnvironment } from './linkage/peer-environment.ts';
import { type BackfillFigures, benchBackfills } from './orchestration/backfill-figures.ts';
import { median } from './orchestration/median.ts';
import { benchPlan, type PlanFigures } from './orchestration/plan.ts';
import { benchRuns, type RunFigures } from './orchestration/run-figures.ts';

const run = promisify(execFile);
const CLI_ROUNDS = 9;

/** Milliseconds, the median of several rounds. */
export interface OrchestrationBench extends PlanFigures, RunFigures, BackfillFigures {
  /** `hub --help`, from the start of the process to its end. */
  readonly cliStartMs: number;
  readonly cpus: string;
}

/** Measures what running the hub costs beside the work itself. */
export async function benchOrchestration(options: Pick<BenchOptions, 'json' | 'peer'>): Promise<OrchestrationBench> {
  const parent = join(projectRoot, '.cache');
  await mkdir(parent, { recursive: true });
  const folder = await mkdtemp(join(parent, 'o-'));
  const say = (text: string) => void process.stderr.write(`${text}\n`);
  try {
    const python = options.peer ? await peerEnvironment(say, 'orchestration') : undefined;
    const figures: OrchestrationBench = {
      ...(await benchRuns({ folder, python })),
      ...(await benchBackfills(folder)),
      ...(await benchPlan(folder)),
      cliStartMs: await measureStart(),
      cpus: `${cpus().length} × ${cpus()[0]?.model.trim() ?? 'unknown'}`,
    };
    if (!options.json) print(figures);
    return figures;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function measureStart(): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < CLI_ROUNDS; round += 1) {
    const started = performance.now();
    await run(process.execPath, [join(projectRoot, 'dist', 'cli', 'hub.js'), '--help']);
    times.push(performance.now() - started);
  }
  return median(times);
}

function print(figures: OrchestrationBench): void {
  const { plan100kMs, plan100kRangesMs, cliStartMs, cpus: processors, dagsterPerStepMs: dagster } = figures;
  process.stdout.write(
    [
      `10 chained assets: ${figures.chain10Ms} ms (${figures.chain10FirstMs} ms the first time, ${figures.chain10CommandMs} ms by command)`,
      `a step of them: ${figures.perStepMs} ms; Dagster ${dagster.default} ms by default, ${dagster.inProcess} ms in process`,
      `from submission to an asset's own code: ${figures.firstByteMs} ms`,
      `from the wish to cancel to the end of SQL and run: ${figures.cancelMs} ms`,
      `500 partitions, a step each: ${figures.fan500Ms} ms`,
      `100,000 partitions: ${figures.run100kSeconds} s, begun after ${figures.run100kPlannedMs} ms, shown in ${figures.show100kMs} ms`,
      `plan over 100,000 partitions: ${plan100kMs} ms, made one by one; ${plan100kRangesMs} ms, made in ranges`,
      `hub --help: ${cliStartMs} ms`,
      `${processors}\n`,
    ].join('\n'),
  );
}
