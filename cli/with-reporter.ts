import { chooseReporter } from '../runtime/reporter/choose-reporter.ts';
import type { Reporter } from '../runtime/reporter/reporter.ts';
import type { GlobalOptions } from './options.ts';
import { reportFailure } from './output.ts';

/** Runs a command's work with a reporter on stderr; a failure becomes one sentence, its hint and the exit code. */
export async function withReporter(flags: GlobalOptions, work: (reporter: Reporter) => Promise<void>): Promise<void> {
  const reporter = chooseReporter({ output: process.stderr, environment: process.env });
  try {
    await work(reporter);
  } catch (error) {
    reporter.close();
    process.exitCode = reportFailure(error, flags.verbose);
    return;
  }
  reporter.close();
}
