import { InvariantError } from '../schemas/errors.ts';
import type { SqlParameters, SqlValue } from '../warehouse/warehouse.ts';

const PARAMETER = /\$([a-z_][a-z0-9_]*)/g;

/**
 * Picks the parameters that a statement names, since engines refuse to bind one that it does not.
 * @throws InvariantError when the statement names one that nobody gives.
 */
export function boundParameters(sql: string, available: SqlParameters): SqlParameters {
  const bound: Record<string, SqlValue> = {};
  for (const [, name = ''] of sql.matchAll(PARAMETER)) {
    const value = available[name];
    if (value === undefined) {
      throw new InvariantError(`SQL names the parameter ${name}, which nothing gives`, {
        hint: 'Table parameters are declared in schemas/tables/parameters.ts.',
        fields: { parameter: name },
      });
    }
    bound[name] = value;
  }
  return bound;
}
