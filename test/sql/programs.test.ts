import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type LinkedWorld, openLinkedWorld, student, type WorldRow } from './linked-world.ts';

const EAST = '00350501';
const VOCATIONAL = '08010605';
const CHARTER = '04450105';
const K12 = [
  'learn_to_earn.wage_coverage',
  'learn_to_earn.student_record',
  'learn_to_earn.learner',
  'learn_to_earn.k12_enrollment',
  'learn_to_earn.early_college_term',
  'learn_to_earn.program_participation',
  'learn_to_earn.high_school_completion',
];

describe('programs in high school', () => {
  let world: LinkedWorld;
  beforeEach(async () => {
    world = await openLinkedWorld();
  });
  afterEach(() => world.close());

  const sims = (period: string, rows: readonly WorldRow[]) =>
    world.load({ extract: 'dese.sims', period, submitter: '00350000' }, rows);

  it('counts a student of two partner colleges once a year, and once a partner and term', async () => {
    await sims('2024-10', [student(1, EAST, { grade: '11', early_college: '01' })]);
    await sims('2025-06', [student(1, EAST, { grade: '11', early_college: '01' })]);
    await world.load({ extract: 'dese.scs', period: '2025-06' }, [
      { person: 1, school_code: EAST, pathways_course: '01' },
      { person: 1, school_code: EAST, pathways_course: '01' },
      { person: 1, school_code: EAST, pathways_course: '03' },
    ]);
    await world.load({ extract: 'dhe.enrollment', period: '2024F', submitter: '165112' }, [
      { person: 1, unitid: '165112', term: '2024F', early_college: true, credits_attempted: 3, credits_earned: 3 },
    ]);
    await world.load({ extract: 'dhe.course', period: '2024F', submitter: '165112' }, [
      { person: 1, unitid: '165112', term: '2024F', credits: 3, grade: 'B+', early_college_course: true },
      { person: 1, unitid: '165112', term: '2024F', credits: 4, grade: 'W', early_college_course: true },
      { person: 1, unitid: '165112', term: '2024F', credits: 3, grade: 'A', early_college_course: false },
    ]);
    await world.load({ extract: 'dhe.enrollment', period: '2025S', submitter: '166638' }, [
      { person: 1, unitid: '166638', term: '2025S', early_college: true, credits_attempted: 4, credits_earned: 0 },
    ]);
    await world.build(K12);
    const termColumns = ['school_year', 'term', 'unitid', 'has_courses', 'credits_attempted', 'credits_earned'];
    expect(await world.rows('learn_to_earn.early_college_term', termColumns)).toEqual([
      { school_year: 2025, term: 'F', unitid: '165112', has_courses: true, credits_attempted: 7, credits_earned: 3 },
      { school_year: 2025, term: 'S', unitid: '166638', has_courses: false, credits_attempted: 4, credits_earned: 0 },
    ]);
    expect(
      await world.rows('learn_to_earn.program_participation', [
        'program',
        'school_code',
        'grade',
        'sources',
        'partner_colleges',
        'credits_attempted',
        'credits_earned',
      ]),
    ).toEqual([
      {
        program: 'early_college',
        school_code: EAST,
        grade: '11',
        sources: 'sims+scs+heirs',
        partner_colleges: 2,
        credits_attempted: 11,
        credits_earned: 3,
      },
    ]);
  });

  it('says which sources report a program, so that disagreement is seen', async () => {
    await sims('2024-10', [
      student(1, EAST, { early_college: '01' }),
      student(2, EAST),
      student(3, EAST, { innovation_pathways: '01' }),
      student(4, EAST, { chapter74_program: '120500' }),
      student(5, EAST, { non_chapter74_program: '1234' }),
      student(6, EAST, { enrollment_status: '20', days_in_membership: 0, early_college: '01' }),
    ]);
    await world.load({ extract: 'dese.scs', period: '2024-10' }, [
      { person: 2, school_code: EAST, pathways_course: '01' },
      { person: 3, school_code: EAST, pathways_course: '02' },
    ]);
    await world.load({ extract: 'dhe.course', period: '2024F', submitter: '165112' }, [
      { person: 2, unitid: '165112', term: '2024F', credits: 3, grade: null, early_college_course: true },
      { person: 7, unitid: '165112', term: '2024F', credits: 3, grade: 'P', early_college_course: true },
    ]);
    const built = await world.build(K12);
    const columns = ['person_key', 'program', 'sources', 'school_code', 'credits_earned', 'program_cip'];
    expect(await world.rows('learn_to_earn.program_participation', columns)).toEqual([
      row(1, 'early_college', 'sims', EAST, null),
      row(2, 'early_college', 'scs+heirs', EAST, 0),
      row(3, 'innovation_pathways', 'sims+scs', EAST, null),
      row(4, 'career_technical', 'sims', EAST, null, '120500'),
      row(5, 'career_technical', 'sims', EAST, null),
      row(7, 'early_college', 'heirs', null, 3),
    ]);
    const disagreement = built
      .get('learn_to_earn.program_participation')
      ?.checks.find((check) => check.name === 'sources_agree');
    expect(disagreement).toMatchObject({ passed: false, failed: 2, blocking: false });
  });
});

