import { Command } from 'commander';
import { listLoads } from '../../control/loads.ts';
import { UsageError } from '../../schemas/errors.ts';
import { actionOf } from '../action.ts';
import { loadText, meaningsOf } from '../load-text.ts';
import { type GlobalOptions, globalOptions, wholeNumber } from '../options.ts';
import { printJson, say } from '../output.ts';
import { quarantinedRows } from '../quarantined-rows.ts';
import { textTable } from '../text-table.ts';
import { withHub } from '../with-hub.ts';

interface ListFlags extends GlobalOptions {
  readonly extract?: string;
  readonly submitter?: string;
  readonly period?: string;
  readonly limit: number;
}

interface ShowFlags extends GlobalOptions {
  readonly rows: boolean;
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
    .option('--rows', 'show the refused rows: line, every reason, and the line with letters and digits masked', false)
    .option('--limit <k>', 'how many rows', wholeNumber(1, 1_000_000), 20)
    .action((loadId: number, flags: ShowFlags) =>
      withHub(flags, async ({ client, control, stack }) => {
        const [load] = await listLoads(control, { loadId });
        if (load === undefined) {
          throw new UsageError(`There is no load ${loadId}`, { hint: '`hub loads list` shows those there are.' });
        }
        const rows = flags.rows ? await quarantinedRows({ client, stack }, loadId, flags.limit) : undefined;
        if (!flags.json) return void process.stdout.write(`${loadText(load, rows)}\n`);
        printJson({ ...load, meanings: meaningsOf(load), ...(rows === undefined ? {} : { rows }) });
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
