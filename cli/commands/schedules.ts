import { Command, Option } from 'commander';
import { reportingSchedules } from '../../assets/reporting-schedules.ts';
import { recordAudit } from '../../control/audit-log.ts';
import type { Control } from '../../control/connect.ts';
import { UsageError } from '../../schemas/errors.ts';
import type { Action } from '../../schemas/run.ts';
import {
  DEFAULT_CATCH_UP_HOURS,
  DEFAULT_TIME_ZONE,
  OVERLAP_POLICIES,
  type ScheduleSpec,
  scheduleSpecSchema,
} from '../../schemas/schedule.ts';
import { actionOf } from '../action.ts';
import type { ScheduleView } from '../hub-schedules.ts';
import { collect, type GlobalOptions, globalOptions, wholeNumber } from '../options.ts';
import { printJson, say } from '../output.ts';
import { PARTITION_HELP, SELECTION_HELP } from '../run-options.ts';
import { textTable } from '../text-table.ts';
import { type OpenHub, withHub } from '../with-hub.ts';

export function schedulesCommand(): Command {
  return new Command('schedules')
    .description('Runs that begin by themselves at certain times')
    .addCommand(list())
    .addCommand(show())
    .addCommand(create())
    .addCommand(pauseOrResume('pause', 'Let it begin no run until it is resumed'))
    .addCommand(pauseOrResume('resume', 'Let it begin runs again'))
    .addCommand(trigger())
    .addCommand(remove());
}

/** With the agencies' reporting calendar in place. */
function withSchedules(flags: GlobalOptions, work: (hub: OpenHub) => Promise<void>): Promise<void> {
  return withHub(flags, async (hub) => {
    await hub.client.schedules.ensure(reportingSchedules);
    await work(hub);
  });
}

function list(): Command {
  return globalOptions(new Command('list'))
    .description('All schedules; those of the agencies’ reporting calendar are shipped paused')
    .action((flags: GlobalOptions) =>
      withSchedules(flags, async ({ client }) => {
        const found = await client.schedules.list();
        if (flags.json) return printJson(found);
        const rows = found.map((each) => [
          each.scheduleId,
          each.paused ? 'paused' : 'active',
          each.cron.join(' | '),
          each.next[0] ?? null,
          each.recent.at(-1)?.runId ?? null,
          each.description,
        ]);
        process.stdout.write(`${textTable(['schedule', 'state', 'times', 'next', 'last run', 'description'], rows)}\n`);
      }),
    );
}

function show(): Command {
  return globalOptions(new Command('show'))
    .description('One schedule: when, what, its next times and last runs')
    .argument('<schedule>', 'its id')
    .action((scheduleId: string, flags: GlobalOptions) =>
      withSchedules(flags, async ({ client }) => {
        const found = await client.schedules.show(scheduleId);
        if (flags.json) printJson(found);
        else process.stdout.write(`${scheduleText(found)}\n`);
      }),
    );
}

function scheduleText(view: ScheduleView): string {
  const { run } = view;
  return [
    `${view.scheduleId}: ${view.description}`,
    `${view.paused ? 'Paused' : 'Active'}${view.note === '' ? '' : ` (${view.note})`}; at ${view.cron.join(' and ')} in ${view.timeZone}.`,
    `Runs ${run.selection.join(' ')}${run.partitions === undefined ? '' : ` for ${run.partitions}`}${run.staleOnly ? ', of it what is out of date' : ''}.`,
    `While its last run is under way: ${view.overlap}. Begun up to ${view.catchUpHours} hours late; ${view.missed} missed, ${view.skipped} skipped.`,
    ...view.next.map((time) => `  next  ${time}`),
    ...view.recent.map(({ runId, due }) => `  run   ${runId}, due ${due}`),
  ].join('\n');
}

interface CreateFlags extends GlobalOptions {
  readonly cron: readonly string[];
  readonly timeZone: string;
  readonly overlap: ScheduleSpec['overlap'];
  readonly catchUp: number;
  readonly partition?: string;
  readonly stale: boolean;
  readonly paused: boolean;
  readonly description?: string;
  readonly reason: string;
}

