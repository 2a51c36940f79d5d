import { Command } from 'commander';
import { UsageError } from '../../schemas/errors.ts';
import { actionOf } from '../action.ts';
import { deliver, deliverManifest } from '../deliver-files.ts';
import { cancelOnInterrupt } from '../interruption.ts';
import { type GlobalOptions, globalOptions, share } from '../options.ts';
import { printJson, say } from '../output.ts';
import { newRunId } from '../run-id.ts';
import { textTable } from '../text-table.ts';
import { withHubForRun } from '../with-hub.ts';

interface IngestFlags extends GlobalOptions {
  readonly as?: string;
  readonly period?: string;
  readonly submitter?: string;
  readonly manifest?: string;
  readonly dryRun: boolean;
  readonly acceptQuarantine?: number;
  readonly approveRowCount: boolean;
  readonly reason?: string;
}

export function ingestCommand(): Command {
  return globalOptions(new Command('ingest'))
    .description('Check agency files and take them in')
    .argument('[files...]', 'files of one extract and period')
    .option('--as <extract>', 'what they are, such as dese.sims')
    .option('--period <period>', 'such as 2024-10')
    .option('--submitter <code>', 'who sent them: a district or institution code, or the agency')
    .option('--manifest <file>', 'a manifest.json that lists files with extract, period and submitter')
    .option('--dry-run', 'check everything and change nothing', false)
    .option('--accept-quarantine <rate>', 'accept up to this share of refused rows; needs --reason', share)
    .option('--approve-row-count', 'accept a row count far from the last period’s; needs --reason', false)
    .option('--reason <text>', 'why, for the record')
    .action((files: string[], flags: IngestFlags) =>
      withHubForRun(flags, async ({ client, stack, reporter }) => {
        const runId = newRunId(new Date());
        requireReason(flags);
        const delivery =
          flags.manifest === undefined
            ? await deliver({
                files,
                extract: flags.as,
                period: flags.period,
                submitter: flags.submitter,
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
              dryRun: flags.dryRun,
              approveRowCount: flags.approveRowCount,
              ...(flags.acceptQuarantine === undefined ? {} : { acceptQuarantine: flags.acceptQuarantine }),
            },
            reporter,
          );
          if (flags.json) printJson(result);
          else
            say(
              textTable(
                ['load', 'read', flags.dryRun ? 'would load' : 'loaded', 'quarantined', 'unchanged files'],
                result.steps.map((step) => [
                  step.assetKey,
                  step.rowsIn,
                  step.rowsOut,
                  step.rowsRejected,
                  Number(step.metadata.unchanged ?? 0),
                ]),
              ),
            );
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
