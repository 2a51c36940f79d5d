import { Command } from 'commander';
import { chartsCommand } from '../link/charts-command.ts';
import { explainCommand } from '../link/explain-command.ts';
import { overrideCommand } from '../link/override-command.ts';
import { reviewCommand } from '../link/review-command.ts';
import { runLinkCommand } from '../link/run-command.ts';
import {
  diffVersionsCommand,
  listVersionsCommand,
  promoteVersionCommand,
  showVersionCommand,
} from '../link/version-commands.ts';
import type { GlobalOptions } from '../options.ts';
import { collect } from '../options.ts';
import { say } from '../output.ts';
import { readJsonFile } from '../read-json-file.ts';
import { withReporter } from '../with-reporter.ts';

type FileFlags = Pick<GlobalOptions, 'json' | 'verbose'>;

interface ImportFlags extends FileFlags {
  readonly source: readonly string[];
}

export function linkCommand(): Command {
  return new Command('link')
    .description('Work out which records are the same person')
    .addCommand(runLinkCommand())
    .addCommand(listVersionsCommand())
    .addCommand(showVersionCommand())
    .addCommand(diffVersionsCommand())
    .addCommand(promoteVersionCommand())
    .addCommand(explainCommand())
    .addCommand(chartsCommand())
    .addCommand(reviewCommand())
    .addCommand(overrideCommand())
    .addCommand(schema())
    .addCommand(importSplink());
}

function schema(): Command {
  return fileOptions(new Command('schema'))
    .description('Print the JSON schema of the link model')
    .action((flags: FileFlags) =>
      withReporter(linkFlags(flags), async () => {
        const { linkModelJsonSchema } = await import('../../schemas/link-model/json-schema.ts');
        const text = linkModelJsonSchema();
        process.stdout.write(`${flags.json ? JSON.stringify(text) : JSON.stringify(text, null, 2)}\n`);
      }),
    );
}

function importSplink(): Command {
  return fileOptions(new Command('import-splink'))
    .description('Turn the settings of a Splink 4 or 5 model into a link model, on standard output')
    .argument('<settings>', 'settings saved by Splink, JSON')
    .option('--source <name>', 'a source to link; repeat for several (default: records)', collect, [])
    .action((path: string, flags: ImportFlags) =>
      withReporter(linkFlags(flags), async () => {
        const { importSplinkSettings } = await import('../../linkers/splink/import-settings.ts');
        const { model, notes } = importSplinkSettings(await readJsonFile(path, 'settings'), {
          sources: flags.source.length === 0 ? ['records'] : flags.source,
        });
        for (const note of notes) say(`note: ${note}`);
        process.stdout.write(`${flags.json ? JSON.stringify(model) : JSON.stringify(model, null, 2)}\n`);
      }),
    );
}

function fileOptions(command: Command): Command {
  return command
    .option('--json', 'print one JSON object on stdout', false)
    .option('--verbose', 'show where an error came from', false);
}

function linkFlags({ json, verbose }: FileFlags): GlobalOptions {
  return { json, verbose };
}
