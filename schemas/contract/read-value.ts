import type { Column, ColumnValue, DatePattern } from './column.ts';
import { DATE_SHAPES, numberShape, textShape, type ValueProblem } from './format-pattern.ts';
import { ssnDigits, ssnStatus } from './ssn.ts';

export type ReadValue = { readonly value: ColumnValue } | { readonly problem: ValueProblem };

/** Only U+0020 is trimmed: a tab or a no-break space inside a field is a defect to be seen. */
export function trimSpaces(raw: string): string {
  return raw.replace(/^ +| +$/g, '');
}

/** Whether the trimmed text stands for "no value". */
export function isNullText(column: Column, text: string): boolean {
  return text === '' ? column.blankAllowed === true : (column.nullCodes?.includes(text) ?? false);
}

/** A reader of one column's raw text, with its patterns compiled once. */
export function valueReader(column: Column): (raw: string) => ReadValue {
  const read = formatReader(column);
  return (raw) => {
    const text = trimSpaces(raw);
    if (isNullText(column, text)) return { value: null };
    return text === '' ? { problem: 'blank' } : read(text);
  };
}

function formatReader(column: Column): (text: string) => ReadValue {
  const { format } = column;
  switch (format.kind) {
    case 'text': {
      const shape = inFull(textShape({ ...column, format }));
      return (text) => {
        if (characters(text) > format.maxLength) return { problem: 'length' };
        return shape.test(text) ? { value: text } : { problem: 'format' };
      };
    }
    case 'digits': {
      const shape = inFull(`[0-9]{${format.padZeros === true ? 1 : format.length},${format.length}}`);
      return (text) => (shape.test(text) ? { value: text.padStart(format.length, '0') } : { problem: 'format' });
    }
    case 'codes':
      return (text) => (format.codes.includes(text) ? { value: text } : { problem: 'code' });
    case 'flag':
      return (text) => {
        if (format.trueCodes.includes(text)) return { value: true };
        return format.falseCodes.includes(text) ? { value: false } : { problem: 'code' };
      };
    case 'integer':
    case 'decimal': {
      const shape = inFull(numberShape(format));
      const unit = format.kind === 'decimal' ? 10 ** (format.impliedDecimals ?? 0) : 1;
      return (text) => {
        if (!shape.test(text)) return { problem: 'format' };
        // Adding zero turns -0 into 0.
        const value = Number(text) / unit + 0;
        return value < format.min || value > format.max ? { problem: 'range' } : { value };
      };
    }
    case 'date': {
      const shape = inFull(DATE_SHAPES[format.pattern]);
      return (text) => {
        const value = shape.test(text) ? calendarDate(format.pattern, text) : null;
        if (value === null) return { problem: 'format' };
        return value < format.min || value > format.max ? { problem: 'range' } : { value };
      };
    }
    case 'ssn':
      return (text) => {
        const digits = ssnDigits(text);
        return { value: ssnStatus(digits) === 'valid' ? digits : null };
      };
  }
}

/** ISO form of a date, or null when the calendar has no such day. */
function calendarDate(pattern: DatePattern, text: string): string | null {
  const [year, month, day] = dateParts(pattern, text);
  if (month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month)) return null;
  return `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}

function dateParts(pattern: DatePattern, text: string): readonly [year: number, month: number, day: number] {
  if (pattern === 'MM/dd/yyyy') {
    const [month, day, year] = text.split('/').map(Number);
    return [year!, month!, day!];
  }
  const digits = text.replaceAll('-', '');
  const day = pattern === 'yyyyMM' ? 1 : Number(digits.slice(6, 8));
  return [Number(digits.slice(0, 4)), Number(digits.slice(4, 6)), day];
}

function daysInMonth(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}

function characters(text: string): number {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}

function inFull(pattern: string): RegExp {
  return new RegExp(`^(?:${pattern})$`, 'u');
}
