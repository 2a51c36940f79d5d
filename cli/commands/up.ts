import { once } from 'node:events';
import { Command } from 'commander';
import { reportingSchedules } from '../../assets/reporting-schedules.ts';
import { connectHub } from '../hub-client.ts';
import { type HubStack, ownStack } from '../hub-stack.ts';
import { type GlobalOptions, globalOptions, settingsOf } from '../options.ts';
import { printJson, say } from '../output.ts';
import { withReporter } from '../with-reporter.ts';

export function upCommand(): Command {
  return globalOptions(new Command('up'))
    .description('Bring the hub up and keep it up until Ctrl-C')
    .action((flags: GlobalOptions) =>
      withReporter(flags, async (reporter) => {
        const stack = await ownStack(settingsOf(flags), reporter, true);
        try {
          await shipSchedules(stack);
          if (flags.json)
            printJson({ web: stack.webUrl, temporal: stack.temporalAddress, temporalUi: stack.temporalUiUrl });
          say(
            `Dashboards  ${stack.webUrl ?? '(not started)'}\nTemporal    ${stack.temporalUiUrl ?? stack.temporalAddress}`,
          );
          await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM'), stack.failed]);
        } finally {
          await stack.close();
        }
      }),
    );
}

/** The agencies' reporting calendar is there from the start, paused. */
async function shipSchedules(stack: HubStack): Promise<void> {
  const client = await connectHub(stack);
  try {
    await client.schedules.ensure(reportingSchedules);
  } finally {
    await client.close();
  }
}
