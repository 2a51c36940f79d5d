import { Command } from 'commander';
import { actionOf } from '../action.ts';
import { cancelOnInterrupt } from '../interruption.ts';
import { type GlobalOptions, globalOptions } from '../options.ts';
import { printJson, say } from '../output.ts';
import { newRunId } from '../run-id.ts';
import { textTable } from '../text-table.ts';
import { withHubForRun } from '../with-hub.ts';

interface RunFlags extends GlobalOptions {
  readonly reason: string;
  readonly manifest?: string;
}

export function runCommand(): Command {
  return globalOptions(new Command('run'))
    .description('Make assets, each after all it reads')
    .argument('<selection...>', 'keys, * wildcards, +key with all upstream, key+ with all downstream, group:name')
    .option('--reason <text>', 'why, for the record', 'By hand')
    .option('--manifest <file>', 'delivery for the loads, relative to the data folder')
    .action((selection: string[], flags: RunFlags) =>
      withHubForRun(flags, async ({ client, reporter }) => {
        const runId = newRunId(new Date());
        const quiet = cancelOnInterrupt(client, runId);
        try {
          const result = await client.run(
            {
              runId,
              selection,
              action: actionOf(flags.reason),
              ...(flags.manifest === undefined ? {} : { manifest: flags.manifest }),
            },
            reporter,
          );
          if (flags.json) printJson(result);
          else {
            say(`Run ${runId} succeeded.`);
            say(
              textTable(
                ['asset', 'rows', 'seconds'],
                result.steps.map((step) => [step.assetKey, step.rowsOut, step.seconds]),
              ),
            );
          }
        } finally {
          quiet();
        }
      }),
    );
}
