import { Command } from 'commander';
import { formatDistanceStrict, formatDistanceToNowStrict, parseISO } from 'date-fns';
import { WHOLE } from '../../assets/partitions/axis.ts';
import { listCheckResults } from '../../control/check-results.ts';
import { type LoadRecord, listLoads } from '../../control/loads.ts';
import { materializationsOfRun } from '../../control/materializations.ts';
import { diffRuns, runFacts } from '../../control/run-diff.ts';
import { listRuns, showRun } from '../../control/runs.ts';
import { dataLayout } from '../../runtime/data-layout.ts';
import { runLogLines } from '../../runtime/run-logs.ts';
import { ConflictError, ExitCode, UsageError } from '../../schemas/errors.ts';
import { counted } from '../counted.ts';
import { fileResults, fileTable } from '../file-results.ts';
import { type GlobalOptions, globalOptions, settingsOf, wholeNumber } from '../options.ts';
import { printJson, say } from '../output.ts';
import { runDiffText } from '../run-diff-text.ts';
import { checkText, outcomeText, runOutcome } from '../run-outcome.ts';
import { textTable } from '../text-table.ts';
import { withHub } from '../with-hub.ts';
import { withReporter } from '../with-reporter.ts';

export function runsCommand(): Command {
  return new Command('runs')
    .description('What ran, when, by whom and with what outcome')
    .addCommand(list())
    .addCommand(show())
    .addCommand(diff())
    .addCommand(logs())
    .addCommand(cancel())
    .addCommand(attach());
}

function list(): Command {
  return globalOptions(new Command('list'))
    .description('Runs, newest first')
    .option('--limit <n>', 'how many', wholeNumber(1, 10_000), 20)
    .action((flags: GlobalOptions & { limit: number }) =>
      withHub(flags, async ({ control }) => {
        const runs = await listRuns(control, { limit: flags.limit });
        if (flags.json) return printJson(runs);
        const rows = runs.map((run) => [
          run.runId,
          run.state,
          run.actor,
          formatDistanceToNowStrict(parseISO(run.queuedAt), { addSuffix: true }),
          run.endedAt === null || run.startedAt === null ? null : tookText(run.startedAt, run.endedAt),
          run.selection.join(' '),
          run.reason,
        ]);
        process.stdout.write(
          `${textTable(['run', 'state', 'actor', 'asked for', 'took', 'selection', 'reason'], rows)}\n`,
        );
      }),
    );
}

function show(): Command {
  return globalOptions(new Command('show'))
    .description('One run: its steps, checks and inputs by hash')
    .argument('<run>', 'id of the run')
    .action((runId: string, flags: GlobalOptions) =>
      withHub(flags, async ({ control }) => {
        const run = await showRun(control, runId);
        const loads = await listLoads(control, { runId, limit: 100_000 });
        const files = await fileResults(control, runId);
        const checks = await listCheckResults(control, { runId, limit: 100_000 });
        const materializations = await materializationsOfRun(control, runId);
        if (flags.json) return printJson({ ...run, files, loads, checks, materializations });
        const steps = run.steps.map((step) => [
          step.partition === WHOLE ? step.assetKey : `${step.assetKey} (${step.partition})`,
          step.state,
          step.attempt,
          step.rowsIn,
          step.rowsOut,
          step.rowsRejected,
          step.seconds,
          step.errorSentence ?? '',
        ]);
        const failed = checks.filter((check) => !check.passed);
        process.stdout.write(
          [
            `Run ${run.runId}: ${run.state}${run.sentence === null ? '' : `, ${run.sentence}`}`,
            `Asked for by ${run.actor}: ${run.reason}. Code ${run.codeVersion}, settings ${run.settingsHash.slice(0, 12)}.`,
            `From ${run.startedAt ?? '–'} to ${run.endedAt ?? '–'}.`,
            '',
            textTable(['asset', 'state', 'attempt', 'in', 'out', 'refused', 'seconds', ''], steps),
            '',
            `${counted(loads.length, 'file')} loaded, ${counted(checks.length, 'check')}, ${failed.length} failed.`,
            ...failed.map(checkText),
            ...(files.length === 0 ? [] : ['', fileTable(files, { hashes: true })]),
            ...(files.length > 0 || loads.length === 0 ? [] : ['', loadTable(loads)]),
            ...files.flatMap(({ name, sentence }) => (sentence === null ? [] : [`  ${name}: ${sentence}`])),
            '',
          ].join('\n'),
        );
      }),
    );
}

