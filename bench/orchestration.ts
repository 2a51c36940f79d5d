import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { projectRoot } from '../schemas/project-root.ts';
import { median } from './orchestration/median.ts';
import { benchPlan, type PlanFigures } from './orchestration/plan.ts';

const run = promisify(execFile);
const CLI_ROUNDS = 9;

/** Milliseconds, the median of several rounds. */
export interface OrchestrationBench extends PlanFigures {
  /** `hub --help`, from the start of the process to its end. */
  readonly cliStartMs: number;
  readonly cpus: string;
}

/** Measures what running the hub costs beside the work itself. */
export async function benchOrchestration(options: { readonly json: boolean }): Promise<OrchestrationBench> {
  const parent = join(projectRoot, '.cache');
  await mkdir(parent, { recursive: true });
  const folder = await mkdtemp(join(parent, 'o-'));
  try {
    const figures: OrchestrationBench = {
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

function print({ plan100kMs, plan100kRangesMs, cliStartMs, cpus: processors }: OrchestrationBench): void {
  process.stdout.write(
    [
      `plan over 100,000 partitions: ${plan100kMs} ms, made one by one; ${plan100kRangesMs} ms, made in ranges`,
      `hub --help: ${cliStartMs} ms`,
      `${processors}\n`,
    ].join('\n'),
  );
}
