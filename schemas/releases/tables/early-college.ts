import { aggregate, CREDITS, definePublicTable, type NameLookups } from '../define-public-table.ts';
import { LINKAGE_SOURCES, measure, protectedBy, SCHOOL_SUPPRESSION, shown } from './dimensions.ts';

const partner = {
  name: 'ceeb_code',
  label: 'Partner college',
  meaning: 'CEEB code of the partner college; ALL counts a student with two partners once.',
  type: 'text',
} as const;
const partnerName = {
  name: 'ceeb_name',
  label: 'Partner college',
  meaning: 'Name of the partner college.',
  type: 'text',
} as const;

function nameOfPartner(keys: Readonly<Record<string, string | number>>, names: NameLookups) {
  const code = String(keys.ceeb_code);
  return { ceeb_name: code === 'ALL' ? 'All partner colleges' : (names.collegeByCeeb.get(code) ?? null) };
}

const GRADES = ['09', '10', '11', '12'] as const;
const gradeCounts = GRADES.map((grade) =>
  measure(`g${grade}_cnt`, `Grade ${Number(grade)}`, 'count', `Students in grade ${Number(grade)}.`),
);
const gradeAggregates = GRADES.map((grade) => aggregate(`g${grade}_cnt`, `Students in grade ${Number(grade)}.`));
const allGrades = measure('all_cnt', 'All grades', 'count', 'Students in grades 9 to 12.');

/** Grade counts that add up to all of them. */
function participationMeasures(population: string, owners: string[]) {
  return {
    measures: [
      ...GRADES.map((grade) => ({ kind: 'count' as const, name: `g${grade}_cnt`, product: 'enrollment', owners })),
      { kind: 'count' as const, name: 'all_cnt', product: 'enrollment', owners, population },
    ],
    equations: [
      {
        total: { measure: 'all_cnt' },
        parts: GRADES.map((grade) => ({ measure: `g${grade}_cnt` })),
        relation: 'partition' as const,
      },
    ],
  };
}

export const earlyCollegeParticipation = definePublicTable({
  table: {
    name: 'early_college_participation',
    title: 'Early College participation',
    description: 'Students who take college courses in high school, by school, partner college and half-year.',
    dashboard: 'early-college',
    liveDataset: 'p2yd-4gvj',
    dimensions: [shown.schoolYear, shown.period, shown.distCode, shown.orgCode, partner, shown.schoolStudentGroup],
    attributes: [partnerName],
    measures: [...gradeCounts, allGrades],
    method: {
      formula: 'Different students whom a partner college reports in Early College in the half-year.',
      universe:
        'Students of grades 9 to 12 of Massachusetts public schools, at the school that answers for their year.',
      exclusions:
        'Summer terms. Students whom only the high school flags, because no partner college is known for them.',
      sources: ['DHE enrollment and course records', 'DESE SIMS', LINKAGE_SOURCES],
      suppression: SCHOOL_SUPPRESSION,
      limits: 'A student with two partner colleges stands in the rows of both, and once in the row of all partners.',
    },
  },
  protection: {
    dimensions: [
      protectedBy.schoolYear,
      protectedBy.period,
      { ...protectedBy.school },
      { name: 'partner', columns: ['ceeb_code'], nesting: { top: 'ALL', relation: 'overlap' } },
      protectedBy.schoolStudentGroup,
    ],
    ...participationMeasures('early-college-students', ['DESE', 'DHE']),
  },
  owners: ['DESE', 'DHE'],
  aggregates: [...gradeAggregates, aggregate('all_cnt', 'Students in grades 9 to 12.')],
  attributes: nameOfPartner,
});

