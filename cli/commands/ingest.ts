import { Command } from 'commander';
import { UsageError } from '../../schemas/errors.ts';
import { actionOf } from '../action.ts';
import { deliver, deliverManifest } from '../deliver-files.ts';
import { fileResults, fileTable, isRefused, tellRefusals } from '../file-results.ts';
import { cancelOnInterrupt } from '../interruption.ts';
import { type GlobalOptions, globalOptions, share } from '../options.ts';
import { printJson, say } from '../output.ts';
import { newRunId } from '../run-id.ts';
import { type RunOptions, runOptions } from '../run-options.ts';
import { withHubForRun } from '../with-hub.ts';

interface IngestFlags extends GlobalOptions, RunOptions {
  readonly as?: string;
  readonly period?: string;
  readonly submitter?: string;
  readonly manifest?: string;
  readonly synthetic: boolean;
  readonly dryRun: boolean;
  readonly acceptQuarantine?: number;
  readonly approveRowCount: boolean;
  readonly reason?: string;
}

export function ingestCommand(): Command {
  return runOptions(globalOptions(new Command('ingest')))
    .description('Check agency files and take them in')
    .argument('[files...]', 'files of one extract and period')
    .option('--as <extract>', 'what they are, such as dese.sims')
    .option('--period <period>', 'such as 2024-10')
    .option('--submitter <code>', 'who sent them: a district or institution code, or the agency')
    .option('--manifest <file>', 'a manifest.json that lists files with extract, period and submitter')
    .option('--synthetic', 'their people are invented; what is published from them says so', false)
    .option('--dry-run', 'check everything and change nothing', false)
    .option('--accept-quarantine <rate>', 'accept up to this share of refused rows; needs --reason', share)
    .option('--approve-row-count', 'accept a row count far from the last period’s; needs --reason', false)
    .option('--reason <text>', 'why, for the record')
    .action((files: string[], flags: IngestFlags) =>
      withHubForRun(flags, async ({ client, control, stack, reporter }) => {
        const runId = newRunId(new Date());
        requireReason(flags);
        const delivery =
          flags.manifest === undefined
            ? await deliver({
                files,
                extract: flags.as,
                period: flags.period,
                submitter: flags.submitter,
                synthetic: flags.synthetic,
                runId,
                layout: stack.layout,
              })
            : await deliverManifest({ manifest: flags.manifest, files, runId, layout: stack.layout });
        const quiet = cancelOnInterrupt(client, runId);
        try {
          const result = await client.run(
            {
              runId,
              selection: delivery.extracts.map((extract) => `load.${extract}`),
              action: actionOf(flags.reason ?? 'Ingest by hand'),
              manifest: delivery.manifest,
              onConflict: flags.onConflict,
              dryRun: flags.dryRun,
              approveRowCount: flags.approveRowCount,
              ...(flags.acceptQuarantine === undefined ? {} : { acceptQuarantine: flags.acceptQuarantine }),
            },
            reporter,
          );
          const files = await fileResults(control, runId);
          if (flags.json) printJson({ ...result, files });
          else say(fileTable(files));
        } catch (error) {
          const files = await fileResults(control, runId).catch(() => []);
          // What is wrong with more than single files is told like any failure.
          if (!files.some(isRefused)) throw error;
          if (flags.json) printJson({ runId, state: 'failed', files });
          else say(fileTable(files));
          tellRefusals(files);
          process.exitCode ??= Math.max(...files.map(({ exitCode }) => exitCode));
        } finally {
          quiet();
          await delivery.discard();
        }
      }),
    );
}

function requireReason(flags: IngestFlags): void {
  if ((flags.acceptQuarantine !== undefined || flags.approveRowCount) && flags.reason === undefined) {
    throw new UsageError('An override needs a reason', { hint: 'Add --reason "…"; it is kept with the load.' });
  }
}
