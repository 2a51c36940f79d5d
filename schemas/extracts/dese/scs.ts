import * as courses from '../../codes/courses.ts';
import { defineColumns } from '../../contract/column.ts';
import { defineExtract } from '../../contract/extract-contract.ts';
import { codes, decimal, digits, integer, text } from '../formats.ts';
import { sasidColumn } from '../identity-columns.ts';

const NO_CREDIT = ['9999'];

/** The 14 elements of the Student Course Schedule, handbook v9.2. No header line can be relied on. */
const columns = defineColumns({
  lasid: {
    meaning: 'Locally assigned student identifier.',
    element: 'SCS01',
    format: text(32),
    identifying: 'direct',
    ceds: 'StudentIdentifierDistrict',
  },
  sasid: sasidColumn({ element: 'SCS02' }),
  school_code: {
    meaning: 'School by its organization code, or a token CLBR… for a course taught off campus.',
    element: 'SCS03',
    format: text(8, '[0-9]{8}|CLBR[A-Z0-9]{4}'),
    identifying: 'quasi',
    ceds: 'SchoolIdentifierSea',
  },
  local_course_code: {
    meaning: "The district's own course code.",
    element: 'SCS04',
    format: text(20),
    identifying: 'none',
  },
  subject_course_code: {
    meaning: 'Subject area and course: 5 digits of the state list, or 7 digits from a CIP code.',
    element: 'SCS05',
    format: text(7, '[0-9]{5}([0-9]{2})?'),
    identifying: 'none',
    ceds: 'ScedCourseCode',
  },
  class_section: { meaning: 'Class section.', element: 'SCS06', format: text(20), identifying: 'none' },
  course_term: {
    meaning: 'Term in which the course is taught; the list is not public.',
    element: 'SCS07',
    format: digits(2),
    identifying: 'none',
    assumed: true,
  },
  enrollment_status: {
    meaning: 'Enrollment status in the course.',
    element: 'SCS08',
    ...codes(courses.COURSE_ENROLLMENT_STATUS),
    identifying: 'none',
    assumed: true,
  },
  course_level: {
    meaning: 'Level of the course.',
    element: 'SCS09',
    ...codes(courses.COURSE_LEVEL),
    identifying: 'none',
    ceds: 'CourseLevelType',
    assumed: true,
  },
  credit_available: {
    meaning: 'Credit the course can give.',
    element: 'SCS10',
    format: decimal(5, 2, 0, 50),
    nullCodes: NO_CREDIT,
    identifying: 'none',
  },
  credit_earned: {
    meaning: 'Credit the student earned.',
    element: 'SCS11',
    format: decimal(5, 2, 0, 50),
    nullCodes: NO_CREDIT,
    identifying: 'none',
  },
  letter_mark: {
    meaning: 'Letter mark.',
    element: 'SCS12',
    ...codes(courses.LETTER_MARK),
    nullCodes: ['500', '00'],
    identifying: 'none',
    assumed: true,
  },
  numeric_mark: {
    meaning: 'Numeric mark.',
    element: 'SCS13',
    format: integer(0, 110),
    nullCodes: ['500', '555', '999'],
    identifying: 'none',
    assumed: true,
  },
  pathways_course: {
    meaning: 'Marks a course of Early College, Innovation Pathways or My Career and Academic Plan.',
    element: 'SCS14',
    ...codes(courses.PATHWAYS_COURSE),
    nullCodes: ['500'],
    identifying: 'none',
    assumed: true,
  },
});

export const scsExtract = defineExtract({
  key: 'dese.scs',
  agency: 'DESE',
  title: 'Student Course Schedule',
  version: 1,
  containers: [{ kind: 'delimited', delimiter: ',', header: 'optional' }],
  period: 'collection',
  coverage: 'snapshot',
  submitter: 'district',
  columns,
  rowKey: ['sasid', 'school_code', 'local_course_code', 'class_section', 'course_term'],
  rules: [
    {
      code: 'SCS10-SCS11',
      message: 'Credit earned (SCS11) exceeds credit available (SCS10).',
      require: { op: 'le', left: { column: 'credit_earned' }, right: { column: 'credit_available' } },
    },
    {
      code: 'SCS08-SCS11',
      message: 'A course in progress (SCS08) has earned credit (SCS11).',
      when: { op: 'eq', left: { column: 'enrollment_status' }, right: { value: '01' } },
      require: { op: 'eq', left: { column: 'credit_earned' }, right: { value: 0 } },
    },
  ],
  maxLineBytes: 1_000,
  quarantineThreshold: 0.05,
  rowCountTolerance: 0.3,
  // A dozen students more are a hundred rows more.
  rowCountFloor: 200,
});
