import { aggregate, definePublicTable } from '../define-public-table.ts';
import { LINKAGE_SOURCES, measure, protectedBy, SUPPRESSION, shown } from './dimensions.ts';

const SECTORS = ['In-State Private', 'In-State Public 2-Year', 'In-State Public 4-Year', 'Out-of-State'];
const ENROLLMENT = 'Total Postsecondary Enrollment';
const EMPLOYED = 'Total Employed';
const MISSING = 'Total Missing';
const OWNERS = ['DESE', 'DHE', 'NSC', 'DUA'] as const;

export const collegeCareerOutcomes = definePublicTable({
  table: {
    name: 'college_career_outcomes',
    title: 'College and Career Outcomes',
    description:
      'What high-school graduates did in each year after: in college by sector, working, or not found in our records.',
    dashboard: 'outcomes',
    liveDataset: 'vj54-j4q3',
    dimensions: [
      shown.districtCode,
      shown.gradYear,
      shown.outcomeYear,
      {
        name: 'outcome_type',
        label: 'Outcome',
        meaning:
          'A college sector, the total in college, Total Employed (working and not enrolled) or Total Missing (not found in our records).',
        type: 'text',
      },
      shown.studentGroup,
    ],
    attributes: [],
    measures: [
      measure('grad_count', 'Graduates', 'count', 'Graduates of the class.'),
      measure('outcome_count', 'With the outcome', 'count', 'Graduates with the outcome in the year.'),
    ],
    method: {
      formula:
        'Each graduate has one outcome a year: the college sector with most terms, else working, else not found.',
      universe: 'Everybody who finished high school in the class, with or without a diploma.',
      exclusions:
        'Years in which the enrollment of more than 5 % of the class cannot be seen. Below that, they count as graduates and with no outcome.',
      sources: ['DESE SIMS', 'DHE enrollment', 'National Student Clearinghouse', 'DUA wage records', LINKAGE_SOURCES],
      suppression: SUPPRESSION,
      limits:
        'School records hold no social security number. Without an identity roster the wages of people who never enrolled ' +
        'in a public college cannot be seen: working and not found are then not available, rather than zero.',
    },
  },
  protection: {
    dimensions: [
      protectedBy.district,
      protectedBy.gradYear,
      protectedBy.outcomeYear,
      {
        name: 'outcome_type',
        columns: ['outcome_type'],
        codes: [...SECTORS, ENROLLMENT, EMPLOYED, MISSING],
        lines: [{ total: ENROLLMENT, parts: SECTORS, relation: 'partition' }],
      },
      protectedBy.studentGroup,
    ],
    measures: [
      {
        kind: 'count',
        name: 'grad_count',
        product: 'enrollment',
        owners: ['DESE', 'DHE'],
        population: 'high-school-graduates',
        over: ['district', 'hs_grad_year', 'stu_grp'],
      },
      {
        kind: 'count',
        name: 'outcome_count',
        product: 'college-enrollment',
        owners: [...OWNERS],
        of: 'grad_count',
        attribute: true,
      },
    ],
    equations: [
      {
        total: { measure: 'grad_count' },
        parts: [ENROLLMENT, EMPLOYED, MISSING].map((code) => ({
          measure: 'outcome_count',
          at: { outcome_type: code },
        })),
        relation: 'partial',
      },
    ],
  },
  owners: OWNERS,
  aggregates: [
    aggregate('grad_count', 'Graduates of the class.'),
    aggregate('outcome_count', 'Graduates with the outcome in the year; empty where the data do not reach.'),
  ],
});