/** Of runs of earlier code, which kept no record of single files. */
function loadTable(loads: readonly LoadRecord[]): string {
  return textTable(
    ['load', 'file', 'extract', 'submitter', 'period', 'SHA-256', 'read', 'loaded', 'quarantined'],
    loads.map((load) => [
      String(load.loadId),
      load.sourceName,
      load.extract,
      load.submitter,
      load.period,
      load.contentHash.slice(0, 12),
      load.rowsRead,
      load.rowsLoaded,
      load.rowsQuarantined,
    ]),
  );
}

function tookText(startedAt: string, endedAt: string): string {
  return formatDistanceStrict(parseISO(endedAt), parseISO(startedAt));
}

function cancel(): Command {
  return globalOptions(new Command('cancel'))
    .description('Stop a run under way, and wait until nothing of it writes any more')
    .argument('<run>', 'id of the run')
    .action((runId: string, flags: GlobalOptions) =>
      withHub(flags, async ({ client, control }) => {
        const { state, kind } = await showRun(control, runId);
        if (kind === 'release' && state === 'running') {
          throw new ConflictError(`Run ${runId} waits for a decision about its release`, {
            hint: `hub release reject ${runId} --reason "…" ends it.`,
          });
        }
        if (state !== 'running' && state !== 'queued')
          throw new ConflictError(`Run ${runId} has ended already (${state})`);
        await client.cancelRun(runId);
        await client.awaitRun(runId);
        const ended = await showRun(control, runId);
        if (flags.json) return printJson({ runId, state: ended.state });
        say(`Run ${runId} is ${ended.state}.`);
      }),
    );
}

function diff(): Command {
  return globalOptions(new Command('diff'))
    .description('How two runs differ: code, settings, files, inputs, rows, schemas, checks and what links counted')
    .argument('<before>', 'id of a run')
    .argument('<after>', 'id of another')
    .action((before: string, after: string, flags: GlobalOptions) =>
      withHub(flags, async ({ control }) => {
        const found = diffRuns(await runFacts(control, before), await runFacts(control, after));
        if (flags.json) return printJson(found);
        process.stdout.write(`${runDiffText(found)}\n`);
      }),
    );
}

function logs(): Command {
  return globalOptions(new Command('logs'))
    .description('What the worker logged about a run, as JSON lines; starts no server')
    .argument('<run>', 'id of the run')
    .action((runId: string, flags: GlobalOptions) =>
      withReporter(flags, async () => {
        const lines = runLogLines(dataLayout(settingsOf(flags).data).logs, runId);
        if (lines.length === 0) {
          throw new UsageError(`No line about run ${runId} is in the logs of this data folder`, {
            hint: 'hub runs list shows the runs there are; old logs may have been set aside.',
          });
        }
        process.stdout.write(lines.map((line) => `${line}\n`).join(''));
      }),
    );
}

function attach(): Command {
  return globalOptions(new Command('attach'))
    .description('Follow a run that is under way to its end, and end as it does')
    .argument('<run>', 'id of the run')
    .action((runId: string, flags: GlobalOptions) =>
      withHub(flags, async ({ client, control, reporter }) => {
        const { kind, endedAt } = await showRun(control, runId);
        if (kind === 'release') {
          throw new ConflictError(`Run ${runId} is that of a release, which waits for people`, {
            hint: 'hub runs show tells where it stands.',
          });
        }
        const followed = endedAt === null ? await settled(client.attachRun(runId, reporter)) : undefined;
        const outcome = await runOutcome(control, runId);
        const { run, steps, failedChecks } = outcome;
        if (flags.json) printJson({ runId, state: run.state, sentence: run.sentence, steps, failedChecks });
        else say(outcomeText(outcome));
        if (followed?.error !== undefined) throw followed.error;
        if (run.state !== 'succeeded') process.exitCode = ExitCode.failed;
      }),
    );
}

async function settled<T>(work: Promise<T>): Promise<{ readonly error?: unknown }> {
  try {
    await work;
    return {};
  } catch (error) {
    return { error };
  }
}
