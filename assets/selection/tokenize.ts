/** A piece of a selection's text. */
export interface SelectionToken {
  readonly kind: 'word' | 'and' | 'or' | 'not' | '(' | ')' | '+';
  readonly text: string;
  /** Of its first character, from 0. */
  readonly at: number;
  /** Whether no space stands before it, so that it belongs to what it follows. */
  readonly glued: boolean;
}

const PIECE = /(?<space>\s+)|(?<sign>[()+])|(?<word>[^\s()+]+)/gy;
const OPERATORS: ReadonlySet<string> = new Set(['and', 'or', 'not']);

/** Cuts a selection into words, operators, parentheses and plus signs. Every text can be cut. */
export function tokenizeSelection(text: string): readonly SelectionToken[] {
  const tokens: SelectionToken[] = [];
  let spaced = true;
  for (const { 0: piece, index, groups } of text.matchAll(PIECE)) {
    if (groups?.space === undefined) {
      tokens.push({ kind: kindOf(piece, groups?.sign !== undefined), text: piece, at: index, glued: !spaced });
    }
    spaced = groups?.space !== undefined;
  }
  return tokens;
}

function kindOf(piece: string, sign: boolean): SelectionToken['kind'] {
  return sign || OPERATORS.has(piece) ? (piece as SelectionToken['kind']) : 'word';
}
