import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { Command } from 'commander';
import { collect, type GlobalOptions, wholeNumber } from '../options.ts';
import { printJson } from '../output.ts';
import { withReporter } from '../with-reporter.ts';

interface ChartsFlags extends GlobalOptions {
  readonly from: string;
  readonly out?: string;
  readonly input: readonly string[];
  readonly threads: number;
}

export function chartsCommand(): Command {
  return new Command('charts')
    .description('Draw what a run learned and found, as SVG files; starts no server')
    .requiredOption('--from <dir>', 'folder that `hub link run` wrote')
    .option('--out <dir>', 'folder for the charts (default: charts/ in that folder)')
    .option('--input <name=file>', 'a source and its file (default: those the run read)', collect, [])
    .option('--threads <n>', 'threads to work on', wholeNumber(1, 256), availableParallelism())
    .option('--json', 'print one JSON object on stdout', false)
    .option('--verbose', 'show where an error came from', false)
    .action((flags: ChartsFlags) =>
      withReporter(flags, async () => {
        const { parseLinkInput } = await import('../../linkers/files/link-input.ts');
        const { chartFiles } = await import('../../linkers/files/chart-files.ts');
        const { CHART_FOLDER } = await import('../../linkers/files/write-outputs.ts');
        const from = resolve(flags.from);
        const out = resolve(flags.out ?? join(from, CHART_FOLDER));
        const charts = await chartFiles({
          from,
          out,
          ...(flags.input.length === 0 ? {} : { inputs: flags.input.map(parseLinkInput) }),
          threads: flags.threads,
        });
        if (flags.json) printJson({ out, charts });
        else process.stdout.write(`${charts.map((chart) => join(out, chart)).join('\n')}\n`);
      }),
    );
}
