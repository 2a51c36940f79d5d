import { Command } from 'commander';
import { listLoads } from '../../control/loads.ts';
import { UsageError } from '../../schemas/errors.ts';
import { actionOf } from '../action.ts';
import { type GlobalOptions, globalOptions, wholeNumber } from '../options.ts';
import { printJson, say } from '../output.ts';
import { textTable } from '../text-table.ts';
import { withHub } from '../with-hub.ts';

interface ListFlags extends GlobalOptions {
  readonly extract?: string;
  readonly submitter?: string;
  readonly period?: string;
  readonly limit: number;
}

const anyLoad = wholeNumber(1, Number.MAX_SAFE_INTEGER);

export function loadsCommand(): Command {
  return new Command('loads')
    .description('Files taken in, and their versions')
    .addCommand(list())
    .addCommand(show())
    .addCommand(retract());
}

function list(): Command {
  return globalOptions(new Command('list'))
    .description('Loads, newest first')
    .option('--extract <key>', 'such as dese.sims')
    .option('--submitter <code>', 'such as 00350000')
    .option('--period <period>', 'such as 2024-10')
    .option('--limit <n>', 'how many', wholeNumber(1, 100_000), 50)
    .action(({ extract, submitter, period, limit, ...flags }: ListFlags) =>
      withHub(flags, async ({ control }) => {
        const loads = await listLoads(control, { extract, submitter, period, limit });
        if (flags.json) return printJson(loads);
        const rows = loads.map((load) => [
          String(load.loadId),
          load.state,
          load.extract,
          load.submitter,
          load.period,
          load.rowsRead,
          load.rowsLoaded,
          load.rowsQuarantined,
          load.sourceName,
        ]);
        const head = ['load', 'state', 'extract', 'submitter', 'period', 'read', 'loaded', 'quarantined', 'file'];
        process.stdout.write(`${textTable(head, rows)}\n`);
      }),
    );
}

function show(): Command {
  return globalOptions(new Command('show'))
    .description('One load, with the reasons of its quarantined rows')
    .argument('<load>', 'number of the load', anyLoad)
    .action((loadId: number, flags: GlobalOptions) =>
      withHub(flags, async ({ control }) => {
        const load = (await listLoads(control, { limit: Number.MAX_SAFE_INTEGER })).find(
          (one) => one.loadId === loadId,
        );
        if (load === undefined) {
          throw new UsageError(`There is no load ${loadId}`, { hint: '`hub loads list` shows those there are.' });
        }
        if (flags.json) return printJson(load);
        const facts = Object.entries(load).filter(([name]) => name !== 'reasons');
        process.stdout.write(
          `${textTable(
            ['', ''],
            facts.map(([name, value]) => [name, String(value ?? '–')]),
          )}\n`,
        );
        process.stdout.write(`${textTable(['reason', 'rows'], Object.entries(load.reasons))}\n`);
      }),
    );
}

function retract(): Command {
  return globalOptions(new Command('retract'))
    .description('Take a load back: its rows stop being visible, its history stays')
    .argument('<load>', 'number of the load', anyLoad)
    .requiredOption('--reason <text>', 'why, for the record')
    .action((loadId: number, flags: GlobalOptions & { reason: string }) =>
      withHub(flags, async ({ client }) => {
        await client.retractLoad({ loadId, action: actionOf(flags.reason) });
        if (flags.json) printJson({ loadId, state: 'retracted' });
        else say(`Load ${loadId} is retracted. Tables made from it are stale until they are made again.`);
      }),
    );
}
