import { chooseReporter } from '../runtime/reporter/choose-reporter.ts';
import type { Reporter } from '../runtime/reporter/reporter.ts';
import { ExitCode } from '../schemas/errors.ts';
import type { GlobalOptions } from './options.ts';
import { reportFailure } from './output.ts';

/** Runs a command's work with a reporter on stderr; a failure becomes one sentence, its hint and the exit code. */
export async function withReporter(
  flags: Pick<GlobalOptions, 'verbose'>,
  work: (reporter: Reporter) => Promise<void>,
): Promise<void> {
  const reporter = chooseReporter({ output: process.stderr, environment: process.env });
  try {
    await work(reporter);
  } catch (error) {
    reporter.close();
    const exitCode = reportFailure(error, flags.verbose);
    // What fails because somebody interrupted it was interrupted.
    if (process.exitCode !== ExitCode.interrupted) process.exitCode = exitCode;
    return;
  }
  reporter.close();
}
