import { BENCHMARK_PERIOD, SCREENING_LEVEL } from '../../codes/assessment.ts';
import { GRADE } from '../../codes/sims.ts';
import { defineColumns } from '../../contract/column.ts';
import { defineExtract } from '../../contract/extract-contract.ts';
import { codes, date, digits, integer, text } from '../formats.ts';
import { birthDateColumn, firstNameColumn, lastNameColumn, sasidColumn } from '../identity-columns.ts';

/**
 * K-2 literacy screening, one row a student and benchmark period. Massachusetts publishes no statewide layout: this
 * one is assumed, with the header names of mCLASS exports where they exist.
 */
const columns = defineColumns({
  sasid: sasidColumn({
    element: 'Primary ID - Primary Student ID (State ID)',
    blankAllowed: true,
    assumed: true,
  }),
  local_id: {
    meaning: "The district's own student id.",
    element: 'Student ID (District ID or School ID)',
    format: text(32),
    identifying: 'direct',
    ceds: 'StudentIdentifierDistrict',
    assumed: true,
  },
  last_name: lastNameColumn(35, { element: 'Student Last Name', assumed: true }),
  first_name: firstNameColumn(35, { element: 'Student First Name', assumed: true }),
  birth_date: birthDateColumn('yyyy-MM-dd', { element: 'Date of Birth', blankAllowed: true, assumed: true }),
  school_code: {
    meaning: 'School, by its 8-digit organization code.',
    element: 'Primary School ID',
    format: digits(8),
    identifying: 'quasi',
    ceds: 'SchoolIdentifierSea',
    assumed: true,
  },
  grade: {
    meaning: 'Grade of the student.',
    element: 'Grade',
    ...codes(GRADE),
    identifying: 'quasi',
    ceds: 'GradeLevelWhenAssessed',
    assumed: true,
  },
  assessment_name: {
    meaning: 'Name of the screening instrument.',
    element: 'Assessment',
    format: text(60),
    identifying: 'none',
    ceds: 'AssessmentTitle',
    assumed: true,
  },
  benchmark_period: {
    meaning: 'Benchmark period of the school year.',
    element: 'Benchmark Period',
    ...codes(BENCHMARK_PERIOD),
    identifying: 'none',
    assumed: true,
  },
  assessment_date: {
    meaning: 'Day of the assessment.',
    element: 'Client Date',
    format: date('yyyy-MM-dd', '2015-01-01', '2035-12-31'),
    identifying: 'quasi',
    ceds: 'AssessmentAdministrationStartDate',
    assumed: true,
  },
  composite_score: {
    meaning: 'Composite score of the instrument.',
    element: 'Composite Score',
    format: integer(0, 1_000),
    identifying: 'none',
    blankAllowed: true,
    ceds: 'ScoreValue',
    assumed: true,
  },
  composite_level: {
    meaning: 'Composite level against the benchmark.',
    element: 'Composite Level',
    ...codes(SCREENING_LEVEL),
    identifying: 'none',
    blankAllowed: true,
    ceds: 'PerformanceLevelIdentifier',
    assumed: true,
  },
});

export const screeningExtract = defineExtract({
  key: 'dese.screening',
  agency: 'DESE',
  title: 'Early literacy screening, kindergarten to grade 2',
  version: 1,
  containers: [{ kind: 'delimited', delimiter: ',', quoted: true, header: 'required', extraColumns: 'ignore' }],
  period: 'school-year',
  coverage: 'snapshot',
  submitter: 'district',
  columns,
  rowKey: ['local_id', 'assessment_name', 'benchmark_period', 'assessment_date'],
  rules: [
    {
      code: 'SCREENING-DATES',
      message: 'The assessment is dated before the birth of the student.',
      require: { op: 'gt', left: { column: 'assessment_date' }, right: { column: 'birth_date' } },
    },
  ],
  maxLineBytes: 4_000,
  quarantineThreshold: 0.05,
  rowCountTolerance: 0.5,
});