export const earlyCollegeCredits = definePublicTable({
  table: {
    name: 'early_college_credits',
    title: 'Early College credits',
    description:
      'College credits that Early College students registered for and earned, by school and partner college.',
    dashboard: 'early-college',
    liveDataset: 'yau2-eqsf',
    dimensions: [
      shown.schoolYear,
      shown.period,
      shown.distCode,
      shown.orgCode,
      { ...partner, meaning: 'CEEB code of the partner college.' },
      shown.schoolStudentGroup,
    ],
    attributes: [partnerName],
    measures: [
      measure('stu_cnt', 'Students', 'count', 'Students with the partner college.'),
      measure('reg_credits_cnt', 'Credits registered', 'credits', 'College credits the students registered for.'),
      measure('earned_credit_cnt', 'Credits earned', 'credits', 'College credits of courses they passed.'),
    ],
    method: {
      formula: 'Sums of credits attempted and credits earned in Early College courses of the half-year.',
      universe: 'As Early College participation.',
      exclusions: 'Summer terms.',
      sources: ['DHE enrollment and course records', 'DESE SIMS', LINKAGE_SOURCES],
      suppression: SCHOOL_SUPPRESSION,
      limits: 'Where a college reports no courses, credits are the totals of the term.',
    },
  },
  protection: {
    dimensions: [
      protectedBy.schoolYear,
      protectedBy.period,
      protectedBy.school,
      { name: 'partner', columns: ['ceeb_code'] },
      protectedBy.schoolStudentGroup,
    ],
    measures: [
      {
        kind: 'count',
        name: 'stu_cnt',
        product: 'enrollment',
        owners: ['DESE', 'DHE'],
        population: 'early-college-students',
      },
      {
        kind: 'amount',
        name: 'reg_credits_cnt',
        product: 'enrollment',
        owners: ['DESE', 'DHE'],
        persons: 'stu_cnt',
        largest: { first: 'top_reg_credits', second: 'second_reg_credits' },
      },
      {
        kind: 'amount',
        name: 'earned_credit_cnt',
        product: 'enrollment',
        owners: ['DESE', 'DHE'],
        persons: 'stu_cnt',
        largest: { first: 'top_earned_credits', second: 'second_earned_credits' },
      },
    ],
  },
  owners: ['DESE', 'DHE'],
  aggregates: [
    aggregate('stu_cnt', 'Students with the partner college.'),
    aggregate('reg_credits_cnt', 'College credits registered for.', CREDITS),
    aggregate('earned_credit_cnt', 'College credits earned.', CREDITS),
    aggregate('top_reg_credits', 'Most credits registered for by one student.', CREDITS),
    aggregate('second_reg_credits', 'Second most credits registered for by one student.', CREDITS),
    aggregate('top_earned_credits', 'Most credits earned by one student.', CREDITS),
    aggregate('second_earned_credits', 'Second most credits earned by one student.', CREDITS),
  ],
  attributes: nameOfPartner,
});

const EC_PARTICIPATION = ['All graduates', 'Early College', 'Not Early College'];
const COLLEGE = { product: 'college-enrollment', owners: ['DESE', 'DHE', 'NSC'] };

