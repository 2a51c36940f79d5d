import { defineColumns } from '../../contract/column.ts';
import { defineExtract } from '../../contract/extract-contract.ts';
import { decimal, text, yesNo } from '../formats.ts';
import { collegeColumns } from './college-columns.ts';

const columns = defineColumns({
  ...collegeColumns,
  subject: {
    meaning: 'Subject of the course.',
    element: 'SUBJ',
    format: text(10),
    identifying: 'none',
    ceds: 'CourseSubjectAbbreviation',
    assumed: true,
  },
  course_number: {
    meaning: 'Number of the course.',
    element: 'NUM',
    format: text(10),
    identifying: 'none',
    ceds: 'CourseNumber',
    assumed: true,
  },
  section: { meaning: 'Section.', element: 'SECTION', format: text(10), identifying: 'none', assumed: true },
  credits: {
    meaning: 'Credits of the course.',
    element: 'CREDITS',
    format: decimal(5, 2, 0, 30),
    identifying: 'none',
    assumed: true,
  },
  grade: {
    meaning: 'Final grade; blank while the course runs.',
    element: 'GRADE',
    format: text(3, '[A-Z]{1,2}[+-]?'),
    identifying: 'none',
    blankAllowed: true,
    ceds: 'StudentCourseSectionGradeEarned',
    assumed: true,
  },
  early_college_course: {
    meaning: 'Taken through a designated Early College program.',
    element: 'EC_COURSE_FLAG',
    format: yesNo,
    identifying: 'none',
    assumed: true,
  },
});

export const courseExtract = defineExtract({
  key: 'dhe.course',
  agency: 'DHE',
  title: 'College courses by term',
  version: 1,
  containers: [{ kind: 'delimited', delimiter: ',', quoted: true, header: 'required' }],
  period: 'term',
  coverage: 'snapshot',
  submitter: 'institution',
  columns,
  rowKey: ['unitid', 'term', 'student_id', 'subject', 'course_number', 'section'],
  rules: [],
  maxLineBytes: 1_000,
  quarantineThreshold: 0.05,
  rowCountTolerance: 0.3,
  // A dozen students more are fifty rows more.
  rowCountFloor: 200,
});
