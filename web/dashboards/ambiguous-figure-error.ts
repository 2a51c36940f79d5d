import { InvariantError } from '../../schemas/errors.ts';

/** Thrown when several rows of a table fall on one point of a figure: its definition leaves a dimension open. */
export class AmbiguousFigureError extends InvariantError {
  constructor(figure: string, table: string) {
    super(`Several rows of ${table} fall on one point of the figure ${figure}.`, {
      hint: 'Give every dimension of the table a role in the definition of the figure.',
      fields: { figure, table },
    });
  }
}