export const earlyCollegeOutcomes = definePublicTable({
  table: {
    name: 'early_college_outcomes',
    title: 'After high school, with and without Early College',
    description:
      'College attendance, persistence and degrees of graduates who did and did not take part in Early College.',
    dashboard: 'early-college',
    dimensions: [
      shown.gradYear,
      shown.distCode,
      shown.orgCode,
      {
        name: 'ec_participation',
        label: 'Early College',
        meaning: 'All graduates, those who took part in Early College in any year of high school, and the rest.',
        type: 'text',
      },
      shown.schoolStudentGroup,
    ],
    attributes: [],
    measures: [
      measure('grad_cnt', 'Graduates', 'count', 'Graduates of the class.'),
      measure('college_cnt', 'In college', 'count', 'In any college the fall after graduation.'),
      measure('college_pct', 'Attended college', 'share', 'Share of graduates in any college the fall after.', {
        banded: true,
      }),
      measure(
        'persist_cnt',
        'Still in college',
        'count',
        'Of those in college, enrolled the next fall or with a credential by then.',
      ),
      measure(
        'persist_pct',
        'Persisted',
        'share',
        'Share of those in college who were still in college a year later.',
        { banded: true },
      ),
      measure(
        'degree_cnt',
        'With a degree',
        'count',
        'Associate degree or higher within six calendar years of the class year.',
      ),
      measure('degree_pct', 'Earned a degree', 'share', 'Share of graduates with a degree within six years.', {
        banded: true,
      }),
    ],
    method: {
      formula:
        'College: enrolled in any fall term of the class year. Persistence: of those, enrolled the next fall or with a ' +
        'credential before it. Degree: associate or higher by the sixth calendar year after the class year.',
      universe: 'Graduates with a diploma or a completed district program.',
      exclusions: 'College terms before graduation; terms the student withdrew from.',
      sources: ['DESE SIMS', 'DHE enrollment and degree records', 'National Student Clearinghouse', LINKAGE_SOURCES],
      suppression: `${SCHOOL_SUPPRESSION} Shares are coded at both ends, and in bands where few are counted.`,
      limits: 'The groups differ in more than Early College: a difference between them is not its effect.',
    },
  },
  protection: {
    dimensions: [
      protectedBy.gradYear,
      protectedBy.school,
      {
        name: 'ec_participation',
        columns: ['ec_participation'],
        codes: EC_PARTICIPATION,
        lines: [{ total: 'All graduates', parts: EC_PARTICIPATION.slice(1), relation: 'partition' }],
      },
      protectedBy.schoolStudentGroup,
    ],
    measures: [
      { kind: 'count', name: 'grad_cnt', product: 'enrollment', owners: ['DESE', 'DHE'] },
      { kind: 'count', name: 'college_cnt', ...COLLEGE, of: 'grad_cnt', attribute: true },
      { kind: 'share', name: 'college_pct', ...COLLEGE, numerator: 'college_cnt', denominator: 'grad_cnt' },
      { kind: 'count', name: 'persist_cnt', ...COLLEGE, of: 'college_cnt', attribute: true },
      { kind: 'share', name: 'persist_pct', ...COLLEGE, numerator: 'persist_cnt', denominator: 'college_cnt' },
      { kind: 'count', name: 'degree_cnt', ...COLLEGE, of: 'grad_cnt', attribute: true },
      { kind: 'share', name: 'degree_pct', ...COLLEGE, numerator: 'degree_cnt', denominator: 'grad_cnt' },
    ],
  },
  owners: ['DESE', 'DHE', 'NSC'],
  aggregates: [
    aggregate('grad_cnt', 'Graduates of the class.'),
    aggregate('college_cnt', 'In any college the fall after graduation.'),
    aggregate('persist_cnt', 'Of those, still in college a year later.'),
    aggregate('degree_cnt', 'Degree within six years.'),
  ],
});

export const innovationPathwaysParticipation = definePublicTable({
  table: {
    name: 'innovation_pathways_participation',
    title: 'Innovation Pathways participation',
    description: 'Students in an Innovation Pathway, by school and grade.',
    dashboard: 'early-college',
    liveDataset: '9p45-t37j',
    dimensions: [shown.schoolYear, shown.distCode, shown.orgCode, shown.schoolStudentGroup],
    attributes: [],
    measures: [...gradeCounts, allGrades],
    method: {
      formula:
        'Different students whom the student record or a course record places in an Innovation Pathway in the year.',
      universe:
        'Students of grades 9 to 12 of Massachusetts public schools, at the school that answers for their year.',
      exclusions: 'None.',
      sources: ['DESE SIMS', 'DESE student course schedule'],
      suppression: SCHOOL_SUPPRESSION,
      limits: 'The two sources disagree about some students; one of them is enough to be counted.',
    },
  },
  protection: {
    dimensions: [protectedBy.schoolYear, protectedBy.school, protectedBy.schoolStudentGroup],
    ...participationMeasures('innovation-pathways-students', ['DESE']),
  },
  owners: ['DESE'],
  aggregates: [...gradeAggregates, aggregate('all_cnt', 'Students in grades 9 to 12.')],
});