function row(
  person_key: number,
  program: string,
  sources: string,
  school_code: string | null,
  credits_earned: number | null,
  program_cip: string | null = null,
) {
  return { person_key, program, sources, school_code, credits_earned, program_cip };
}

describe('high-school completion', () => {
  let world: LinkedWorld;
  beforeEach(async () => {
    world = await openLinkedWorld();
    await world.insert('reference.school', [
      { org_code: VOCATIONAL, school_name: 'V', is_vocational: true },
      { org_code: CHARTER, school_name: 'C', is_vocational: false },
    ]);
    await world.insert('reference.district', [
      { district_code: '04450000', district_name: 'C', is_charter: true, is_regional_vocational: false },
      { district_code: '00350000', district_name: 'E', is_charter: false, is_regional_vocational: false },
    ]);
  });
  afterEach(() => world.close());

  const sims = (period: string, rows: readonly WorldRow[]) =>
    world.load({ extract: 'dese.sims', period, submitter: '00350000' }, rows);
  const graduate = (person: number, school: string, changes: Partial<WorldRow> = {}) =>
    student(person, school, {
      enrollment_status: '04',
      grade: '12',
      hs_completer_plans: '01',
      masscore: '01',
      ...changes,
    });

  it('puts a diploma reported in October into the class before, and one in March or June into its own', async () => {
    await sims('2023-10', [graduate(1, EAST)]);
    await sims('2024-03', [graduate(2, CHARTER)]);
    await sims('2024-06', [graduate(3, VOCATIONAL, { masscore: '02', hs_completer_plans: '06' })]);
    await world.build(K12);
    const columns = ['person_key', 'hs_grad_year', 'status', 'plans', 'masscore', 'high_school_type'];
    expect(await world.rows('learn_to_earn.high_school_completion', columns)).toEqual([
      {
        person_key: 1,
        hs_grad_year: 2023,
        status: 'graduate',
        plans: '01',
        masscore: true,
        high_school_type: 'traditional',
      },
      {
        person_key: 2,
        hs_grad_year: 2024,
        status: 'graduate',
        plans: '01',
        masscore: true,
        high_school_type: 'charter',
      },
      {
        person_key: 3,
        hs_grad_year: 2024,
        status: 'graduate',
        plans: '06',
        masscore: false,
        high_school_type: 'vocational',
      },
    ]);
  });

  it('lets a diploma beat an earlier certificate, and the first report of a diploma stand', async () => {
    await sims('2023-06', [student(1, EAST, { enrollment_status: '10', grade: '12' })]);
    await sims('2024-06', [graduate(1, EAST), graduate(2, EAST)]);
    await sims('2025-06', [graduate(2, CHARTER), student(3, EAST, { enrollment_status: '09', grade: 'SP' })]);
    await sims('2025-06', [graduate(4, EAST)]);
    await world.build(K12);
    const columns = ['person_key', 'hs_grad_year', 'school_code', 'status', 'competency_determination'];
    expect(await world.rows('learn_to_earn.high_school_completion', columns)).toEqual([
      { person_key: 1, hs_grad_year: 2024, school_code: EAST, status: 'graduate', competency_determination: true },
      { person_key: 2, hs_grad_year: 2024, school_code: EAST, status: 'graduate', competency_determination: true },
      { person_key: 3, hs_grad_year: 2025, school_code: EAST, status: 'maximum_age', competency_determination: null },
      { person_key: 4, hs_grad_year: 2025, school_code: EAST, status: 'graduate', competency_determination: null },
    ]);
  });

  it('takes group membership and programs from the years of high school alone', async () => {
    await sims('2020-06', [student(1, EAST, { grade: '08', low_income: '01' })]);
    await sims('2021-06', [student(1, EAST, { grade: '09', english_learner: '01' })]);
    await sims('2022-06', [student(1, EAST, { grade: '09' })]);
    await sims('2024-06', [student(1, EAST, { grade: '11', early_college: '01' })]);
    await sims('2025-06', [graduate(1, EAST)]);
    await world.build(K12);
    expect(
      await world.rows('learn_to_earn.high_school_completion', [
        'low_income',
        'english_learner',
        'swd',
        'early_college',
        'career_technical',
        'first_grade_9_year',
        'years_to_complete',
      ]),
    ).toEqual([
      {
        low_income: false,
        english_learner: true,
        swd: false,
        early_college: true,
        career_technical: false,
        first_grade_9_year: 2021,
        years_to_complete: 5,
      },
    ]);
  });
});
