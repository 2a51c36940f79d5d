import { type Command, InvalidArgumentError } from 'commander';
import { readSettings, type Settings } from '../schemas/settings.ts';

/** Options that every command has. */
export interface GlobalOptions {
  readonly data?: string;
  readonly json: boolean;
  readonly verbose: boolean;
}

export function globalOptions(command: Command): Command {
  return command
    .option('--data <dir>', 'folder of everything the hub keeps (default: data/ in the project)')
    .option('--json', 'print one JSON object on stdout', false)
    .option('--verbose', 'show where an error came from', false);
}

export function settingsOf({ data }: GlobalOptions): Settings {
  return readSettings(process.env, data === undefined ? {} : { data });
}

/** Reads a whole number within a range. */
export function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (Number.isInteger(value) && value >= least && value <= most) return value;
    throw new InvalidArgumentError(`It must be a whole number from ${least} to ${most}.`);
  };
}

/** Reads a share between 0 and 1. */
export function share(text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && value >= 0 && value <= 1) return value;
  throw new InvalidArgumentError('It must be a share between 0 and 1, such as 0.08.');
}

/** Collects an option that may be given several times. */
export function collect(value: string, before: readonly string[]): readonly string[] {
  return [...before, value];
}
