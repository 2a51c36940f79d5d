import { resolve } from 'node:path';
import { Command } from 'commander';
import { restoreBackup } from '../../runtime/backup/restore-backup.ts';
import { withTask } from '../../runtime/reporter/reporter.ts';
import { counted } from '../counted.ts';
import { type GlobalOptions, globalOptions, settingsOf } from '../options.ts';
import { printJson, say } from '../output.ts';
import { withReporter } from '../with-reporter.ts';

interface RestoreFlags extends GlobalOptions {
  readonly from: string;
  readonly keys?: string;
}

export function restoreCommand(): Command {
  return globalOptions(new Command('restore'))
    .description('Make a data folder of a backup, after every file was held against its hash')
    .requiredOption('--from <dir>', 'the backup')
    .option('--keys <dir>', 'the copies of the keys')
    .action((flags: RestoreFlags) =>
      withReporter(flags, async (reporter) => {
        const settings = settingsOf(flags);
        const { at, files, control } = await withTask(reporter, 'Restoring', () =>
          restoreBackup({
            folder: resolve(flags.from),
            keysFolder: flags.keys === undefined ? undefined : resolve(flags.keys),
            data: settings.data,
            keysElsewhere: settings.secretCommand !== undefined,
          }),
        );
        if (flags.json) return printJson({ at, control, files: files.length, data: settings.data });
        say(`${counted(files.length, 'file')} of ${at} are in ${settings.data}.`);
        if (control === 'elsewhere') say('The control store was PostgreSQL: restore it to the same moment.');
      }),
    );
}