function create(): Command {
  return globalOptions(new Command('create'))
    .description('Begin runs of a selection at certain times')
    .argument('<schedule>', 'id for it: lower-case letters, digits, hyphens')
    .argument('<selection...>', SELECTION_HELP)
    .option(
      '--cron <times>',
      'minute hour day month weekday, such as "0 6 * * 1-5"; may be given several times',
      collect,
      [],
    )
    .option('--time-zone <zone>', 'in which the times are meant', DEFAULT_TIME_ZONE)
    .addOption(
      new Option('--overlap <what>', 'when its last run is still under way').choices(OVERLAP_POLICIES).default('skip'),
    )
    .option(
      '--catch-up <hours>',
      'how late a run may begin that was due while nothing ran',
      wholeNumber(1, 8_760),
      DEFAULT_CATCH_UP_HOURS,
    )
    .option('--partition <range>', PARTITION_HELP)
    .option('--stale', 'make only what is out of date', false)
    .option('--paused', 'begin no run until it is resumed', false)
    .option('--description <text>', 'what it is for')
    .requiredOption('--reason <text>', 'why, for the record')
    .action((scheduleId: string, selection: string[], flags: CreateFlags) =>
      withSchedules(flags, async ({ client, control }) => {
        const action = actionOf(flags.reason);
        const spec = readSpec(scheduleId, selection, flags, action);
        await client.schedules.create(spec, flags.paused, `${action.actor}: ${action.reason}`);
        await audit(control, 'create', scheduleId, action);
        const view = await client.schedules.show(scheduleId);
        if (flags.json) printJson(view);
        else
          say(
            `Schedule ${scheduleId} ${flags.paused ? 'is there, paused' : `begins its first run at ${view.next[0]}`}.`,
          );
      }),
    );
}

/** @throws UsageError that names the first thing that is wrong */
function readSpec(scheduleId: string, selection: readonly string[], flags: CreateFlags, action: Action): ScheduleSpec {
  const parsed = scheduleSpecSchema.safeParse({
    scheduleId,
    description: flags.description ?? action.reason,
    cron: flags.cron,
    timeZone: flags.timeZone,
    overlap: flags.overlap,
    catchUpHours: flags.catchUp,
    run: {
      selection,
      staleOnly: flags.stale,
      action: { actor: `schedule:${scheduleId}`, reason: action.reason },
      ...(flags.partition === undefined ? {} : { partitions: flags.partition }),
    },
  });
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  if (issue?.path[0] === 'cron' && flags.cron.length === 0) {
    throw new UsageError('A schedule needs times', { hint: 'Give them with --cron, such as --cron "0 6 * * 1-5".' });
  }
  throw new UsageError(`The schedule's ${issue?.path.join('.') ?? 'definition'} ${issue?.message ?? 'is wrong'}`);
}

function pauseOrResume(what: 'pause' | 'resume', description: string): Command {
  return globalOptions(new Command(what))
    .description(description)
    .argument('<schedule>', 'its id')
    .requiredOption('--reason <text>', 'why, for the record')
    .action((scheduleId: string, flags: GlobalOptions & { readonly reason: string }) =>
      withSchedules(flags, async ({ client, control }) => {
        const action = actionOf(flags.reason);
        await client.schedules[what](scheduleId, action);
        await audit(control, what, scheduleId, action);
        if (flags.json) printJson(await client.schedules.show(scheduleId));
        else say(`Schedule ${scheduleId} is ${what === 'pause' ? 'paused' : 'active'}.`);
      }),
    );
}

function trigger(): Command {
  return globalOptions(new Command('trigger'))
    .description('Begin its run now, paused or not')
    .argument('<schedule>', 'its id')
    .option('--reason <text>', 'why, for the record', 'By hand')
    .action((scheduleId: string, flags: GlobalOptions & { readonly reason: string }) =>
      withSchedules(flags, async ({ client, control, reporter, stack }) => {
        const runId = await client.schedules.trigger(scheduleId);
        await audit(control, 'trigger', scheduleId, actionOf(flags.reason));
        // A hub that lives as long as the command would take the run down with it.
        if (stack.owned) await client.attachRun(runId, reporter);
        if (flags.json) printJson({ scheduleId, runId });
        else say(`Run ${runId} has begun. hub runs attach ${runId} follows it.`);
      }),
    );
}

function remove(): Command {
  return globalOptions(new Command('delete'))
    .description('Take a schedule away; runs it began stay')
    .argument('<schedule>', 'its id')
    .requiredOption('--reason <text>', 'why, for the record')
    .action((scheduleId: string, flags: GlobalOptions & { readonly reason: string }) =>
      withSchedules(flags, async ({ client, control }) => {
        if (reportingSchedules.some((spec) => spec.scheduleId === scheduleId)) {
          throw new UsageError(`Schedule ${scheduleId} is of the reporting calendar, and would be made again`, {
            hint: 'Pause it instead.',
          });
        }
        await client.schedules.delete(scheduleId);
        await audit(control, 'delete', scheduleId, actionOf(flags.reason));
        if (flags.json) printJson({ scheduleId, state: 'deleted' });
        else say(`Schedule ${scheduleId} is deleted.`);
      }),
    );
}

function audit(control: Control, what: string, scheduleId: string, { actor, reason }: Action): Promise<unknown> {
  return recordAudit(control, {
    ...{ actor, reason, at: new Date() },
    action: `schedule.${what}`,
    object: `schedule:${scheduleId}`,
  });
}
