import { Command } from 'commander';
import { examine } from '../../runtime/doctor.ts';
import { ExitCode } from '../../schemas/errors.ts';
import { type GlobalOptions, globalOptions } from '../options.ts';
import { printJson } from '../output.ts';
import { withReporter } from '../with-reporter.ts';

export function doctorCommand(): Command {
  return globalOptions(new Command('doctor'))
    .description('Examine what the hub stands on, and say what to do')
    .action((flags: GlobalOptions) =>
      withReporter(flags, async () => {
        const findings = await examine({
          environment: process.env,
          nodeVersion: process.versions.node,
          ...(flags.data === undefined ? {} : { overrides: { data: flags.data } }),
        });
        if (flags.json) printJson(findings);
        else {
          for (const { state, about, sentence, hint } of findings) {
            process.stdout.write(`${state.padEnd(7)} ${about}: ${sentence}\n`);
            if (hint !== undefined) process.stdout.write(`        ${hint}\n`);
          }
        }
        if (findings.some(({ state }) => state === 'problem')) process.exitCode = ExitCode.failed;
      }),
    );
}
