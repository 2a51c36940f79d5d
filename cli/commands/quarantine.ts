import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { Command } from 'commander';
import { recordApproval } from '../../control/approvals.ts';
import { recordAudit } from '../../control/audit-log.ts';
import type { Control } from '../../control/connect.ts';
import { type LoadRecord, listLoads } from '../../control/loads.ts';
import { ConflictError, UsageError } from '../../schemas/errors.ts';
import { actionOf } from '../action.ts';
import { counted } from '../counted.ts';
import { deliver } from '../deliver-files.ts';
import { fileResults } from '../file-results.ts';
import { loadText, meaningsOf } from '../load-text.ts';
import { type GlobalOptions, globalOptions, wholeNumber } from '../options.ts';
import { printJson, say } from '../output.ts';
import { quarantinedRows } from '../quarantined-rows.ts';
import { newRunId } from '../run-id.ts';
import { textTable } from '../text-table.ts';
import { type OpenHub, withHub, withHubForRun } from '../with-hub.ts';

const anyLoad = wholeNumber(1, Number.MAX_SAFE_INTEGER);
/** Loads that are looked through. */
const MOST_LOADS = 100_000;

export function quarantineCommand(): Command {
  return new Command('quarantine')
    .description('Rows that were refused, why, and how they come in after all')
    .addCommand(list())
    .addCommand(show())
    .addCommand(readmit());
}

function list(): Command {
  return globalOptions(new Command('list'))
    .description('Current loads with refused rows, those with the most first')
    .option('--extract <key>', 'such as dese.sims')
    .option('--limit <n>', 'how many', wholeNumber(1, MOST_LOADS), 50)
    .action((flags: GlobalOptions & { readonly extract?: string; readonly limit: number }) =>
      withHub(flags, async ({ control }) => {
        const loads = (await listLoads(control, { extract: flags.extract, state: 'current', limit: MOST_LOADS }))
          .filter(({ rowsQuarantined }) => rowsQuarantined > 0)
          .toSorted((a, b) => b.rowsQuarantined - a.rowsQuarantined)
          .slice(0, flags.limit);
        if (flags.json) return printJson(loads);
        const rows = loads.map((load) => [
          String(load.loadId),
          load.extract,
          load.submitter,
          load.period,
          load.rowsQuarantined,
          load.rowsRead,
          reasonsText(load),
        ]);
        process.stdout.write(
          `${textTable(['load', 'extract', 'submitter', 'period', 'refused', 'of', 'reasons'], rows)}\n`,
        );
      }),
    );
}

function show(): Command {
  return globalOptions(new Command('show'))
    .description('The refused rows of a load: line, every reason, and the line with letters and digits masked')
    .argument('<load>', 'number of the load', anyLoad)
    .option('--limit <k>', 'how many rows', wholeNumber(1, 1_000_000), 20)
    .action((loadId: number, flags: GlobalOptions & { readonly limit: number }) =>
      withHub(flags, async ({ client, control, stack }) => {
        const load = await knownLoad(control, loadId);
        const rows = await quarantinedRows({ client, stack }, loadId, flags.limit);
        if (flags.json) printJson({ ...load, meanings: meaningsOf(load), rows });
        else process.stdout.write(`${loadText(load, rows)}\n`);
      }),
    );
}

function readmit(): Command {
  return globalOptions(new Command('readmit'))
    .description('Judge the file of a load anew, by the rules and reference data of today, and let in what they let in')
    .argument('<load>', 'number of the load, which is current', anyLoad)
    .argument('<file>', 'its file, as it was taken in')
    .requiredOption('--reason <text>', 'why, for the record')
    .action((loadId: number, file: string, flags: GlobalOptions & { readonly reason: string }) =>
      withHubForRun(flags, async (hub) => {
        const before = await knownLoad(hub.control, loadId);
        await requireItsFile(before, file);
        const after = await takeInAnew(hub, before, file, flags.reason);
        const readmitted = before.rowsQuarantined - after.rowsQuarantined;
        if (flags.json) printJson({ before, after, readmitted });
        else if (after.loadId === loadId) {
          say(`All ${counted(after.rowsQuarantined, 'row')} would be refused again, so that load ${loadId} stays.`);
        } else {
          const still = counted(after.rowsQuarantined, 'row is', 'rows are');
          say(
            `${counted(readmitted, 'row')} of load ${loadId} came in with load ${after.loadId}; ${still} still refused.`,
          );
        }
      }),
    );
}

/** @returns the load that counts afterwards: the same when no row would come in, since another would make tables stale */
async function takeInAnew(hub: OpenHub, load: LoadRecord, file: string, reason: string): Promise<LoadRecord> {
  const { client, control, stack, reporter } = hub;
  const runId = newRunId(new Date());
  const { extract, period, submitter } = load;
  const delivery = await deliver({
    ...{ files: [file], extract, period, submitter, runId, layout: stack.layout },
    synthetic: load.synthetic === true,
  });
  const action = actionOf(reason);
  const request = {
    ...{ runId, action, manifest: delivery.manifest, readmit: load.loadId },
    selection: [`load.${extract}`],
    ...(load.acceptedQuarantineRate === null ? {} : { acceptQuarantine: load.acceptedQuarantineRate }),
  };
  try {
    await client.run({ ...request, dryRun: true }, reporter);
    const [judged] = await fileResults(control, runId);
    if ((judged?.rowsQuarantined ?? 0) >= load.rowsQuarantined) return load;
    await client.run({ ...request, runId: newRunId(new Date()) }, reporter);
  } finally {
    await delivery.discard();
  }
  const at = new Date();
  const subject = `load:${load.loadId}`;
  await recordApproval(control, { ...action, at, subjectKind: 'readmission', subject, decision: 'approve' });
  await recordAudit(control, { ...action, at, action: 'quarantine.readmit', object: subject });
  const [after] = await listLoads(control, { extract, period, submitter, state: 'current' });
  if (after === undefined) throw new ConflictError(`Load ${load.loadId} was taken back meanwhile`);
  return after;
}

async function knownLoad(control: Control, loadId: number): Promise<LoadRecord> {
  const [load] = await listLoads(control, { loadId });
  if (load !== undefined) return load;
  throw new UsageError(`There is no load ${loadId}`, { hint: 'hub quarantine list shows those with refused rows.' });
}

/** @throws UsageError when it is another file; ConflictError when the load does not count any more */
async function requireItsFile(load: LoadRecord, file: string): Promise<void> {
  if (load.state !== 'current') {
    throw new ConflictError(`Load ${load.loadId} is ${load.state}, and its rows are in no table`, {
      hint: 'hub loads list shows which load of its slot is current.',
    });
  }
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash).catch((cause: unknown) => {
    throw new UsageError(`${file} cannot be read`, { cause, hint: 'Check the path.' });
  });
  if (hash.digest('hex') === load.contentHash) return;
  throw new UsageError(`${file} is not the file of load ${load.loadId}`, {
    hint: 'A corrected file is taken in with hub ingest, and takes the place of the load.',
  });
}

function reasonsText({ reasons }: LoadRecord): string {
  return Object.entries(reasons)
    .toSorted(([, a], [, b]) => b - a)
    .map(([reason, rows]) => `${reason} ${rows.toLocaleString('en-US')}`)
    .join(', ');
}
