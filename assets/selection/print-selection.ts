import { type Reach, type SelectionExpression, termText } from './expression.ts';

/** What binds more stands higher; what stands lower than its place asks needs parentheses. */
const BINDING = { or: 0, and: 1, not: 2, reach: 3, key: 4, attribute: 4 } as const;

/** The text of a selection, with no more parentheses than it needs. Reading it gives the same expression. */
export function printSelection(expression: SelectionExpression): string {
  return print(expression, 0);
}

function print(expression: SelectionExpression, place: number): string {
  const text = bare(expression);
  return BINDING[expression.kind] < place ? `(${text})` : text;
}

function bare(expression: SelectionExpression): string {
  switch (expression.kind) {
    case 'key':
    case 'attribute':
      return termText(expression);
    case 'reach':
      return `${upstream(expression.up)}${print(expression.of, BINDING.reach + 1)}${downstream(expression.down)}`;
    case 'not':
      return `not ${print(expression.of, BINDING.not)}`;
    default: {
      const own = BINDING[expression.kind];
      // Of equals the left one comes first, so that only one on the right needs parentheses.
      return `${print(expression.left, own)} ${expression.kind} ${print(expression.right, own + 1)}`;
    }
  }
}

function upstream(reach: Reach): string {
  return reach === 0 ? '' : reach === 'all' ? '+' : `${reach}+`;
}

function downstream(reach: Reach): string {
  return reach === 0 ? '' : reach === 'all' ? '+' : `+${reach}`;
}
