import { resolve } from 'node:path';
import { Command } from 'commander';
import { generateFixtures } from '../../fixtures/generate.ts';
import { withTask } from '../../runtime/reporter/reporter.ts';
import { type GlobalOptions, globalOptions, wholeNumber } from '../options.ts';
import { printJson, say } from '../output.ts';
import { withReporter } from '../with-reporter.ts';

interface GenerateFlags extends GlobalOptions {
  readonly people: number;
  readonly seed: number;
  readonly out: string;
  readonly roster: boolean;
}

export function fixturesCommand(): Command {
  return new Command('fixtures').description('Invented people and their agencies’ files').addCommand(
    globalOptions(new Command('generate'))
      .description('Write a synthetic Massachusetts: extracts in their real containers, and the truth about them')
      .requiredOption('--out <dir>', 'folder to write to')
      .option('--people <n>', 'how many people to invent', wholeNumber(100, 2_000_000), 20_000)
      .option('--seed <s>', 'the same seed writes the same bytes', wholeNumber(0, 2 ** 31 - 1), 1)
      .option('--roster', 'add a roster of residents', false)
      .action((flags: GenerateFlags) =>
        withReporter(flags, async (reporter) => {
          const made = await withTask(reporter, `Generating ${flags.people.toLocaleString('en-US')} people`, () =>
            generateFixtures({ people: flags.people, seed: flags.seed, out: resolve(flags.out), roster: flags.roster }),
          );
          if (flags.json) printJson(made);
          else say(`${made.people.toLocaleString('en-US')} people in ${made.files.length} files under ${flags.out}`);
        }),
      ),
  );
}
