import { type Control, connectControl } from '../control/connect.ts';
import type { Reporter } from '../runtime/reporter/reporter.ts';
import { connectHub, type HubClient } from './hub-client.ts';
import { type HubStack, openStack } from './hub-stack.ts';
import { settleLeftRuns } from './left-runs.ts';
import { type GlobalOptions, settingsOf } from './options.ts';
import { withReporter } from './with-reporter.ts';

export interface OpenHub {
  readonly stack: HubStack;
  readonly client: HubClient;
  readonly control: Control;
  readonly reporter: Reporter;
}

/** The same for a command that starts a run: what an earlier one left under way is finished first. */
export function withHubForRun(flags: GlobalOptions, work: (hub: OpenHub) => Promise<void>): Promise<void> {
  return withHub(flags, async (hub) => {
    // Those of a hub that somebody keeps up are nobody's leftovers.
    if (hub.stack.owned) await settleLeftRuns({ ...hub, what: 'finish' });
    await work(hub);
  });
}

/** Runs a command against the hub of the data folder: the one that is up, or one that lives as long as the command. */
export function withHub(flags: GlobalOptions, work: (hub: OpenHub) => Promise<void>): Promise<void> {
  return withReporter(flags, async (reporter) => {
    const stack = await openStack(settingsOf(flags), reporter, false);
    try {
      const client = await connectHub(stack);
      const control = connectControl(stack.controlUrl);
      try {
        await work({ stack, client, control, reporter });
      } finally {
        await control.destroy();
        await client.close();
      }
    } finally {
      await stack.close();
    }
  });
}
