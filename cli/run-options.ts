import { type Command, Option } from 'commander';

/** How a selection is written, for the help of every command that takes one. */
export const SELECTION_HELP =
  'keys, * wildcards, group: kind: agency: owner: tag: status:, +x with what it reads, x+ with what reads it, 2+x+1 ' +
  'so far, and, or, not, parentheses';

/** Options of every command that begins a run of its own. */
export interface RunOptions {
  readonly onConflict: 'wait' | 'refuse';
}

/** How partitions are written, for every command that takes some. */
export const PARTITION_HELP =
  'of what has partitions, only these: one, a range such as 2019-20...2023-24 (open as 2020...), several between commas';

export function runOptions(command: Command): Command {
  return command.addOption(
    new Option('--on-conflict <what>', 'when another run is writing the same')
      .choices(['wait', 'refuse'])
      .default('refuse'),
  );
}
