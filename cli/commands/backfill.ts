import { Command } from 'commander';
import { formatDistanceToNowStrict, parseISO } from 'date-fns';
import { type BackfillRecord, listBackfills, showBackfill } from '../../control/backfills.ts';
import { ConflictError, ExitCode } from '../../schemas/errors.ts';
import { MAX_CONCURRENT_STEPS } from '../../temporal.config.ts';
import { actionOf } from '../action.ts';
import { backfillText, backfillView, stateText } from '../backfill-text.ts';
import { cancelOnInterrupt } from '../interruption.ts';
import { type GlobalOptions, globalOptions, wholeNumber } from '../options.ts';
import { printJson, say } from '../output.ts';
import { newRunId } from '../run-id.ts';
import { PARTITION_HELP, type RunOptions, runOptions, SELECTION_HELP } from '../run-options.ts';
import { textTable } from '../text-table.ts';
import { type OpenHub, withHub, withHubForRun } from '../with-hub.ts';

export function backfillCommand(): Command {
  return new Command('backfill')
    .description('Make many partitions in steps, and follow, pause, resume, cancel and retry that')
    .addCommand(start())
    .addCommand(list())
    .addCommand(show())
    .addCommand(pauseOrResume('pause', 'Begin no further step until it is resumed; what is under way ends'))
    .addCommand(pauseOrResume('resume', 'Go on with one that is paused'))
    .addCommand(cancel())
    .addCommand(retry());
}

interface MakingFlags extends GlobalOptions, RunOptions {
  readonly concurrency: number;
  readonly atOnce?: number;
  readonly detach: boolean;
}

interface StartFlags extends MakingFlags {
  readonly partition?: string;
  readonly stale: boolean;
  readonly reason: string;
}

function makingOptions(command: Command): Command {
  return runOptions(globalOptions(command))
    .option(
      '--at-once <n>',
      'partitions that one step makes (default: so many that there are about 400 steps)',
      wholeNumber(1, 100_000),
    )
    .option('--concurrency <n>', 'steps at once', wholeNumber(1, 16), MAX_CONCURRENT_STEPS)
    .option('--detach', 'return once it has begun, where hub up keeps the hub up', false);
}

function start(): Command {
  return makingOptions(new Command('start'))
    .description('Make partitions of a selection, each asset after all it reads')
    .argument('<selection...>', SELECTION_HELP)
    .option('--partition <range>', PARTITION_HELP)
    .option('--stale', 'make only what is out of date', false)
    .option('--reason <text>', 'why, for the record', 'By hand')
    .action((selection: string[], flags: StartFlags) =>
      withHubForRun(flags, (hub) =>
        perform(hub, flags, {
          ...{ selection, action: actionOf(flags.reason) },
          ...(flags.partition === undefined ? {} : { partitions: flags.partition }),
          ...(flags.stale ? { staleOnly: true } : {}),
        }),
      ),
    );
}

function retry(): Command {
  return makingOptions(new Command('retry'))
    .description('Make what a backfill that has ended did not make')
    .argument('<backfill>', 'its id')
    .requiredOption('--reason <text>', 'why, for the record')
    .action((retryOf: string, flags: MakingFlags & { readonly reason: string }) =>
      withHubForRun(flags, async (hub) => {
        const { selection } = await showBackfill(hub.control, retryOf);
        await perform(hub, flags, { selection: [...selection], retryOf, action: actionOf(flags.reason) });
      }),
    );
}

type Wish = Omit<Parameters<OpenHub['client']['startBackfill']>[0], 'runId' | 'concurrency'>;

/** Begins a backfill and follows it to its end, unless told to leave it. Ctrl-C cancels it. */
async function perform(hub: OpenHub, flags: MakingFlags, wish: Wish): Promise<void> {
  const { client, control, reporter, stack } = hub;
  const runId = newRunId(new Date());
  if (flags.detach && stack.owned) {
    throw new ConflictError('No hub is up that could go on with it', {
      hint: 'Start hub up first, or leave --detach out.',
    });
  }
  const quiet = flags.detach ? () => undefined : cancelOnInterrupt(client, runId);
  try {
    await client.startBackfill({
      ...{ runId, concurrency: flags.concurrency, onConflict: flags.onConflict },
      ...(flags.atOnce === undefined ? {} : { atOnce: flags.atOnce }),
      ...wish,
    });
    if (flags.detach) {
      if (flags.json) printJson({ runId });
      else say(`Backfill ${runId} has begun. hub backfill show ${runId} says how far it is.`);
      return;
    }
    await client.followBackfill(runId, reporter);
    await tell(hub, runId, flags.json);
    if ((await showBackfill(control, runId)).state !== 'succeeded') process.exitCode = ExitCode.failed;
  } finally {
    quiet();
  }
}

async function tell({ control }: OpenHub, runId: string, json: boolean): Promise<void> {
  const view = await backfillView(control, await showBackfill(control, runId));
  if (json) printJson(view);
  else process.stdout.write(`${backfillText(view)}\n`);
}

function list(): Command {
  return globalOptions(new Command('list'))
    .description('Backfills, newest first')
    .option('--limit <n>', 'how many', wholeNumber(1, 1_000), 20)
    .action((flags: GlobalOptions & { limit: number }) =>
      withHub(flags, async ({ control }) => {
        const found = await listBackfills(control, flags.limit);
        if (flags.json) return printJson(found);
        process.stdout.write(
          `${textTable(['backfill', 'state', 'partitions', 'asked for', 'selection', 'reason'], found.map(row))}\n`,
        );
      }),
    );
}

function row(record: BackfillRecord): readonly (string | number)[] {
  const asked = formatDistanceToNowStrict(parseISO(record.queuedAt), { addSuffix: true });
  return [record.runId, stateText(record), record.partitions, asked, record.selection.join(' '), record.reason];
}

function show(): Command {
  return globalOptions(new Command('show'))
    .description('How far a backfill is, how long it may still take, and what failed')
    .argument('<backfill>', 'its id')
    .action((runId: string, flags: GlobalOptions) => withHub(flags, (hub) => tell(hub, runId, flags.json)));
}

function pauseOrResume(what: 'pause' | 'resume', description: string): Command {
  return globalOptions(new Command(what))
    .description(description)
    .argument('<backfill>', 'its id')
    .requiredOption('--reason <text>', 'why, for the record')
    .action((runId: string, flags: GlobalOptions & { readonly reason: string }) =>
      withHub(flags, async (hub) => {
        await showBackfill(hub.control, runId);
        await hub.client.pauseBackfill(runId, what, actionOf(flags.reason));
        if (flags.json) printJson({ runId, state: stateText(await showBackfill(hub.control, runId)) });
        else say(`Backfill ${runId} is ${what === 'pause' ? 'paused' : 'resumed'}.`);
      }),
    );
}

function cancel(): Command {
  return globalOptions(new Command('cancel'))
    .description('Stop a backfill, and wait until nothing of it writes any more; what it made stays')
    .argument('<backfill>', 'its id')
    .action((runId: string, flags: GlobalOptions) =>
      withHub(flags, async ({ client, control }) => {
        const { state } = await showBackfill(control, runId);
        if (state !== 'running' && state !== 'queued') {
          throw new ConflictError(`Backfill ${runId} has ended already (${state})`);
        }
        await client.cancelRun(runId);
        await client.awaitRun(runId);
        const ended = await showBackfill(control, runId);
        if (flags.json) return printJson({ runId, state: ended.state });
        say(`Backfill ${runId} is ${ended.state}.`);
      }),
    );
}
