import { Command } from 'commander';
import { actionOf } from '../action.ts';
import { type GlobalOptions, globalOptions } from '../options.ts';
import { performRun } from '../perform-run.ts';
import { newRunId } from '../run-id.ts';
import { PARTITION_HELP, type RunOptions, runOptions, SELECTION_HELP } from '../run-options.ts';
import { withHubForRun } from '../with-hub.ts';

interface RunFlags extends GlobalOptions, RunOptions {
  readonly reason: string;
  readonly manifest?: string;
  readonly partition?: string;
  readonly stale: boolean;
}

export function runCommand(): Command {
  return runOptions(globalOptions(new Command('run')))
    .description('Make assets, each after all it reads')
    .argument('<selection...>', SELECTION_HELP)
    .option('--stale', 'of what is selected, make only what is out of date', false)
    .option('--partition <range>', PARTITION_HELP)
    .option('--reason <text>', 'why, for the record', 'By hand')
    .option('--manifest <file>', 'delivery for the loads, relative to the data folder')
    .action((selection: string[], flags: RunFlags) =>
      withHubForRun(flags, (hub) =>
        performRun(
          hub,
          {
            runId: newRunId(new Date()),
            selection,
            action: actionOf(flags.reason),
            onConflict: flags.onConflict,
            ...(flags.stale ? { staleOnly: true } : {}),
            ...(flags.partition === undefined ? {} : { partitions: flags.partition }),
            ...(flags.manifest === undefined ? {} : { manifest: flags.manifest }),
          },
          flags,
        ),
      ),
    );
}
