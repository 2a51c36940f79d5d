import type { Column, ColumnFormat, DatePattern } from './column.ts';

/** Ways in which a value can miss its column's contract. A reason is `<column>.<problem>`. */
export type ValueProblem = 'blank' | 'format' | 'length' | 'code' | 'range';

/** Text a date must match in full before the calendar is asked. Years begin with 1 or 2. */
export const DATE_SHAPES: Readonly<Record<DatePattern, string>> = Object.freeze({
  'MM/dd/yyyy': '[0-9]{1,2}/[0-9]{1,2}/[12][0-9]{3}',
  yyyyMMdd: '[12][0-9]{3}[0-9]{4}',
  'yyyy-MM-dd': '[12][0-9]{3}-[0-9]{2}-[0-9]{2}',
  yyyyMM: '[12][0-9]{3}[0-9]{2}',
});

/** What free text without a pattern of its own may hold: anything but control characters. */
const PRINTABLE = '[^\\x00-\\x1f\\x7f]*';

/** The text a number's digits must match in full: no sign but a minus, no exponent, no separators, ASCII digits. */
export function numberShape(format: Extract<ColumnFormat, { kind: 'integer' | 'decimal' }>): string {
  if (format.kind === 'integer') return '-?0*[0-9]{1,15}';
  const { precision, scale, impliedDecimals } = format;
  if (impliedDecimals !== undefined) return `-?0*[0-9]{1,${precision - scale + impliedDecimals}}`;
  return `-?0*[0-9]{1,${precision - scale}}${scale === 0 ? '' : `(\\.[0-9]{1,${scale}})?`}`;
}

/** The pattern that a text column's values match in full. */
export function textShape(column: Column & { readonly format: { readonly kind: 'text' } }): string {
  const { pattern } = column.format as Extract<ColumnFormat, { kind: 'text' }>;
  if (pattern === undefined) return PRINTABLE;
  assertPortablePattern(column.name, pattern);
  return pattern;
}

/**
 * JavaScript and RE2 part ways on `.` (which ends a line differently), `\s`, `\w` with case folding, look-around and
 * back references. A contract's pattern keeps to what both read alike.
 * @throws TypeError when it does not
 */
export function assertPortablePattern(column: string, pattern: string): void {
  const outsideClasses = pattern.replace(/\\\\/g, '').replace(/\[(?:\\.|[^\]\\])*\]/g, '');
  if (/(?<!\\)\.|\\[sSwWbBpPk1-9]|\(\?[^:]/.test(outsideClasses) || /\\[sSwWpP]/.test(pattern)) {
    throw new TypeError(`${column}: the pattern uses syntax that the engines read differently`);
  }
}
