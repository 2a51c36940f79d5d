/** What a `name:value` term may ask of an asset. */
export const ATTRIBUTES = ['group', 'kind', 'agency', 'owner', 'tag', 'status'] as const;
export type Attribute = (typeof ATTRIBUTES)[number];

/** How many edges of the graph a `+` goes; `all` for as far as there are any. */
export type Reach = number | 'all';

/** A parsed selection: which assets of a graph are meant. */
export type SelectionExpression =
  /** Keys, where `*` stands for any text. */
  | { readonly kind: 'key'; readonly pattern: string }
  | { readonly kind: 'attribute'; readonly name: Attribute; readonly value: string }
  /** With what those of `of` read, and what reads them. A side that is 0 is left out. */
  | { readonly kind: 'reach'; readonly of: SelectionExpression; readonly up: Reach; readonly down: Reach }
  | { readonly kind: 'not'; readonly of: SelectionExpression }
  | { readonly kind: 'and' | 'or'; readonly left: SelectionExpression; readonly right: SelectionExpression };

/** The words of an expression that ask something of single assets, from left to right. */
export type SelectionTerm = Extract<SelectionExpression, { kind: 'key' | 'attribute' }>;

export function termsOf(expression: SelectionExpression): readonly SelectionTerm[] {
  switch (expression.kind) {
    case 'key':
    case 'attribute':
      return [expression];
    case 'reach':
    case 'not':
      return termsOf(expression.of);
    default:
      return [...termsOf(expression.left), ...termsOf(expression.right)];
  }
}

/** A term as it is written. */
export function termText(term: SelectionTerm): string {
  return term.kind === 'key' ? term.pattern : `${term.name}:${term.value}`;
}
