import { readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { Command } from 'commander';
import { UsageError } from '../../schemas/errors.ts';
import { chartsCommand } from '../link/charts-command.ts';
import { explainCommand } from '../link/explain-command.ts';
import type { GlobalOptions } from '../options.ts';
import { collect, wholeNumber } from '../options.ts';
import { printJson, say } from '../output.ts';
import { withReporter } from '../with-reporter.ts';

type FileFlags = Pick<GlobalOptions, 'json' | 'verbose'>;

interface RunFlags extends FileFlags {
  readonly model: string;
  readonly input: readonly string[];
  readonly out: string;
  readonly id: string;
  readonly truth?: string;
  readonly charts: boolean;
  readonly threads: number;
}

interface ImportFlags extends FileFlags {
  readonly source: readonly string[];
}

export function linkCommand(): Command {
  return new Command('link')
    .description('Work out which records are the same person')
    .addCommand(run())
    .addCommand(explainCommand())
    .addCommand(chartsCommand())
    .addCommand(schema())
    .addCommand(importSplink());
}

function run(): Command {
  return fileOptions(new Command('run'))
    .description('Link the records of files by a model; starts no server')
    .requiredOption('--model <file>', 'the link model, JSON (see docs/link-command.md)')
    .requiredOption('--input <name=file>', 'a source and its .csv or .parquet file; may be repeated', collect, [])
    .requiredOption('--out <dir>', 'folder for edges, clusters, the trained model and the report')
    .option('--id <column>', 'column that identifies a record within its source', 'record_id')
    .option('--truth <column>', 'column that says who a record is about, to score against')
    .option('--charts', 'draw what it learned and found into charts/ of that folder', false)
    .option('--threads <n>', 'threads to work on', wholeNumber(1, 256), availableParallelism())
    .action((flags: RunFlags) =>
      withReporter(linkFlags(flags), async () => {
        const { parseLinkInput } = await import('../../linkers/files/link-input.ts');
        const { linkFiles } = await import('../../linkers/files/link-files.ts');
        const { linkSummary } = await import('../link-summary.ts');
        const report = await linkFiles({
          model: await readModel(flags.model),
          inputs: flags.input.map(parseLinkInput),
          out: resolve(flags.out),
          idColumn: flags.id,
          truthColumn: flags.truth,
          threads: flags.threads,
        });
        if (flags.charts) {
          const { chartFiles } = await import('../../linkers/files/chart-files.ts');
          const { CHART_FOLDER } = await import('../../linkers/files/write-outputs.ts');
          await chartFiles({
            from: resolve(flags.out),
            out: join(resolve(flags.out), CHART_FOLDER),
            threads: flags.threads,
          });
        }
        if (flags.json) printJson(report);
        else process.stdout.write(`${linkSummary(report, flags.out)}\n`);
      }),
    );
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
        const { model, notes } = importSplinkSettings(await readJson(path, 'settings'), {
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

async function readModel(path: string) {
  const { parseLinkModel } = await import('../../schemas/link-model/link-model.ts');
  return parseLinkModel(await readJson(path, 'link model'));
}

async function readJson(path: string, what: string): Promise<unknown> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    throw new UsageError(`The ${what} ${path} cannot be read`, { cause });
  }
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new UsageError(`The ${what} ${path} is not JSON`, {
      hint: cause instanceof Error ? cause.message : 'Check the file.',
    });
  }
}
