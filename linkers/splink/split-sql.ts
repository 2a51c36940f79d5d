/** Cuts SQL at a word (AND, OR) or sign that stands outside parentheses, quotes and names. */
export function splitSql(sql: string, separator: 'AND' | 'OR' | '='): readonly string[] {
  const parts: string[] = [];
  let depth = 0;
  let quote = '';
  let start = 0;
  for (let at = 0; at < sql.length; at++) {
    const character = sql[at]!;
    if (quote !== '') {
      if (character === quote) quote = '';
      continue;
    }
    if (character === "'" || character === '"') quote = character;
    else if (character === '(') depth++;
    else if (character === ')') depth--;
    else if (depth === 0 && separates(sql, at, separator)) {
      parts.push(sql.slice(start, at).trim());
      start = at + separator.length;
      at = start - 1;
    }
  }
  return [...parts, sql.slice(start).trim()];
}

function separates(sql: string, at: number, separator: string): boolean {
  if (sql.slice(at, at + separator.length).toUpperCase() !== separator) return false;
  const before = sql[at - 1] ?? ' ';
  const after = sql[at + separator.length] ?? ' ';
  if (separator === '=') return !'<>!='.includes(before) && after !== '=';
  return /[\s)]/.test(before) && /[\s(]/.test(after);
}

/** Without the parentheses that enclose the whole. */
export function withoutParentheses(sql: string): string {
  let text = sql.trim();
  while (text.startsWith('(') && closes(text)) text = text.slice(1, -1).trim();
  return text;
}

function closes(text: string): boolean {
  let depth = 0;
  let quote = '';
  for (let at = 0; at < text.length; at++) {
    const character = text[at]!;
    if (quote !== '') {
      if (character === quote) quote = '';
    } else if (character === "'" || character === '"') quote = character;
    else if (character === '(') depth++;
    else if (character === ')' && --depth === 0) return at === text.length - 1;
  }
  return false;
}
