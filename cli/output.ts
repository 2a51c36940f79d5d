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

/** One line for a failure, one for each entry of its lists, one for its hint. */
export function tellFailure(failure: {
  readonly sentence: string;
  readonly hint: string | undefined;
  readonly fields: Readonly<Record<string, unknown>>;
}): void {
  say(`error: ${failure.sentence}`);
  for (const entry of Object.values(failure.fields).filter(Array.isArray).flat()) say(`  - ${entry}`);
  if (failure.hint !== undefined) say(`  hint: ${failure.hint}`);
}

/** Tells the failure that ends a command, with its stack when asked. */
export function reportFailure(error: unknown, verbose: boolean): ExitCode {
  const { exitCode, ...failure } = readFailure(error);
  tellFailure(failure);
  if (verbose && error instanceof Error) say(error.stack ?? '');
  return exitCode === ExitCode.done ? ExitCode.failed : exitCode;
}
