import { UsageError } from '../../schemas/errors.ts';

/** Thrown when an address asks for a year, place, group or other value that the release does not hold. */
export class UnknownFilterError extends UsageError {
  readonly filter: string;
  /** The values that exist. */
  readonly choices: readonly string[];

  /** The column the values come from, which says how they are written. */
  readonly column: string;

  constructor(filter: string, choices: readonly string[], column: string = filter) {
    super(`The filter ${filter} was given a value that is not in this release.`, {
      hint: 'Choose one of the values that the page lists.',
      fields: { filter, choices: choices.length },
    });
    this.filter = filter;
    this.choices = choices;
    this.column = column;
  }
}
