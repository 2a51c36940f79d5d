import { Command } from 'commander';
import { showPlan } from '../../control/plans.ts';
import { actionOf } from '../action.ts';
import { type GlobalOptions, globalOptions } from '../options.ts';
import { printJson, say } from '../output.ts';
import { performRun } from '../perform-run.ts';
import { newRunId } from '../run-id.ts';
import { type RunOptions, runOptions } from '../run-options.ts';
import { withHubForRun } from '../with-hub.ts';

interface ApplyFlags extends GlobalOptions, RunOptions {
  readonly reason?: string;
}

export function applyCommand(): Command {
  return runOptions(globalOptions(new Command('apply')))
    .description('Make exactly what a plan shows, unless its ground has moved')
    .argument('<plan>', 'id of the plan')
    .option('--reason <text>', 'why, for the record')
    .action((planId: string, flags: ApplyFlags) =>
      withHubForRun(flags, async (hub) => {
        const { content } = await showPlan(hub.control, planId);
        if (content.assets.length === 0) {
          if (flags.json) printJson({ planId, state: 'succeeded', steps: [] });
          else say('The plan has nothing to make.');
          return;
        }
        await performRun(
          hub,
          {
            runId: newRunId(new Date()),
            planId,
            selection: [...content.selection],
            action: actionOf(flags.reason ?? `Plan ${planId}`),
            onConflict: flags.onConflict,
          },
          flags,
        );
      }),
    );
}
