import { once } from 'node:events';
import { Command } from 'commander';
import { reportingSchedules } from '../../assets/reporting-schedules.ts';
import { connectControl } from '../../control/connect.ts';
import { watchArrivals } from '../../runtime/arrivals/watch-arrivals.ts';
import { connectHub } from '../hub-client.ts';
import { ownStack } from '../hub-stack.ts';
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
          const client = await connectHub(stack);
          const control = connectControl(stack.controlUrl, { maxConnections: 1 });
          try {
            await client.schedules.ensure(reportingSchedules);
            const { root, arrivals } = stack.layout;
            const leave = watchArrivals({ control, root, folder: arrivals, begin: client.begin });
            if (flags.json)
              printJson({ web: stack.webUrl, temporal: stack.temporalAddress, temporalUi: stack.temporalUiUrl });
            say(
              `Dashboards  ${stack.webUrl ?? '(not started)'}\nTemporal    ${stack.temporalUiUrl ?? stack.temporalAddress}`,
            );
            await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM'), stack.failed]).finally(leave);
          } finally {
            await control.destroy();
            await client.close();
          }
        } finally {
          await stack.close();
        }
      }),
    );
}
