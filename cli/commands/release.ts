import { Command } from 'commander';
import { listReleases } from '../../control/releases.ts';
import { UsageError } from '../../schemas/errors.ts';
import { actionOf } from '../action.ts';
import { type GlobalOptions, globalOptions } from '../options.ts';
import { printJson, say } from '../output.ts';
import { newRunId } from '../run-id.ts';
import { textTable } from '../text-table.ts';
import { waitingRelease } from '../waiting-release.ts';
import { withHub } from '../with-hub.ts';

interface DecideFlags extends GlobalOptions {
  readonly reason: string;
}

export function releaseCommand(): Command {
  return new Command('release')
    .description('Stage public tables, and decide what becomes visible')
    .addCommand(list())
    .addCommand(stage())
    .addCommand(decide('approve', 'Make a staged release visible, in whole', true))
    .addCommand(decide('reject', 'Set a staged release aside', false));
}

function list(): Command {
  return globalOptions(new Command('list'))
    .description('Releases, newest first')
    .action((flags: GlobalOptions) =>
      withHub(flags, async ({ control }) => {
        const releases = await listReleases(control);
        if (flags.json) return printJson(releases);
        const rows = releases.map((one) => [
          one.releaseId,
          one.state,
          one.runId,
          one.stagedBy,
          one.stagedReason,
          one.decidedBy,
          one.reason,
        ]);
        const head = ['release', 'state', 'run', 'staged by', 'because', 'decided by', 'because'];
        process.stdout.write(`${textTable(head, rows)}\n`);
      }),
    );
}

function stage(): Command {
  return globalOptions(new Command('stage'))
    .description('Write and check the files of a release, where nobody outside sees them')
    .requiredOption('--reason <text>', 'why, for the record')
    .action((flags: DecideFlags) =>
      withHub(flags, async ({ client }) => {
        const runId = newRunId(new Date());
        const releaseId = await client.stageRelease({ runId, action: actionOf(flags.reason) });
        if (flags.json) printJson({ releaseId, runId, state: 'staged' });
        else say(`Release ${releaseId} is staged. Decide with \`hub release approve ${runId} --reason …\`.`);
      }),
    );
}

function decide(name: string, description: string, approve: boolean): Command {
  return globalOptions(new Command(name))
    .description(description)
    .argument('<release>', 'its id, or that of the run that staged it')
    .requiredOption('--reason <text>', 'why, for the record')
    .action((releaseOrRun: string, flags: DecideFlags) =>
      withHub(flags, async ({ client, control }) => {
        if (flags.reason.trim() === '') throw new UsageError('A decision needs a reason');
        const { runId } = await waitingRelease(control, releaseOrRun);
        const result = await client.decideRelease(runId, { ...actionOf(flags.reason), approve });
        if (flags.json) printJson(result);
        else say(`Release ${result.releaseId} is ${result.state}.`);
      }),
    );
}
