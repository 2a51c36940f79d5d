import { InvariantError } from '../../schemas/errors.ts';

/** Quotes a column or table name that a contract gave, after checking that it is a plain lower-case name. */
export function publicIdentifier(name: string): string {
  if (!/^[a-z][a-z0-9_]*$/.test(name)) {
    throw new InvariantError('A public table names a column that is not a plain lower-case name.', {
      fields: { column: name.slice(0, 64) },
    });
  }
  return `"${name}"`;
}
