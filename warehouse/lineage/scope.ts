import { mergeSources, type Sources, sourceOf } from './sources.ts';

export interface OutputColumn {
  readonly name: string;
  readonly sources: Sources;
}

/** Something that stands in a FROM. */
export type Relation =
  | {
      readonly name: string;
      readonly columns: ReadonlyMap<string, Sources>;
      /** A list of codes: what it is joined by decides what is found in it. */
      readonly lookup?: boolean;
    }
  /** A table whose columns nobody declared: it may have any. */
  | { readonly name: string; readonly openTable: string }
  /** A function's rows: whatever column is asked for comes from its arguments. */
  | { readonly name: string; readonly every: Sources };

/** What names mean at one place of a query. */
export interface Scope {
  readonly relations: readonly Relation[];
  /** Columns of the same SELECT, which later ones may name. */
  readonly aliases: ReadonlyMap<string, Sources>;
  readonly outer: Scope | undefined;
}

/** What a column name of one or more parts means; undefined when it cannot be told. */
export function resolveColumn(parts: readonly string[], scope: Scope): Sources | undefined {
  const name = lower(parts.at(-1));
  const found = parts.length > 1 ? qualified(lower(parts.at(-2)), name, scope) : unqualified(name, scope);
  return found ?? (scope.outer === undefined ? undefined : resolveColumn(parts, scope.outer));
}

function qualified(relation: string, name: string, { relations }: Scope): Sources | undefined {
  const found = relations.find((one) => one.name === relation);
  return found === undefined ? undefined : columnOf(found, name);
}

function unqualified(name: string, { relations, aliases }: Scope): Sources | undefined {
  const known = relations.flatMap((one) => ('columns' in one ? [one.columns.get(name)] : []));
  const here = known.filter((sources) => sources !== undefined);
  if (here.length > 0) return mergeSources(here);
  const alias = aliases.get(name);
  if (alias !== undefined) return alias;
  const open = relations.filter((one) => !('columns' in one));
  return open.length === 1 && open[0] !== undefined ? columnOf(open[0], name) : undefined;
}

function columnOf(relation: Relation, name: string): Sources | undefined {
  if ('columns' in relation) return relation.columns.get(name);
  return 'every' in relation ? relation.every : sourceOf(relation.openTable, name);
}

export function lower(name: string | undefined): string {
  return (name ?? '').toLowerCase();
}
