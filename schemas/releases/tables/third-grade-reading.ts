import { ECIDS_PROGRAMS } from '../../tables/ecids/participation.ts';
import { aggregate, definePublicTable } from '../define-public-table.ts';
import { LINKAGE_SOURCES, measure, protectedBy, SCHOOL_SUPPRESSION, shown } from './dimensions.ts';

const OWNERS = ['DESE', 'EEC'] as const;
const ALL = 'All children';
const ANY = 'Any program';
const NONE = 'No program found';

export const thirdGradeReading = definePublicTable({
  table: {
    name: 'third_grade_reading',
    title: 'Third-grade reading by early-childhood program',
    description: 'How third graders read, by the state programs they took part in before school.',
    dashboard: 'early-literacy',
    dimensions: [
      shown.schoolYear,
      shown.distCode,
      shown.orgCode,
      {
        name: 'ec_program',
        label: 'Early-childhood program',
        meaning:
          'Any ECIDS program, none found, or all children. For districts and the state also each of the six programs.',
        type: 'text',
      },
      shown.schoolStudentGroup,
    ],
    attributes: [],
    measures: [
      measure(
        'stu_cnt',
        'Children tested',
        'count',
        'Third graders with a grade 3 reading result, at their first attempt.',
      ),
      measure('m_plus_e_cnt', 'Meeting expectations', 'count', 'Of those, meeting or exceeding expectations.'),
      measure('m_plus_e_pct', 'Share meeting expectations', 'share', 'Share meeting or exceeding expectations.', {
        banded: true,
      }),
    ],
    method: {
      formula:
        'Children with a scaled score of 500 or more in the grade 3 English language arts test, over children tested.',
      universe: 'Children tested in grade 3 for the first time, at the school that answers for them in spring.',
      exclusions: 'Alternate assessments; children not tested.',
      sources: ['DESE MCAS', 'EEC participation records', LINKAGE_SOURCES],
      suppression: `${SCHOOL_SUPPRESSION} So are single programs. Shares are coded at both ends, and in bands where few are counted.`,
      limits:
        'A child without a program is one we found none for: it may have been missed by record linkage or have lived elsewhere. ' +
        'Families choose and qualify for programs, so a difference between groups is not the effect of a program.',
    },
  },
  protection: {
    dimensions: [
      protectedBy.schoolYear,
      protectedBy.school,
      {
        name: 'ec_program',
        columns: ['ec_program'],
        attribute: true,
        codes: [ALL, ANY, NONE, ...ECIDS_PROGRAMS],
        codesBelow: { dimension: 'place', codes: [ALL, ANY, NONE] },
        lines: [
          { total: ALL, parts: [ANY, NONE], relation: 'partition' },
          { total: ANY, parts: [...ECIDS_PROGRAMS], relation: 'overlap' },
        ],
      },
      protectedBy.schoolStudentGroup,
    ],
    measures: [
      { kind: 'count', name: 'stu_cnt', product: 'enrollment', owners: [...OWNERS] },
      {
        kind: 'count',
        name: 'm_plus_e_cnt',
        product: 'achievement',
        owners: [...OWNERS],
        of: 'stu_cnt',
        attribute: true,
      },
      {
        kind: 'share',
        name: 'm_plus_e_pct',
        product: 'achievement',
        owners: [...OWNERS],
        numerator: 'm_plus_e_cnt',
        denominator: 'stu_cnt',
      },
    ],
  },
  owners: OWNERS,
  aggregates: [
    aggregate('stu_cnt', 'Children tested.'),
    aggregate('m_plus_e_cnt', 'Meeting or exceeding expectations.'),
  ],
});
