import { DEGREE_LEVEL } from '../../codes/college.ts';
import { defineColumns } from '../../contract/column.ts';
import { defineExtract } from '../../contract/extract-contract.ts';
import { codes, date, integer } from '../formats.ts';
import { cipColumn, collegeColumns } from './college-columns.ts';

const columns = defineColumns({
  unitid: collegeColumns.unitid,
  student_id: collegeColumns.student_id,
  award_date: {
    meaning: 'Day the award was conferred.',
    element: 'AWARD_DATE',
    format: date('yyyyMMdd', '1980-01-01', '2035-12-31'),
    identifying: 'quasi',
    ceds: 'AcademicAwardDate',
    assumed: true,
  },
  award_level: {
    meaning: 'Level of the award, by LEHD degree level.',
    element: 'AWARD_LEVEL',
    ...codes(DEGREE_LEVEL),
    identifying: 'none',
    ceds: 'PescAwardLevelType',
    assumed: true,
  },
  cip6: cipColumn('Program of the award.'),
  major_number: {
    meaning: 'First or a further major of the same award.',
    element: 'MAJOR_NUM',
    format: integer(1, 9),
    identifying: 'none',
    assumed: true,
  },
});

export const degreeExtract = defineExtract({
  key: 'dhe.degree',
  agency: 'DHE',
  title: 'College degrees and certificates',
  version: 1,
  containers: [{ kind: 'delimited', delimiter: ',', quoted: true, header: 'required' }],
  period: 'school-year',
  coverage: 'snapshot',
  submitter: 'institution',
  columns,
  rowKey: ['unitid', 'student_id', 'award_date', 'award_level', 'cip6', 'major_number'],
  rules: [],
  maxLineBytes: 1_000,
  quarantineThreshold: 0.05,
  rowCountTolerance: 0.3,
});
