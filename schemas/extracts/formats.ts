import type { CodeList } from '../codes/code-list.ts';
import type { ColumnFormat, DatePattern } from '../contract/column.ts';

/** 1–`maxLength` characters; `pattern` is matched in full. */
export function text(maxLength: number, pattern?: string): ColumnFormat {
  return pattern === undefined ? { kind: 'text', maxLength } : { kind: 'text', maxLength, pattern };
}

/** An all-digit code of fixed width. Leading zeros dropped by a spreadsheet are put back. */
export function digits(length: number): ColumnFormat {
  return { kind: 'digits', length, padZeros: true };
}

/** A closed list with its labels, ready to spread into a column. */
export function codes(labels: CodeList): { readonly format: ColumnFormat; readonly labels: CodeList } {
  return { format: { kind: 'codes', codes: Object.freeze(Object.keys(labels).toSorted()) }, labels };
}

export function integer(min: number, max: number): ColumnFormat {
  return { kind: 'integer', min, max };
}

export function decimal(precision: number, scale: number, min: number, max: number): ColumnFormat {
  return { kind: 'decimal', precision, scale, min, max };
}

/** A calendar date between two ISO days, both included. */
export function date(pattern: DatePattern, min: string, max: string): ColumnFormat {
  return { kind: 'date', pattern, min, max };
}

/** A date of birth of anybody the hub can meet: a worker born in 1920 to a child born next year. */
export function birthDate(pattern: DatePattern): ColumnFormat {
  return date(pattern, '1920-01-01', '2035-12-31');
}

/** `Y` and `N`. */
export const yesNo: ColumnFormat = Object.freeze({ kind: 'flag', trueCodes: ['Y'], falseCodes: ['N'] });

/** `1` and `0`. */
export const oneZero: ColumnFormat = Object.freeze({ kind: 'flag', trueCodes: ['1'], falseCodes: ['0'] });
