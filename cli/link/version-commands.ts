import { Command } from 'commander';
import { UsageError } from '../../schemas/errors.ts';
import { actionOf } from '../action.ts';
import { askByFile } from '../ask-by-file.ts';
import { type GlobalOptions, globalOptions, wholeNumber } from '../options.ts';
import { printJson, say } from '../output.ts';
import { newRunId } from '../run-id.ts';
import type { OpenHub } from '../with-hub.ts';
import { comparisonText, type ToldComparison, versionsText, versionText } from './version-text.ts';

/** What reaches the hub takes its time to load, and linking files does without. */
async function inHub(flags: GlobalOptions, work: (hub: OpenHub) => Promise<void>): Promise<void> {
  const { withHub } = await import('../with-hub.ts');
  await withHub(flags, work);
}

const versionNumber = wholeNumber(1, 2 ** 31 - 1);

export function listVersionsCommand(): Command {
  return globalOptions(new Command('list'))
    .description('Link versions of the hub, newest first')
    .action((flags: GlobalOptions) =>
      inHub(flags, async ({ control }) => {
        const { listLinkVersions } = await import('../../control/link-versions.ts');
        const versions = await listLinkVersions(control);
        if (flags.json) return printJson(versions);
        process.stdout.write(`${versionsText(versions)}\n`);
      }),
    );
}

export function showVersionCommand(): Command {
  return globalOptions(new Command('show'))
    .description('One link version: who made it from what, and what it came to')
    .argument('<version>', 'number of the version', versionNumber)
    .action((linkVersion: number, flags: GlobalOptions) =>
      inHub(flags, async ({ control }) => {
        const { listLinkVersions } = await import('../../control/link-versions.ts');
        const versions = await listLinkVersions(control);
        const version = versions.find((each) => each.linkVersion === linkVersion);
        if (version === undefined) {
          throw new UsageError(`There is no link version ${linkVersion}`, { hint: '`hub link list` shows them.' });
        }
        if (flags.json) return printJson(version);
        process.stdout.write(`${versionText(version)}\n`);
      }),
    );
}

export function diffVersionsCommand(): Command {
  return globalOptions(new Command('diff'))
    .description('How two link versions differ: people merged, split, new and gone, and what tables would come to')
    .argument('<from>', 'number of a version', versionNumber)
    .argument('<to>', 'number of another', versionNumber)
    .option('--sample <n>', 'cases of each kind to name by person key', wholeNumber(0, 1_000), 5)
    .option('--no-tables', 'leave out the linked tables, which are built twice to compare them')
    .action((from: number, to: number, flags: GlobalOptions & { readonly sample: number; readonly tables: boolean }) =>
      inHub(flags, async ({ stack, client }) => {
        const { sample, tables } = flags;
        const answer = (await askByFile(stack, 'link-diff', (file, id) =>
          client.compareLinkVersions({ from, to, sample, tables, file }, id),
        )) as ToldComparison;
        if (flags.json) return printJson(answer);
        process.stdout.write(`${comparisonText(answer)}\n`);
      }),
    );
}

export function promoteVersionCommand(): Command {
  return globalOptions(new Command('promote'))
    .description('Put a link version in force: tables become stale, and nothing public changes')
    .argument('<version>', 'number of the version', versionNumber)
    .requiredOption('--reason <text>', 'why, for the audit log')
    .action((linkVersion: number, flags: GlobalOptions & { readonly reason: string }) =>
      inHub(flags, async ({ client }) => {
        const result = await client.promoteLinkVersion(
          { linkVersion, action: actionOf(flags.reason) },
          newRunId(new Date()),
        );
        if (flags.json) return printJson(result);
        say(
          result.retired === null
            ? `Link version ${result.promoted} is in force.`
            : `Link version ${result.promoted} is in force, in place of ${result.retired}.`,
        );
        say('`hub plan` shows the tables that are out of date now; public tables stay as they are until a release.');
      }),
    );
}
