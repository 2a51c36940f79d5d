import { resolve } from 'node:path';
import { Command } from 'commander';
import { writeBackup } from '../../runtime/backup/write-backup.ts';
import { dataLayout } from '../../runtime/data-layout.ts';
import { withTask } from '../../runtime/reporter/reporter.ts';
import { counted } from '../counted.ts';
import { type GlobalOptions, globalOptions, settingsOf } from '../options.ts';
import { printJson, say } from '../output.ts';
import { withReporter } from '../with-reporter.ts';

interface BackupFlags extends GlobalOptions {
  readonly to: string;
  readonly keys?: string;
}

export function backupCommand(): Command {
  return globalOptions(new Command('backup'))
    .description('Copy everything the hub keeps, as it is at one moment, while the hub is down')
    .requiredOption('--to <dir>', 'folder to write to: empty, or not there')
    .option('--keys <dir>', 'folder for copies of the keys, apart from the rest (default: keys are not copied)')
    .action((flags: BackupFlags) =>
      withReporter(flags, async (reporter) => {
        const settings = settingsOf(flags);
        const manifest = await withTask(reporter, 'Backing up', () =>
          writeBackup({
            layout: dataLayout(settings.data),
            folder: resolve(flags.to),
            keysFolder: flags.keys === undefined ? undefined : resolve(flags.keys),
            controlElsewhere: settings.controlUrl !== undefined,
            now: () => new Date(),
          }),
        );
        const bytes = manifest.files.reduce((sum, file) => sum + file.bytes, 0);
        const { at, control } = manifest;
        if (flags.json) {
          return printJson({ at, control, files: manifest.files.length, bytes, keys: manifest.keys.length });
        }
        say(`${counted(manifest.files.length, 'file')} of ${(bytes / 2 ** 20).toFixed(1)} MiB are backed up.`);
        if (flags.keys === undefined) say('The keys are not among them: without keys/ nobody can open what is.');
        if (control === 'elsewhere')
          say('The control store is PostgreSQL: back it up with pg_dump before the hub is up again.');
      }),
    );
}
