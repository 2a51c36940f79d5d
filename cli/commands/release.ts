import { Command } from 'commander';
import { currentRelease, findRelease, listReleases } from '../../control/releases.ts';
import { ConflictError, UsageError } from '../../schemas/errors.ts';
import { actionOf } from '../action.ts';
import { type GlobalOptions, globalOptions, wholeNumber } from '../options.ts';
import { printJson, say } from '../output.ts';
import { attackCommand } from '../release/attack.ts';
import { diffCommand } from '../release/diff.ts';
import { showCommand } from '../release/show.ts';
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
    .addCommand(show())
    .addCommand(diff())
    .addCommand(attack())
    .addCommand(stage())
    .addCommand(decide('approve', 'Make a staged release visible, in whole', true))
    .addCommand(decide('reject', 'Set a staged release aside', false))
    .addCommand(withdraw());
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

function show(): Command {
  return globalOptions(new Command('show'))
    .description('One release: who decided, and privately what each table lost and by which rule')
    .argument('<release>', 'its id, or that of the run that staged it')
    .action((release: string, flags: GlobalOptions) => withHub(flags, (hub) => showCommand(hub, release, flags.json)));
}

function diff(): Command {
  return globalOptions(new Command('diff'))
    .description('What a release changes: cells that are new, changed, or withheld now')
    .argument('<release>', 'its id, or that of the run that staged it')
    .option('--with <release>', 'the release to compare with; by default the one in force')
    .option('--limit <n>', 'cells named, of each table and change', wholeNumber(0, 100_000), 5)
    .action((release: string, flags: GlobalOptions & { readonly with?: string; readonly limit: number }) =>
      withHub(flags, (hub) => diffCommand(hub, release, flags)),
    );
}

function attack(): Command {
  return globalOptions(new Command('attack'))
    .description(
      'Attack a release together with all that went out before it, and show what is exposed and by which sums',
    )
    .argument('<release>', 'its id, or that of the run that staged it')
    .action((release: string, flags: GlobalOptions) =>
      withHub(flags, (hub) => attackCommand(hub, release, flags.json)),
    );
}

function withdraw(): Command {
  return globalOptions(new Command('withdraw'))
    .description('Take a published release back, with a notice for the public')
    .argument('<release>', 'its id, or that of the run that staged it')
    .requiredOption('--reason <text>', 'why, for the record')
    .requiredOption('--notice <text>', 'why, for the public')
    .action((given: string, flags: DecideFlags & { readonly notice: string }) =>
      withHub(flags, async ({ client, control }) => {
        if (flags.reason.trim() === '' || flags.notice.trim() === '') {
          throw new UsageError('A withdrawal needs a reason and a notice');
        }
        const release = await findRelease(control, given);
        if (release === undefined) {
          throw new UsageError(`There is no release ${given}`, {
            hint: '`hub release list` shows the releases there are.',
          });
        }
        const { releaseId, state } = release;
        if (state !== 'published') {
          throw new ConflictError(`Release ${releaseId} is ${state}: only what is published can be withdrawn`);
        }
        await client.withdrawRelease({ releaseId, notice: flags.notice, action: actionOf(flags.reason) });
        const shown = (await currentRelease(control)) ?? null;
        if (flags.json) printJson({ releaseId, state: 'withdrawn', shown });
        else
          say(`Release ${releaseId} is withdrawn. ${shown === null ? 'Nothing is shown now.' : `${shown} is shown.`}`);
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
