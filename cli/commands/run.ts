import { Command } from 'commander';
import { actionOf } from '../action.ts';
import { cancelOnInterrupt } from '../interruption.ts';
import { type GlobalOptions, globalOptions } from '../options.ts';
import { printJson, say } from '../output.ts';
import { newRunId } from '../run-id.ts';
import { outcomeText, runOutcome } from '../run-outcome.ts';
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
      withHubForRun(flags, async ({ client, control, reporter }) => {
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
          const outcome = await runOutcome(control, runId);
          if (flags.json) printJson({ ...result, failedChecks: outcome.failedChecks });
          else {
            say(
              textTable(
                ['asset', 'rows', 'seconds'],
                result.steps.map((step) => [step.assetKey, step.rowsOut, step.seconds]),
              ),
            );
            say(outcomeText(outcome));
          }
        } catch (error) {
          // A hub that is gone cannot say what was made; why it is gone is what the error says.
          const outcome = await runOutcome(control, runId).catch(() => undefined);
          if (outcome !== undefined && outcome.steps.length > 0) {
            const { run, steps, failedChecks } = outcome;
            if (flags.json) printJson({ runId, state: run.state, sentence: run.sentence, steps, failedChecks });
            else say(outcomeText(outcome));
          }
          throw error;
        } finally {
          quiet();
        }
      }),
    );
}
