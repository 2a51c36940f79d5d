import { Command } from 'commander';
import { recordAudit } from '../../control/audit-log.ts';
import type { Control } from '../../control/connect.ts';
import { listTicks, pauseSensor, type SensorPause, type SensorTickRecord, sensorPause } from '../../control/sensors.ts';
import { ARRIVALS_SENSOR } from '../../runtime/arrivals/tick-arrivals.ts';
import { dataLayout } from '../../runtime/data-layout.ts';
import { UsageError } from '../../schemas/errors.ts';
import { actionOf } from '../action.ts';
import { type GlobalOptions, globalOptions, settingsOf, wholeNumber } from '../options.ts';
import { printJson, say } from '../output.ts';
import { textTable } from '../text-table.ts';
import { withHub } from '../with-hub.ts';

/** Ticks of `show` and of what `list` tells. */
const SHOWN_TICKS = 10;

export function sensorsCommand(): Command {
  return new Command('sensors')
    .description('What watches for files, and why it did or did not begin a run')
    .addCommand(list())
    .addCommand(show())
    .addCommand(ticks())
    .addCommand(pauseOrResume('pause', 'Let it begin no run until it is resumed'))
    .addCommand(pauseOrResume('resume', 'Let it look again'));
}

interface SensorView {
  readonly sensor: string;
  /** Folder that it looks in. */
  readonly folder: string;
  readonly description: string;
  readonly paused: SensorPause | null;
  readonly lastTick: SensorTickRecord | null;
}

async function viewOf(flags: GlobalOptions, control: Control): Promise<SensorView> {
  const [lastTick] = await listTicks(control, ARRIVALS_SENSOR, 1);
  return {
    sensor: ARRIVALS_SENSOR,
    folder: dataLayout(settingsOf(flags).data).arrivals,
    description: 'Takes in deliveries that are put into its folder, while hub up runs',
    paused: (await sensorPause(control, ARRIVALS_SENSOR)) ?? null,
    lastTick: lastTick ?? null,
  };
}

function list(): Command {
  return globalOptions(new Command('list'))
    .description('All sensors, and what each found last')
    .action((flags: GlobalOptions) =>
      withHub(flags, async ({ control }) => {
        const view = await viewOf(flags, control);
        if (flags.json) return printJson([view]);
        const row = [view.sensor, stateText(view), view.folder, view.lastTick?.lastAt ?? null, tickText(view.lastTick)];
        process.stdout.write(`${textTable(['sensor', 'state', 'folder', 'looked', 'found'], [row])}\n`);
      }),
    );
}

function show(): Command {
  return globalOptions(new Command('show'))
    .description('One sensor: where it looks, who paused it, and what it found lately')
    .argument('<sensor>', 'such as arrivals', knownSensor)
    .action((sensor: string, flags: GlobalOptions) =>
      withHub(flags, async ({ control }) => {
        const view = await viewOf(flags, control);
        const found = await listTicks(control, sensor, SHOWN_TICKS);
        if (flags.json) return printJson({ ...view, ticks: found });
        process.stdout.write(
          `${[
            `${sensor} (${stateText(view)}): ${view.description}`,
            `Folder ${view.folder}`,
            ...(view.paused === null ? [] : [`Paused by ${view.paused.pausedBy}: ${view.paused.pauseReason}`]),
            '',
            ticksTable(found),
          ].join('\n')}\n`,
        );
      }),
    );
}

function ticks(): Command {
  return globalOptions(new Command('ticks'))
    .description('What a sensor found whenever it looked, and why nothing happened; the latest first')
    .argument('<sensor>', 'such as arrivals', knownSensor)
    .option('--limit <n>', 'how many', wholeNumber(1, 10_000), 50)
    .action((sensor: string, flags: GlobalOptions & { readonly limit: number }) =>
      withHub(flags, async ({ control }) => {
        const found = await listTicks(control, sensor, flags.limit);
        if (flags.json) printJson(found);
        else process.stdout.write(`${ticksTable(found)}\n`);
      }),
    );
}

function ticksTable(found: readonly SensorTickRecord[]): string {
  return textTable(
    ['since', 'until', 'times', 'outcome', 'about', 'why'],
    found.map((each) => [each.firstAt, each.lastAt, each.ticks, each.outcome, each.subject, each.sentence]),
  );
}

function pauseOrResume(what: 'pause' | 'resume', description: string): Command {
  return globalOptions(new Command(what))
    .description(description)
    .argument('<sensor>', 'such as arrivals', knownSensor)
    .requiredOption('--reason <text>', 'why, for the record')
    .action((sensor: string, flags: GlobalOptions & { readonly reason: string }) =>
      withHub(flags, async ({ control }) => {
        const at = new Date();
        const action = actionOf(flags.reason);
        await pauseSensor(control, sensor, what === 'pause' ? { ...action, at } : undefined);
        await recordAudit(control, { ...action, at, action: `sensor.${what}`, object: `sensor:${sensor}` });
        if (flags.json) printJson(await viewOf(flags, control));
        else say(`Sensor ${sensor} is ${what === 'pause' ? 'paused' : 'active'}.`);
      }),
    );
}

function knownSensor(name: string): string {
  if (name === ARRIVALS_SENSOR) return name;
  throw new UsageError(`There is no sensor ${name}`, { hint: `There is one: ${ARRIVALS_SENSOR}.` });
}

function stateText({ paused }: SensorView): string {
  return paused === null ? 'active' : 'paused';
}

function tickText(tick: SensorTickRecord | null): string {
  return tick === null ? 'It has not looked yet: it does while hub up runs' : tick.sentence;
}
