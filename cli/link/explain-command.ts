import { writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { Command } from 'commander';
import type { FellegiSunterExplanation, PairExplanation } from '../../linkers/explain/pair-explanation.ts';
import { UsageError } from '../../schemas/errors.ts';
import { askByFile } from '../ask-by-file.ts';
import { collect, type GlobalOptions, globalOptions, wholeNumber } from '../options.ts';
import { printJson } from '../output.ts';
import { withReporter } from '../with-reporter.ts';
import { entityNumber } from './entity-number.ts';

interface ExplainFlags extends GlobalOptions {
  readonly from?: string;
  readonly linkVersion?: number;
  readonly input: readonly string[];
  readonly chart?: string;
  readonly mask: boolean;
  readonly threads: number;
}

export function explainCommand(): Command {
  return globalOptions(new Command('explain'))
    .description('Explain why two records are one person, or are not: of files (--from), or of the hub')
    .argument('<a>', 'of files: a record’s id, or SOURCE:ID; of the hub: the number of a source entity')
    .argument('<b>', 'another')
    .option('--from <dir>', 'folder that `hub link run` wrote; starts no server')
    .option('--input <name=file>', 'a source and its file (default: those the run read)', collect, [])
    .option('--chart <file>', 'draw the waterfall of match weights into this SVG file')
    .option('--mask', 'hide the characters on which values of the files agree', false)
    .option('--threads <n>', 'threads to work on, with --from', wholeNumber(1, 256), availableParallelism())
    .option('--link-version <n>', 'a link version of the hub (default: the promoted one)', wholeNumber(1, 2 ** 31 - 1))
    .action((a: string, b: string, flags: ExplainFlags) =>
      flags.from === undefined ? explainInHub([a, b], flags) : explainFromFolder([a, b], flags.from, flags),
    );
}

function explainFromFolder(records: readonly [string, string], from: string, flags: ExplainFlags): Promise<void> {
  return withReporter(flags, async () => {
    const { parseLinkInput } = await import('../../linkers/files/link-input.ts');
    const { explainFiles } = await import('../../linkers/files/explain-files.ts');
    await tell(
      await explainFiles({
        from: resolve(from),
        records,
        ...(flags.input.length === 0 ? {} : { inputs: flags.input.map(parseLinkInput) }),
        threads: flags.threads,
        values: flags.mask ? 'masked' : 'shown',
      }),
      flags,
    );
  });
}

async function explainInHub(texts: readonly [string, string], flags: ExplainFlags): Promise<void> {
  const { withHub } = await import('../with-hub.ts');
  await withHub(flags, async ({ stack, client }) => {
    const pair: [number, number] = [entityNumber(texts[0]), entityNumber(texts[1])];
    const answer = await askByFile(stack, 'explain', (file, id) =>
      client.explainPairs({ linkVersion: flags.linkVersion, pairs: [pair], file }, id),
    );
    await tell((answer as readonly PairExplanation[])[0]!, flags);
  });
}

async function tell(explanation: PairExplanation, { json, chart }: ExplainFlags): Promise<void> {
  if (chart !== undefined) await drawWaterfall(explanation, chart);

  const { explanationText } = await import('./explanation-text.ts');
  if (json) printJson(explanation);
  else process.stdout.write(`${explanationText(explanation)}\n`);
}

/** The heaviest pass is drawn: the one that decided, where several weighed the pair. */
async function drawWaterfall(explanation: PairExplanation, path: string): Promise<void> {
  const weighed = explanation.passes.filter(
    (pass): pass is FellegiSunterExplanation => pass.type === 'fellegi_sunter' && pass.matchWeight !== null,
  );
  const [heaviest] = weighed.toSorted((a, b) => b.matchWeight! - a.matchWeight!);
  if (heaviest === undefined) {
    throw new UsageError('No pass weighs these two, so that there is no waterfall to draw', {
      hint: 'Leave --chart out: rules have no weights.',
    });
  }
  const { waterfallChart } = await import('../../linkers/charts/waterfall-chart.ts');
  await writeFile(path, waterfallChart(explanation, heaviest));
}
