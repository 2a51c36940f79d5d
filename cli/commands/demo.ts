import { once } from 'node:events';
import { Command } from 'commander';
import type { Settings } from '../../schemas/settings.ts';
import { runDemo } from '../demo/run-demo.ts';
import { demoSummary } from '../demo/summary.ts';
import { type GlobalOptions, globalOptions, settingsOf, wholeNumber } from '../options.ts';
import { printJson, say } from '../output.ts';
import { withReporter } from '../with-reporter.ts';

interface DemoFlags extends GlobalOptions {
  readonly people: number;
  readonly seed: number;
  readonly roster: boolean;
  readonly serve: boolean;
}

export function demoCommand(): Command {
  return globalOptions(new Command('demo'))
    .description('Run the whole job on invented people, and show what came of it')
    .option('--people <n>', 'how many people to invent', wholeNumber(100, 2_000_000), 20_000)
    .option('--seed <s>', 'the same seed invents the same people', wholeNumber(0, 2 ** 31 - 1), 1)
    .option('--roster', 'add a roster of residents that carries everybody to wage records', false)
    .option('--serve', 'keep serving the dashboards until Ctrl-C', false)
    .action((flags: DemoFlags) =>
      withReporter(flags, async (reporter) => {
        const { report, stack } = await runDemo(demoSettings(flags), flags, reporter);
        try {
          if (flags.json) printJson(report);
          else say(`\n${demoSummary(report)}\n`);
          say(`Dashboards  ${stack.webUrl ?? '(not started)'}\nTemporal    ${stack.temporalUiUrl ?? '(not ours)'}`);
          if (!flags.serve) say('Both have stopped with the demo; --serve keeps them up.');
          else {
            say('Serving until Ctrl-C.');
            await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM'), stack.failed]);
          }
        } finally {
          await stack.close();
        }
      }),
    );
}

/** The demo takes any free port unless one is asked for: it must run beside whatever else is on the machine. */
function demoSettings(flags: GlobalOptions): Settings {
  const settings = settingsOf(flags);
  return process.env.HUB_WEB_PORT === undefined ? { ...settings, webPort: 0 } : settings;
}
