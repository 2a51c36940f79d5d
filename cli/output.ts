import { readFailure } from '../activities/failure.ts';
import { ExitCode } from '../schemas/errors.ts';

/** Prints the one JSON object of a command on stdout, which holds data only. */
export function printJson(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}

/** Prints text for people, on stderr. */
export function say(text: string): void {
  process.stderr.write(`${text}\n`);
}

/** One line for the error, one for each entry of its lists, one for its hint; the stack only when asked. */
export function reportFailure(error: unknown, verbose: boolean): ExitCode {
  const { sentence, hint, exitCode, fields } = readFailure(error);
  say(`error: ${sentence}`);
  for (const entry of Object.values(fields).filter(Array.isArray).flat()) say(`  - ${entry}`);
  if (hint !== undefined) say(`  hint: ${hint}`);
  if (verbose && error instanceof Error) say(error.stack ?? '');
  return exitCode === ExitCode.done ? ExitCode.failed : exitCode;
}
