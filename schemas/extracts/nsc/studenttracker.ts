import * as college from '../../codes/college.ts';
import { type ColumnSpec, defineColumns } from '../../contract/column.ts';
import { defineExtract } from '../../contract/extract-contract.ts';
import { codes, date, integer, text, yesNo } from '../formats.ts';
import { firstNameColumn, lastNameColumn, middleNameColumn, nameSuffixColumn } from '../identity-columns.ts';

function day(element: string, meaning: string, ceds?: string): ColumnSpec {
  return {
    meaning,
    element,
    format: date('yyyyMMdd', '1950-01-01', '2040-12-31'),
    identifying: 'quasi',
    blankAllowed: true,
    ...(ceds === undefined ? {} : { ceds }),
  };
}

/** The 23 columns of the Clearinghouse's detail file: a row a student, term and college; a row a graduation. */
const columns = defineColumns({
  unique_id: {
    meaning: 'Identifier the Clearinghouse returns for the request row; a trailing underscore is not part of it.',
    element: 'Your Unique Identifier',
    format: text(40),
    identifying: 'direct',
    blankAllowed: true,
    assumed: true,
  },
  first_name: firstNameColumn(40, { element: 'First Name' }),
  middle_name: middleNameColumn(40, { element: 'Middle Name', blankAllowed: true }),
  last_name: lastNameColumn(40, { element: 'Last Name' }),
  name_suffix: nameSuffixColumn({ element: 'Name Suffix' }),
  requester_return: {
    meaning: 'What the requester asked to have returned: the SASID.',
    element: 'Requester Return Field',
    format: text(50),
    identifying: 'direct',
    blankAllowed: true,
    ceds: 'StudentIdentifierState',
  },
  record_found: {
    meaning: 'Whether the Clearinghouse found the student; not found is not the same as not enrolled.',
    element: 'Record Found Y/N',
    format: yesNo,
    identifying: 'none',
  },
  high_school_code: {
    meaning: 'High school, by its College Board or ACT code.',
    element: 'High School Code',
    format: text(6, '[0-9]+'),
    identifying: 'quasi',
    blankAllowed: true,
  },
  high_school_grad_date: day('High School Grad Date', 'Day of high school graduation.'),
  college_code: {
    meaning: 'College and branch: six digits of the OPEID, a hyphen, two digits.',
    element: 'College Code/Branch',
    format: text(9, '[0-9]{6}-[0-9]{2}'),
    identifying: 'none',
    blankAllowed: true,
    ceds: 'InstitutionOpeId',
  },
  college_name: {
    meaning: 'Name of the college.',
    element: 'College Name',
    format: text(80),
    identifying: 'none',
    blankAllowed: true,
  },
  college_state: {
    meaning: 'State of the college.',
    element: 'College State',
    format: text(2, '[A-Z]{2}'),
    identifying: 'none',
    blankAllowed: true,
  },
  level: {
    meaning: 'Two-year or four-year.',
    element: '2-year/4-year',
    ...codes(college.NSC_LEVEL),
    identifying: 'none',
    blankAllowed: true,
  },
  control: {
    meaning: 'Public or private.',
    element: 'Public/Private',
    ...codes(college.NSC_CONTROL),
    identifying: 'none',
    blankAllowed: true,
  },
  enrollment_begin: day('Enrollment Begin', 'First day of the term.', 'EntryDate'),
  enrollment_end: day('Enrollment End', 'Last day of the term.', 'ExitDate'),
  enrollment_status: {
    meaning: 'Intensity of enrollment; very often blank.',
    element: 'Enrollment Status',
    ...codes(college.NSC_ENROLLMENT_STATUS),
    identifying: 'none',
    blankAllowed: true,
  },
  graduated: {
    meaning: 'Whether the row is a graduation.',
    element: 'Graduated?',
    format: yesNo,
    identifying: 'none',
    blankAllowed: true,
  },
  graduation_date: day('Graduation Date', 'Day of graduation.', 'AcademicAwardDate'),
  degree_title: {
    meaning: 'Title of the degree, free text.',
    element: 'Degree Title',
    format: text(80),
    identifying: 'none',
    blankAllowed: true,
    ceds: 'AcademicAwardTitle',
  },
  major: {
    meaning: 'Major, free text.',
    element: 'Major',
    format: text(80),
    identifying: 'none',
    blankAllowed: true,
  },
  college_sequence: {
    meaning: "Order of the college in the student's path.",
    element: 'College Sequence',
    format: integer(1, 99),
    identifying: 'none',
    blankAllowed: true,
  },
  program_code: {
    meaning: 'Program, by CIP code.',
    element: 'Program Code',
    format: text(8, '[0-9.]+'),
    identifying: 'none',
    blankAllowed: true,
    ceds: 'CipCode',
  },
});

export const studentTrackerExtract = defineExtract({
  key: 'nsc.studenttracker',
  agency: 'NSC',
  title: 'StudentTracker detail',
  version: 1,
  containers: [{ kind: 'student-tracker' }],
  period: 'as-of',
  coverage: 'cumulative',
  submitter: 'agency',
  columns,
  rowKey: [],
  rules: [
    {
      code: 'NSC-FOUND',
      message: 'A record was found, but the row names no college.',
      when: { op: 'eq', left: { column: 'record_found' }, right: { value: true } },
      require: { op: 'isNotNull', column: 'college_code' },
    },
    {
      code: 'NSC-NOT-FOUND',
      message: 'No record was found, but the row names a college.',
      when: { op: 'eq', left: { column: 'record_found' }, right: { value: false } },
      require: { op: 'isNull', column: 'college_code' },
    },
    {
      code: 'NSC-DATES',
      message: 'The term ends before it begins.',
      require: { op: 'le', left: { column: 'enrollment_begin' }, right: { column: 'enrollment_end' } },
    },
    {
      code: 'NSC-GRADUATION',
      message: 'A graduation has no date.',
      when: { op: 'eq', left: { column: 'graduated' }, right: { value: true } },
      require: { op: 'isNotNull', column: 'graduation_date' },
    },
  ],
  maxLineBytes: 4_000,
  quarantineThreshold: 0.05,
  rowCountTolerance: 0.5,
});
