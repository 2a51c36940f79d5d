import { UsageError } from '../schemas/errors.ts';

const IDENTIFIER = /^[a-z_][a-z0-9_]{0,127}$/;

/**
 * A checked identifier, ready to stand in SQL. Lower-case snake_case only, so that quoting and case folding never
 * matter on either engine. Dots separate database, schema and table.
 * @throws UsageError when a part is anything else.
 */
export function identifier(name: string): string {
  for (const part of name.split('.')) {
    if (!IDENTIFIER.test(part)) {
      throw new UsageError(`${JSON.stringify(name)} is not an identifier the warehouse accepts`, {
        hint: 'Use lower-case letters, digits and underscores.',
      });
    }
  }
  return name;
}

/** A comma-separated list of checked identifiers, each behind `alias.` when one is given. */
export function identifierList(names: readonly string[], alias?: string): string {
  const prefix = alias === undefined ? '' : `${identifier(alias)}.`;
  return names.map((name) => `${prefix}${identifier(name)}`).join(', ');
}

/** A quoted text literal. Only for constants of contracts (code lists, patterns); values of rows are bound. */
export function textLiteral(value: string): string {
  return `'${value.replaceAll("'", "''")}'`;
}
