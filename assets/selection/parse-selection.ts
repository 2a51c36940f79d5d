import { UsageError } from '../../schemas/errors.ts';
import { ATTRIBUTES, type Attribute, type Reach, type SelectionExpression } from './expression.ts';
import { type SelectionToken, tokenizeSelection } from './tokenize.ts';

const DEPTH = /^\d{1,4}$/;
/** Parentheses and `not` within one another, far beyond what anybody means. */
const DEEPEST = 200;

/**
 * Reads a selection. From what binds most to what binds least: `+x`, `x+` and `2+x+1` on a term or a parenthesis; `not`;
 * `and`; `or`, which a mere space means as well.
 *
 * @throws UsageError that says at which character the text stops making sense
 */
export function parseSelection(text: string): SelectionExpression {
  const tokens = tokenizeSelection(text);
  let next = 0;
  let nested = 0;

  const peek = (): SelectionToken | undefined => tokens[next];
  const refuse = (): never => {
    const token = peek();
    const what = token === undefined ? 'It ends' : `${JSON.stringify(token.text)} stands`;
    const place = token === undefined ? text.length : token.at;
    throw new UsageError(`${what} where an asset is expected, at character ${place + 1} of ${JSON.stringify(text)}`);
  };

  const refuseGlued = ({ text: piece, at }: SelectionToken): never => {
    throw new UsageError(
      `${JSON.stringify(piece)} at character ${at + 1} of ${JSON.stringify(text)} needs a space before it`,
    );
  };
  const within = (inner: () => SelectionExpression): SelectionExpression => {
    next += 1;
    nested += 1;
    if (nested > DEEPEST) throw new UsageError(`A selection cannot be nested more than ${DEEPEST} deep`);
    const found = inner();
    nested -= 1;
    return found;
  };

  const either = (): SelectionExpression => {
    let left = both();
    for (;;) {
      const token = peek();
      if (token === undefined || token.kind === ')') return left;
      if (token.kind === 'or') next += 1;
      else if (token.glued) return refuseGlued(token);
      left = { kind: 'or', left, right: both() };
    }
  };
  const both = (): SelectionExpression => {
    let left = negated();
    while (peek()?.kind === 'and') {
      next += 1;
      left = { kind: 'and', left, right: negated() };
    }
    return left;
  };
  const negated = (): SelectionExpression => {
    if (peek()?.kind !== 'not') return reaching();
    return { kind: 'not', of: within(negated) };
  };
  const reaching = (): SelectionExpression => {
    const up = upstreamReach();
    const of = primary();
    const down = downstreamReach();
    return up === 0 && down === 0 ? of : { kind: 'reach', of, up, down };
  };
  /** `+` or `2+`, which what it reaches from must follow at once. */
  const upstreamReach = (): Reach => {
    const [first, second, third] = tokens.slice(next, next + 3);
    if (first?.kind === '+' && second?.glued === true) {
      next += 1;
      return 'all';
    }
    if (first?.kind === 'word' && DEPTH.test(first.text) && second?.kind === '+' && second.glued && third?.glued) {
      next += 2;
      return Number(first.text);
    }
    return 0;
  };
  /** `+` or `+1`, right after what it reaches from. */
  const downstreamReach = (): Reach => {
    const plus = peek();
    if (plus?.kind !== '+' || !plus.glued) return 0;
    next += 1;
    const depth = peek();
    if (depth?.kind !== 'word' || !depth.glued || !DEPTH.test(depth.text)) return 'all';
    next += 1;
    return Number(depth.text);
  };
  const primary = (): SelectionExpression => {
    const token = peek();
    if (token?.kind === 'word') {
      next += 1;
      return term(token.text);
    }
    if (token?.kind !== '(') return refuse();
    const inner = within(either);
    if (peek()?.kind !== ')') {
      throw new UsageError(`The parenthesis at character ${token.at + 1} of ${JSON.stringify(text)} is never closed`);
    }
    next += 1;
    return inner;
  };

  const expression = either();
  if (next < tokens.length) refuse();
  return expression;
}

function term(word: string): SelectionExpression {
  const colon = word.indexOf(':');
  if (colon < 0) return { kind: 'key', pattern: word };
  const name = word.slice(0, colon);
  if (!isAttribute(name)) {
    throw new UsageError(`${JSON.stringify(name)} is nothing that a selection can ask of an asset`, {
      hint: `There are ${ATTRIBUTES.map((attribute) => `${attribute}:`).join(', ')}.`,
    });
  }
  return { kind: 'attribute', name, value: word.slice(colon + 1) };
}

function isAttribute(name: string): name is Attribute {
  return (ATTRIBUTES as readonly string[]).includes(name);
}
