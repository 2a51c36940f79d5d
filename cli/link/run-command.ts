import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { Command } from 'commander';
import { UsageError } from '../../schemas/errors.ts';
import { collect, type GlobalOptions, globalOptions, wholeNumber } from '../options.ts';
import { printJson, say } from '../output.ts';
import { readJsonFile } from '../read-json-file.ts';
import { runOptions } from '../run-options.ts';
import { withReporter } from '../with-reporter.ts';
import type { HubRunFlags } from './run-in-hub.ts';

interface FileRunFlags {
  readonly model?: string;
  readonly input: readonly string[];
  readonly out?: string;
  readonly id: string;
  readonly truth?: string;
  readonly charts: boolean;
  readonly threads: number;
}

type RunFlags = GlobalOptions & FileRunFlags & HubRunFlags;

export function runLinkCommand(): Command {
  return runOptions(globalOptions(new Command('run')))
    .description('Link the records of files by a model, without a server; or, without --input, what the hub has loaded')
    .option('--input <name=file>', 'a source and its .csv or .parquet file; may be repeated', collect, [])
    .option('--model <file>', 'of files: the link model, JSON (see docs/link-command.md)')
    .option('--out <dir>', 'of files: folder for edges, clusters, the trained model and the report')
    .option('--id <column>', 'of files: column that identifies a record within its source', 'record_id')
    .option('--truth <column>', 'of files: column that says who a record is about, to score against')
    .option('--charts', 'of files: draw what it learned and found into charts/ of that folder', false)
    .option('--threads <n>', 'of files: threads to work on', wholeNumber(1, 256), availableParallelism())
    .option('--incremental', 'of the hub: go on from a version and score only what has changed', false)
    .option(
      '--base <n>',
      'of the hub: the version to go on from (default: the promoted one)',
      wholeNumber(1, 2 ** 31 - 1),
    )
    .option('--promote', 'of the hub: put the version in force at once', false)
    .option('--reason <text>', 'of the hub: why, for the record', 'By hand')
    .action(async (flags: RunFlags) => {
      if (flags.input.length + (flags.model === undefined ? 0 : 1) + (flags.out === undefined ? 0 : 1) > 0) {
        return linkGivenFiles(flags);
      }
      const { runInHub } = await import('./run-in-hub.ts');
      return runInHub(flags);
    });
}

function linkGivenFiles(flags: RunFlags): Promise<void> {
  return withReporter(flags, async () => {
    const { model, input, out } = flags;
    if (model === undefined || input.length === 0 || out === undefined) {
      throw new UsageError('Files are linked by --model, --input and --out together', {
        hint: 'Without any of them, the hub links what it has loaded.',
      });
    }
    if (flags.incremental || flags.base !== undefined || flags.promote) {
      throw new UsageError('--incremental, --base and --promote are for what the hub has loaded, not for files');
    }
    const { parseLinkModel } = await import('../../schemas/link-model/link-model.ts');
    const { parseLinkInput } = await import('../../linkers/files/link-input.ts');
    const { linkFiles } = await import('../../linkers/files/link-files.ts');
    const { linkSummary, skewText } = await import('../link-summary.ts');
    const report = await linkFiles({
      model: parseLinkModel(await readJsonFile(model, 'link model')),
      inputs: input.map(parseLinkInput),
      out: resolve(out),
      idColumn: flags.id,
      truthColumn: flags.truth,
      threads: flags.threads,
      onSkew: (blocks) => say(skewText(blocks)),
    });
    if (flags.charts) {
      const { chartFiles } = await import('../../linkers/files/chart-files.ts');
      const { CHART_FOLDER } = await import('../../linkers/files/write-outputs.ts');
      await chartFiles({ from: resolve(out), out: join(resolve(out), CHART_FOLDER), threads: flags.threads });
    }
    if (flags.json) printJson(report);
    else process.stdout.write(`${linkSummary(report, out)}\n`);
  });
}
