import { UsageError } from '../../schemas/errors.ts';

/** Thrown when an address chooses by a name that is no column of the table it is about. */
export class UnknownColumnError extends UsageError {
  readonly column: string;
  /** The names that may be chosen by. */
  readonly choices: readonly string[];

  constructor(column: string, choices: readonly string[]) {
    super('An address chooses by a name that is no column of the table.', {
      hint: 'Choose by one of the columns that the page lists.',
      fields: { choices: choices.length },
    });
    this.column = column;
    this.choices = choices;
  }
}
