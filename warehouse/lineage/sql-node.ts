/** A node of a parsed query, as DuckDB writes it: an object with `type`, and `class` where it is an expression. */
export type SqlNode = Readonly<Record<string, unknown>>;

export function isNode(value: unknown): value is SqlNode {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A member that is text; empty when it is absent. */
export function textOf(node: SqlNode, member: string): string {
  const value = node[member];
  return typeof value === 'string' ? value : '';
}

/** A member that is a node. */
export function nodeOf(node: SqlNode, member: string): SqlNode | undefined {
  const value = node[member];
  return isNode(value) ? value : undefined;
}

/** A member that is a list; empty when it is absent. */
export function listOf(node: SqlNode, member: string): readonly unknown[] {
  const value = node[member];
  return Array.isArray(value) ? value : [];
}

export function textsOf(node: SqlNode, member: string): readonly string[] {
  return listOf(node, member).filter((value): value is string => typeof value === 'string');
}

/** Everything in a node that could hold expressions, one level down. */
export function partsOf(node: SqlNode): readonly SqlNode[] {
  return Object.values(node)
    .flatMap((value) => (Array.isArray(value) ? value.flat() : [value]))
    .filter(isNode);
}
