import { lower, type OutputColumn, type Relation, resolveColumn, type Scope } from './scope.ts';
import {
  type ColumnSource,
  derived,
  listSources,
  mergeSources,
  NO_SOURCES,
  type Sources,
  sourceOf,
} from './sources.ts';
import { isNode, listOf, nodeOf, partsOf, type SqlNode, textOf, textsOf } from './sql-node.ts';

/** What the columns of a query come from. */
export interface QueryLineage {
  readonly columns: readonly { readonly name: string; readonly from: readonly ColumnSource[] }[];
  /** Columns that decide which rows there are, by conditions, joins and groups. */
  readonly rowsBy: readonly ColumnSource[];
  /** Names whose meaning could not be told; empty when the lineage is whole. */
  readonly unresolved: readonly string[];
}

/** What is known of the tables that queries read. */
export interface KnownTables {
  /** Columns by `schema.table`; undefined where nobody declared them. */
  readonly columnsOf: (table: string) => readonly string[] | undefined;
  /** Whether it is a list of codes, so that what is found in it says as much as what it was looked up by. */
  readonly isLookup: (table: string) => boolean;
}

type Ctes = ReadonlyMap<string, readonly OutputColumn[]>;

/** Follows every column of a query back to the tables it reads. @param query as `QueryParser` gives it */
export function traceColumns(query: SqlNode, tables: KnownTables): QueryLineage {
  const rowsBy: Sources[] = [];
  const unresolved = new Set<string>();

  const queryColumns = (node: SqlNode, known: Ctes, outer: Scope | undefined): readonly OutputColumn[] => {
    const ctes = withCtes(node, known, outer);
    if (textOf(node, 'type') === 'SET_OPERATION_NODE') return union(node, ctes, outer);
    if (textOf(node, 'type') === 'SELECT_NODE') return select(node, ctes, outer);
    unresolved.add(textOf(node, 'type'));
    return [];
  };

  const withCtes = (node: SqlNode, known: Ctes, outer: Scope | undefined): Ctes => {
    const ctes = new Map(known);
    for (const entry of listOf(nodeOf(node, 'cte_map') ?? {}, 'map').filter(isNode)) {
      const value = nodeOf(entry, 'value') ?? {};
      const columns = subquery(value, 'query', ctes, outer);
      ctes.set(lower(textOf(entry, 'key')), renamed(columns, textsOf(value, 'aliases')));
    }
    return ctes;
  };

  const subquery = (node: SqlNode, member: string, ctes: Ctes, outer: Scope | undefined): readonly OutputColumn[] =>
    queryColumns(nodeOf(nodeOf(node, member) ?? {}, 'node') ?? {}, ctes, outer);

  const union = (node: SqlNode, ctes: Ctes, outer: Scope | undefined): readonly OutputColumn[] => {
    const left = queryColumns(nodeOf(node, 'left') ?? {}, ctes, outer);
    const right = queryColumns(nodeOf(node, 'right') ?? {}, ctes, outer);
    return left.map(({ name, sources }, index) => ({
      name,
      sources: mergeSources([sources, right[index]?.sources ?? NO_SOURCES]),
    }));
  };

  const select = (node: SqlNode, ctes: Ctes, outer: Scope | undefined): readonly OutputColumn[] => {
    const from = nodeOf(node, 'from_table');
    const relations = from === undefined ? [] : relationsOf(from, ctes, outer, []);
    const aliases = new Map<string, Sources>();
    const scope: Scope = { relations, aliases, outer };
    const columns: OutputColumn[] = [];
    for (const item of listOf(node, 'select_list').filter(isNode)) {
      if (textOf(item, 'class') === 'STAR') {
        columns.push(...star(item, relations));
        continue;
      }
      const sources = expression(item, ctes, scope);
      const name = lower(textOf(item, 'alias') || (textsOf(item, 'column_names').at(-1) ?? ''));
      columns.push({ name, sources });
      if (textOf(item, 'alias') !== '') aliases.set(name, sources);
    }
    for (const clause of ['where_clause', 'having', 'qualify']) {
      const condition = nodeOf(node, clause);
      if (condition !== undefined) rowsBy.push(expression(condition, ctes, scope));
    }
    for (const group of listOf(node, 'group_expressions').filter(isNode)) rowsBy.push(expression(group, ctes, scope));
    return columns;
  };

  const star = (item: SqlNode, relations: readonly Relation[]): readonly OutputColumn[] => {
    const only = lower(textOf(item, 'relation_name'));
    const left = new Set(textsOf(item, 'exclude_list').map(lower));
    return relations
      .filter(({ name }) => only === '' || name === only)
      .flatMap((relation) => {
        if ('columns' in relation) return [...relation.columns].map(([name, sources]) => ({ name, sources }));
        unresolved.add(`${relation.name}.*`);
        return [];
      })
      .filter(({ name }) => !left.has(name));
  };

  const relationsOf = (
    node: SqlNode,
    ctes: Ctes,
    outer: Scope | undefined,
    before: readonly Relation[],
  ): readonly Relation[] => {
    const alias = lower(textOf(node, 'alias'));
    const names = textsOf(node, 'column_name_alias');
    switch (textOf(node, 'type')) {
      case 'BASE_TABLE':
        return [baseTable(node, alias, ctes)];
      case 'JOIN':
        return join(node, ctes, outer, before);
      case 'SUBQUERY':
        return [relation(alias, renamed(subquery(node, 'subquery', ctes, outer), names))];
      case 'EXPRESSION_LIST':
        return [values(node, alias, ctes, { relations: before, aliases: new Map(), outer })];
      case 'TABLE_FUNCTION': {
        const scope = { relations: before, aliases: new Map(), outer };
        return [{ name: alias, every: derived(expression(nodeOf(node, 'function') ?? {}, ctes, scope)) }];
      }
      case 'EMPTY':
        return [];
      default:
        unresolved.add(textOf(node, 'type'));
        return [];
    }
  };

  const baseTable = (node: SqlNode, alias: string, ctes: Ctes): Relation => {
    const [schema, table] = [lower(textOf(node, 'schema_name')), lower(textOf(node, 'table_name'))];
    const name = alias === '' ? table : alias;
    const cte = schema === '' ? ctes.get(table) : undefined;
    if (cte !== undefined) return relation(name, cte);
    const full = schema === '' ? table : `${schema}.${table}`;
    const columns = tables.columnsOf(full);
    if (columns === undefined) return { name, openTable: full };
    return {
      name,
      columns: new Map(columns.map((column) => [column, sourceOf(full, column)])),
      lookup: tables.isLookup(full),
    };
  };

  const join = (
    node: SqlNode,
    ctes: Ctes,
    outer: Scope | undefined,
    before: readonly Relation[],
  ): readonly Relation[] => {
    const left = relationsOf(nodeOf(node, 'left') ?? {}, ctes, outer, before);
    const right = relationsOf(nodeOf(node, 'right') ?? {}, ctes, outer, [...before, ...left]);
    const relations = [...left, ...right];
    const scope: Scope = { relations, aliases: new Map(), outer };
    const condition = nodeOf(node, 'condition');
    const by = mergeSources([
      condition === undefined ? NO_SOURCES : expression(condition, ctes, scope),
      ...textsOf(node, 'using_columns').map((column) => resolveColumn([column], scope) ?? NO_SOURCES),
    ]);
    rowsBy.push(by);
    return relations.map((one) => lookedUp(one, by));
  };

  const values = (node: SqlNode, alias: string, ctes: Ctes, scope: Scope): Relation => {
    const rows = listOf(node, 'values').filter((row) => Array.isArray(row));
    const width = Math.max(0, ...rows.map((row) => row.length));
    const columns = Array.from({ length: width }, (_, index) => ({
      name: `col${index}`,
      sources: mergeSources(rows.map((row) => (isNode(row[index]) ? expression(row[index], ctes, scope) : NO_SOURCES))),
    }));
    return relation(alias, renamed(columns, textsOf(node, 'expected_names')));
  };

  /** What an expression is made of. Only a bare name passes a value on as it is. */
  const expression = (node: SqlNode, ctes: Ctes, scope: Scope): Sources => {
    if (textOf(node, 'class') === 'COLUMN_REF') {
      const parts = textsOf(node, 'column_names');
      const sources = resolveColumn(parts, scope);
      if (sources === undefined) unresolved.add(parts.join('.'));
      return sources ?? NO_SOURCES;
    }
    const inner =
      textOf(node, 'class') === 'SUBQUERY' ? subquery(node, 'subquery', ctes, scope).map(({ sources }) => sources) : [];
    const parts = textOf(node, 'class') === 'SUBQUERY' ? partsOf({ child: node.child }) : partsOf(node);
    return derived(mergeSources([...inner, ...parts.map((part) => expression(part, ctes, scope))]));
  };

  const columns = queryColumns(query, new Map(), undefined);
  return Object.freeze({
    columns: columns.map(({ name, sources }) => ({ name, from: listSources(sources) })),
    rowsBy: listSources(derived(mergeSources(rowsBy))),
    unresolved: [...unresolved].toSorted(),
  });
}

function relation(name: string, columns: readonly OutputColumn[]): Relation {
  return { name, columns: new Map(columns.map((column) => [column.name, column.sources])) };
}

function lookedUp(relation: Relation, by: Sources): Relation {
  if (!('columns' in relation) || relation.lookup !== true) return relation;
  const columns = [...relation.columns].map(([name, sources]) => [name, derived(mergeSources([sources, by]))] as const);
  return { ...relation, columns: new Map(columns) };
}

function renamed(columns: readonly OutputColumn[], names: readonly string[]): readonly OutputColumn[] {
  return columns.map((column, index) => ({ ...column, name: lower(names[index] ?? column.name) }));
}
