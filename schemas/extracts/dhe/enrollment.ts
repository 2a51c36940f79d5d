import * as college from '../../codes/college.ts';
import { IPEDS_RACE } from '../../codes/race.ts';
import { type ColumnSpec, defineColumns } from '../../contract/column.ts';
import { defineExtract } from '../../contract/extract-contract.ts';
import { codes, decimal, text, yesNo } from '../formats.ts';
import {
  birthDateColumn,
  firstNameColumn,
  genderColumn,
  lastNameColumn,
  middleNameColumn,
  nameSuffixColumn,
  sasidColumn,
  ssnColumn,
} from '../identity-columns.ts';
import { cipColumn, collegeColumns } from './college-columns.ts';

function flag(element: string, meaning: string): ColumnSpec {
  return { meaning, element, format: yesNo, identifying: 'none', assumed: true };
}

/** One row a student and term. Whether colleges send SSN and SASID is not known: both may be blank. */
const columns = defineColumns({
  ...collegeColumns,
  ssn: ssnColumn({ element: 'SSN', assumed: true }),
  sasid: sasidColumn({ element: 'SASID', blankAllowed: true, assumed: true }),
  last_name: lastNameColumn(35, { element: 'LAST', assumed: true }),
  first_name: firstNameColumn(35, { element: 'FIRST', assumed: true }),
  middle_name: middleNameColumn(35, { element: 'MIDDLE', blankAllowed: true, assumed: true }),
  name_suffix: nameSuffixColumn({ element: 'SUFFIX', assumed: true }),
  birth_date: birthDateColumn('yyyyMMdd', { element: 'DOB', blankAllowed: true, assumed: true }),
  gender: genderColumn({ element: 'GENDER', blankAllowed: true, nullCodes: ['U'], assumed: true }),
  race_ethnicity: {
    meaning: 'Race and ethnicity as reported to IPEDS.',
    element: 'RACE',
    ...codes(IPEDS_RACE),
    identifying: 'quasi',
    blankAllowed: true,
    ceds: 'RaceEthnicityType',
    assumed: true,
  },
  residency: {
    meaning: 'Residency for tuition.',
    element: 'RESIDENCY',
    ...codes(college.RESIDENCY),
    identifying: 'quasi',
    blankAllowed: true,
    assumed: true,
  },
  student_level: {
    meaning: 'Undergraduate or graduate.',
    element: 'STU_LEVEL',
    ...codes(college.STUDENT_LEVEL),
    identifying: 'none',
    ceds: 'StudentLevel',
    assumed: true,
  },
  enrollment_intensity: {
    meaning: 'Full or part time.',
    element: 'ENRL_STATUS',
    ...codes(college.ENROLLMENT_INTENSITY),
    identifying: 'none',
    assumed: true,
  },
  first_time: flag('FIRST_TIME', 'First time in college.'),
  degree_sought: {
    meaning: 'Award sought, by LEHD degree level; 00 is none.',
    element: 'DEGREE_SOUGHT',
    ...codes(college.DEGREE_SOUGHT),
    identifying: 'none',
    assumed: true,
  },
  cip6: { ...cipColumn('Program of study.'), blankAllowed: true },
  dual_enrollment: flag('DUAL_ENROLL_FLAG', 'Still in high school.'),
  early_college: flag('EARLY_COLLEGE_FLAG', 'Enrolled through a designated Early College program.'),
  high_school_ceeb: {
    meaning: 'High school, by its College Board code.',
    element: 'HS_CEEB',
    format: text(6, '[0-9]+'),
    identifying: 'quasi',
    blankAllowed: true,
    assumed: true,
  },
  credits_attempted: {
    meaning: 'Credits attempted this term.',
    element: 'CREDITS_ATT',
    format: decimal(5, 2, 0, 60),
    identifying: 'none',
    blankAllowed: true,
    assumed: true,
  },
  credits_earned: {
    meaning: 'Credits earned this term.',
    element: 'CREDITS_EARN',
    format: decimal(5, 2, 0, 60),
    identifying: 'none',
    blankAllowed: true,
    assumed: true,
  },
  term_gpa: {
    meaning: 'Grade point average of the term.',
    element: 'TERM_GPA',
    format: decimal(4, 3, 0, 5),
    identifying: 'none',
    blankAllowed: true,
    assumed: true,
  },
});

export const enrollmentExtract = defineExtract({
  key: 'dhe.enrollment',
  agency: 'DHE',
  title: 'College enrollment by term',
  version: 1,
  containers: [{ kind: 'delimited', delimiter: ',', quoted: true, header: 'required' }],
  period: 'term',
  coverage: 'snapshot',
  submitter: 'institution',
  columns,
  rowKey: ['unitid', 'term', 'student_id'],
  rules: [
    {
      code: 'DHE-CREDITS',
      message: 'Credits earned exceed credits attempted.',
      require: { op: 'le', left: { column: 'credits_earned' }, right: { column: 'credits_attempted' } },
    },
    {
      code: 'DHE-EARLY-COLLEGE',
      message: 'An Early College student is not marked as still in high school.',
      when: { op: 'eq', left: { column: 'early_college' }, right: { value: true } },
      require: { op: 'eq', left: { column: 'dual_enrollment' }, right: { value: true } },
    },
  ],
  maxLineBytes: 2_000,
  quarantineThreshold: 0.05,
  rowCountTolerance: 0.3,
});
