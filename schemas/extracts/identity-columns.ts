import { GENDER } from '../codes/person.ts';
import type { ColumnSpec, DatePattern } from '../contract/column.ts';
import { birthDate, codes, text } from './formats.ts';

/** What one agency's layout says about a column it shares with others. */
export type LayoutOverrides = Pick<ColumnSpec, 'element'> &
  Partial<Pick<ColumnSpec, 'assumed' | 'blankAllowed' | 'nullCodes'>>;

/** State student id: ten digits, never a number, so that a spreadsheet's `1.01E+09` is refused and not padded. */
export function sasidColumn(layout: LayoutOverrides): ColumnSpec {
  return {
    meaning: 'Statewide student identifier (SASID).',
    format: { kind: 'digits', length: 10 },
    identifying: 'direct',
    ceds: 'StudentIdentifierState',
    ...layout,
  };
}

export function firstNameColumn(maxLength: number, layout: LayoutOverrides, pattern?: string): ColumnSpec {
  return {
    meaning: 'First name.',
    format: text(maxLength, pattern),
    identifying: 'direct',
    ceds: 'FirstName',
    ...layout,
  };
}

export function middleNameColumn(maxLength: number, layout: LayoutOverrides, pattern?: string): ColumnSpec {
  return {
    meaning: 'Middle name or initial.',
    format: text(maxLength, pattern),
    identifying: 'direct',
    ceds: 'MiddleName',
    ...layout,
  };
}

export function lastNameColumn(maxLength: number, layout: LayoutOverrides, pattern?: string): ColumnSpec {
  return {
    meaning: 'Last name.',
    format: text(maxLength, pattern),
    identifying: 'direct',
    ceds: 'LastOrSurname',
    ...layout,
  };
}

export function nameSuffixColumn(layout: LayoutOverrides): ColumnSpec {
  return {
    meaning: 'Generation suffix of the name, such as JR or III.',
    format: text(10),
    identifying: 'direct',
    ceds: 'GenerationCodeOrSuffix',
    blankAllowed: true,
    ...layout,
  };
}

export function birthDateColumn(pattern: DatePattern, layout: LayoutOverrides): ColumnSpec {
  return {
    meaning: 'Date of birth.',
    format: birthDate(pattern),
    identifying: 'direct',
    ceds: 'Birthdate',
    ...layout,
  };
}

export function genderColumn(layout: LayoutOverrides): ColumnSpec {
  return { meaning: 'Gender.', ...codes(GENDER), identifying: 'quasi', ceds: 'Sex', ...layout };
}

export function ssnColumn(layout: LayoutOverrides): ColumnSpec {
  return {
    meaning: 'Social Security number; kept as a keyed token and a status only.',
    format: { kind: 'ssn' },
    identifying: 'direct',
    blankAllowed: true,
    ...layout,
  };
}
