import type { Column } from './column.ts';
import type { ExtractContract } from './extract-contract.ts';
import type { ValueProblem } from './format-pattern.ts';

/** What a reason means that is of no column and of no rule. */
const WHOLE_ROW: Readonly<Record<string, string>> = Object.freeze({
  'line.blank': 'The line is empty.',
  'line.fields': 'The line does not have as many fields as the file has columns: often a stray comma.',
  'line.quotes': 'Quotes are not opened and closed around whole values.',
  'line.open_quote': 'A quote is opened and not closed on the line.',
  'line.length': 'The record is not as long as its layout says.',
  'line.record_type': 'The record’s type is none of its layout.',
  'line.no_employer': 'No employer record stands before the record.',
  'row.repeated': 'An earlier row of the file has the same key.',
  'slot.period': 'The row names another period than the file.',
  'slot.submitter': 'The row names another institution than the one that sent the file.',
});

/** One sentence for a code of quarantine: what the row did not meet, without any value of it. */
export function reasonMeaning(contract: ExtractContract | undefined, code: string): string {
  const whole = WHOLE_ROW[code];
  if (whole !== undefined) return whole;
  const rule = contract?.rules.find((candidate) => candidate.code === code);
  if (rule !== undefined) return rule.message;
  const dot = code.lastIndexOf('.');
  const column = contract?.columns.find(({ name }) => name === code.slice(0, dot));
  if (column === undefined) return 'The contract in force no longer has this reason.';
  return `${called(column)} ${problemText(column, code.slice(dot + 1) as ValueProblem)}.`;
}

function called({ name, element }: Column): string {
  return element === undefined ? name : `${name} (${element})`;
}

function problemText(column: Column, problem: ValueProblem): string {
  const { format } = column;
  switch (problem) {
    case 'blank':
      return 'has no value, and may not be empty';
    case 'code':
      return 'is not on its code list';
    case 'length':
      return format.kind === 'text' ? `is longer than ${format.maxLength} characters` : 'is too long';
    case 'range':
      return 'min' in format ? `lies outside ${format.min} to ${format.max}` : 'lies outside its range';
    case 'format':
      return formatText(column);
  }
}

function formatText({ format }: Column): string {
  switch (format.kind) {
    case 'digits':
      return `is not ${format.padZeros === true ? 'at most ' : ''}${format.length} digits`;
    case 'integer':
      return 'is not a whole number';
    case 'decimal':
      return 'is not a number as its layout writes it';
    case 'date':
      return `is not a date written ${format.pattern}`;
    default:
      return 'is empty, or holds characters that it may not hold';
  }
}
