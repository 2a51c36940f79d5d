import { Command } from 'commander';
import { dataLayout } from '../../runtime/data-layout.ts';
import { type GlobalOptions, globalOptions, settingsOf } from '../options.ts';
import { printJson } from '../output.ts';
import { traceCell } from '../trace-cell.ts';
import { traceText } from '../trace-text.ts';
import { withHub } from '../with-hub.ts';

interface TraceFlags extends GlobalOptions {
  readonly release?: string;
  readonly files: boolean;
}

export function traceCommand(): Command {
  return globalOptions(new Command('trace'))
    .description('From a row of a public table to its release, approver, checks, link version, runs and files')
    .argument('<table>', 'such as early_college_participation')
    .argument('<key...>', 'NAME=VALUE of its dimensions, such as school_year=2024')
    .option('--release <id>', 'a published release (default: the one in force)')
    .option('--files', 'list every file, with its hash and where it landed', false)
    .action((table: string, key: string[], flags: TraceFlags) =>
      withHub(flags, async ({ control }) => {
        const layout = dataLayout(settingsOf(flags).data);
        const traced = await traceCell(control, layout, { table, key, releaseId: flags.release });
        if (flags.json) printJson(traced);
        else process.stdout.write(`${traceText(traced, flags.files)}\n`);
      }),
    );
}
