import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type LinkedWorld, openLinkedWorld, student, type WorldRow } from './linked-world.ts';

const COLLEGE = [
  'learn_to_earn.wage_coverage',
  'learn_to_earn.student_record',
  'learn_to_earn.learner',
  'learn_to_earn.k12_enrollment',
  'learn_to_earn.early_college_term',
  'learn_to_earn.program_participation',
  'learn_to_earn.high_school_completion',
  'learn_to_earn.postsecondary_enrollment',
  'learn_to_earn.credential',
  'learn_to_earn.persistence',
];
const SCHOOL = '00350501';
const STATE_UNIVERSITY = { unitid: '167729', opeid8: '00218800' };
const COMMUNITY_COLLEGE = { unitid: '165112', opeid8: '01121000' };

let world: LinkedWorld;
beforeEach(async () => {
  world = await openLinkedWorld();
  await world.insert('reference.college', [
    { ...STATE_UNIVERSITY, sector: 'In-State Public 4-Year', is_heirs: true, status: 'Active' },
    { ...COMMUNITY_COLLEGE, sector: 'In-State Public 2-Year', is_heirs: true, status: 'Active' },
    { unitid: '100001', opeid8: '00999900', sector: 'In-State Private', is_heirs: false, status: 'Inactive' },
    { unitid: '100002', opeid8: '00999900', sector: 'In-State Private', is_heirs: false, status: 'Active' },
  ]);
});
afterEach(() => world.close());

const heirs = (term: string, rows: readonly WorldRow[]) =>
  world.load(
    { extract: 'dhe.enrollment', period: term, submitter: String(rows[0]?.unitid) },
    rows.map((row) => ({
      term,
      student_level: 'UG',
      enrollment_intensity: 'F',
      dual_enrollment: false,
      early_college: false,
      ...row,
    })),
  );
const clearinghouse = (asOf: string, rows: readonly WorldRow[]) =>
  world.load({ extract: 'nsc.studenttracker', period: asOf }, rows);
const graduates = (period: string, people: readonly number[]) =>
  world.load(
    { extract: 'dese.sims', period, submitter: '00350000' },
    people.map((person) => student(person, SCHOOL, { grade: '12', enrollment_status: '04', hs_completer_plans: '01' })),
  );

function attended(person: number, code: string, begin: string, end: string, changes: Partial<WorldRow> = {}): WorldRow {
  return {
    person,
    record_found: true,
    college_code: code,
    enrollment_begin: begin,
    enrollment_end: end,
    enrollment_status: 'F',
    ...changes,
  };
}

describe('postsecondary enrollment', () => {
  const columns = ['person_key', 'college_key', 'term_year', 'term', 'sector', 'in_heirs', 'in_clearinghouse'];

  it('makes one row of a term that the college and the Clearinghouse both report', async () => {
    await heirs('2023F', [{ person: 1, ...unit(STATE_UNIVERSITY), credits_attempted: 15, cip6: '52.0201' }]);
    await clearinghouse('2024-10-31', [
      attended(1, '002188-00', '2023-09-05', '2023-12-20', { enrollment_status: 'H' }),
      attended(1, '002188-00', '2024-01-16', '2024-05-10'),
    ]);
    await world.build(COLLEGE);
    expect(
      await world.rows('learn_to_earn.postsecondary_enrollment', [
        ...columns,
        'intensity',
        'credits_attempted',
        'cip2',
      ]),
    ).toEqual([
      {
        ...row(1, '167729', 2023, 'F', 'In-State Public 4-Year', true, true),
        intensity: 'full_time',
        credits_attempted: 15,
        cip2: '52',
      },
      {
        ...row(1, '167729', 2024, 'S', 'In-State Public 4-Year', false, true),
        intensity: 'full_time',
        credits_attempted: null,
        cip2: null,
      },
    ]);
    const [fall] = await world.rows('learn_to_earn.postsecondary_enrollment', ['term_begin', 'term_end']);
    expect(fall).toEqual({ term_begin: '2023-09-05', term_end: '2023-12-20' });
  });

  it('puts dated enrollments into terms, and a year-long one into fall and spring', async () => {
    const out = { college_state: 'NY', control: 'Private', level: '4-year' };
    await clearinghouse('2025-01-31', [
      attended(1, '111111-00', '2023-07-20', '2024-05-15', out),
      attended(1, '111111-00', '2024-05-28', '2024-07-01', out),
      attended(2, '111111-00', '2024-01-02', '2024-01-20', out),
      attended(2, '111111-00', '2023-12-28', '2024-04-20', out),
      attended(3, '111111-00', '2024-09-25', '2024-12-10', out),
      attended(3, '111111-00', '2025-01-06', '2025-03-20', out),
      attended(3, '111111-00', '2025-03-28', '2025-06-10', out),
    ]);
    await world.build(COLLEGE);
    const rows = await world.rows('learn_to_earn.postsecondary_enrollment', [
      'person_key',
      'term_year',
      'term',
      'clearinghouse_records',
    ]);
    expect(rows.map((term) => Object.values(term).join(' '))).toEqual([
      '1 2023 F 1',
      '1 2024 S 0',
      '1 2024 U 1',
      '2 2024 S 1',
      '2 2024 W 1',
      '3 2024 F 1',
      '3 2025 S 2',
    ]);
  });

  it('finds the sector of a college by its OPEID, its main campus, or what the Clearinghouse says', async () => {
    await clearinghouse('2024-10-31', [
      attended(1, '009999-00', '2023-09-05', '2023-12-20'),
      attended(2, '002188-07', '2023-09-05', '2023-12-20'),
      attended(3, '222222-00', '2023-09-05', '2023-12-20', {
        college_state: 'MA',
        control: 'Public',
        level: '2-year',
      }),
      attended(4, '333333-00', '2023-09-05', '2023-12-20', { college_state: 'MA', control: 'Private', level: 'L' }),
      attended(5, '444444-00', '2023-09-05', '2023-12-20', {
        college_state: 'NH',
        control: 'Public',
        level: '4-year',
      }),
      { person: 6, record_found: false },
      { person: 7, record_found: true, college_code: '002188-00' },
    ]);
    await world.build(COLLEGE);
    expect(await world.rows('learn_to_earn.postsecondary_enrollment', ['person_key', 'college_key', 'sector'])).toEqual(
      [
        { person_key: 1, college_key: '100002', sector: 'In-State Private' },
        { person_key: 2, college_key: '167729', sector: 'In-State Public 4-Year' },
        { person_key: 3, college_key: 'NSC:22222200', sector: 'In-State Public 2-Year' },
        { person_key: 4, college_key: 'NSC:33333300', sector: 'In-State Private' },
        { person_key: 5, college_key: 'NSC:44444400', sector: 'Out-of-State' },
      ],
    );
  });

  it('tells dual enrollment from entry to college by the day of completion, not by the flag', async () => {
    await graduates('2024-06', [1]);
    await heirs('2024S', [{ person: 1, ...unit(COMMUNITY_COLLEGE) }]);
    await heirs('2024U', [{ person: 1, ...unit(COMMUNITY_COLLEGE), dual_enrollment: true }]);
    await heirs('2024F', [
      { person: 1, ...unit(COMMUNITY_COLLEGE) },
      { person: 2, ...unit(COMMUNITY_COLLEGE), dual_enrollment: true },
      { person: 3, ...unit(COMMUNITY_COLLEGE) },
      { person: 4, ...unit(COMMUNITY_COLLEGE) },
    ]);
    await world.load({ extract: 'dese.sims', period: '2025-06', submitter: '00350000' }, [
      student(3, SCHOOL, { grade: '11' }),
    ]);
    await world.build(COLLEGE);
    const rows = await world.rows('learn_to_earn.postsecondary_enrollment', [
      'person_key',
      'term',
      'before_completion',
    ]);
    expect(rows.map((term) => Object.values(term).join(' '))).toEqual([
      '1 F false',
      '1 S true',
      '1 U false',
      '2 F true',
      '3 F true',
      '4 F false',
    ]);
  });

  it('lets one college answer for a term: not withdrawn, then the heavier load', async () => {
    await heirs('2023F', [{ person: 1, ...unit(COMMUNITY_COLLEGE), enrollment_intensity: 'P' }]);
    await clearinghouse('2024-10-31', [
      attended(1, '002188-00', '2023-09-05', '2023-12-20', { enrollment_status: 'Q' }),
      attended(2, '002188-00', '2023-09-05', '2023-12-20', { enrollment_status: 'W' }),
      attended(2, '011210-00', '2023-09-05', '2023-12-20', { enrollment_status: null }),
      attended(3, '002188-00', '2023-09-05', '2023-12-20', { enrollment_status: 'W' }),
    ]);
    await world.build(COLLEGE);
    expect(
      await world.rows('learn_to_earn.postsecondary_enrollment', [
        'person_key',
        'college_key',
        'is_primary',
        'withdrawn',
      ]),
    ).toEqual([
      { person_key: 1, college_key: '165112', is_primary: false, withdrawn: false },
      { person_key: 1, college_key: '167729', is_primary: true, withdrawn: false },
      { person_key: 2, college_key: '165112', is_primary: true, withdrawn: false },
      { person_key: 2, college_key: '167729', is_primary: false, withdrawn: true },
      { person_key: 3, college_key: '167729', is_primary: true, withdrawn: true },
    ]);
  });
});

describe('credentials', () => {
  it('counts once what the college and the Clearinghouse both report, and keeps what only one does', async () => {
    await world.load({ extract: 'dhe.degree', period: '2024', submitter: STATE_UNIVERSITY.unitid }, [
      degree(1, '2024-05-18', '05', '52.0201', 1),
      degree(1, '2024-05-18', '05', '45.1001', 2),
      degree(2, '2024-05-18', '05', '52.0201', 1),
    ]);
    await clearinghouse('2024-10-31', [
      awarded(1, '002188-00', '2024-06-01', 'BACHELOR OF SCIENCE', '520201'),
      awarded(2, '002188-00', '2020-06-01', 'BACHELOR OF SCIENCE', '520201'),
      awarded(2, '002188-00', '2024-05-30', 'CERTIFICATE OF STUDY', null),
      awarded(3, '555555-00', '2023-12-15', 'Associate in Arts', '24.0101'),
      awarded(3, '555555-00', '2024-05-15', 'JURIS DOCTOR', null),
    ]);
    await world.build(COLLEGE);
    expect(
      await world.rows('learn_to_earn.credential', [
        'person_key',
        'college_key',
        'degree_level',
        'award_date',
        'cip6',
        'majors',
        'in_heirs',
        'in_clearinghouse',
      ]),
    ).toEqual([
      award(1, '167729', '05', '2024-05-18', '52.0201', 2, true, true),
      award(2, '167729', '05', '2020-06-01', '52.0201', 1, false, true),
      award(2, '167729', '05', '2024-05-18', '52.0201', 1, true, true),
      award(3, 'NSC:55555500', '03', '2023-12-15', '24.0101', 1, false, true),
      award(3, 'NSC:55555500', '18', '2024-05-15', null, 1, false, true),
    ]);
  });
});

describe('persistence', () => {
  it('follows each fall to the next: same college, another, a credential, or nowhere', async () => {
    await graduates('2022-06', [1, 2, 3, 4]);
    await heirs(
      '2022F',
      [1, 2, 3, 4].map((person) => ({ person, ...unit(COMMUNITY_COLLEGE) })),
    );
    await heirs('2023F', [{ person: 1, ...unit(COMMUNITY_COLLEGE) }]);
    await heirs('2024S', [{ person: 4, ...unit(COMMUNITY_COLLEGE) }]);
    await clearinghouse('2023-12-31', [attended(2, '002188-00', '2023-09-05', '2023-12-20')]);
    await world.load({ extract: 'dhe.degree', period: '2023', submitter: COMMUNITY_COLLEGE.unitid }, [
      {
        person: 3,
        unitid: COMMUNITY_COLLEGE.unitid,
        award_date: '2023-05-20',
        award_level: '01',
        cip6: '24.0101',
        major_number: 1,
      },
    ]);
    await world.build(COLLEGE);
    const columns = [
      'person_key',
      'fall_year',
      'first_fall',
      'followed',
      'next_fall_any',
      'next_fall_same',
      'second_year_any',
      'credential_before_next_fall',
      'persisted',
    ];
    const rows = await world.rows('learn_to_earn.persistence', columns);
    expect(rows.map((fall) => Object.values(fall).join(' '))).toEqual([
      '1 2022 true true true true true false true',
      '1 2023 false false     ',
      '2 2022 true true true false true false true',
      '2 2023 false false     ',
      '3 2022 true true false false false true true',
      '4 2022 true true false false true false false',
    ]);
  });

  it('leaves out dual enrollment and graduate study', async () => {
    await graduates('2023-06', [1]);
    await heirs('2022F', [{ person: 1, ...unit(COMMUNITY_COLLEGE), dual_enrollment: true, early_college: true }]);
    await heirs('2023F', [
      { person: 1, ...unit(COMMUNITY_COLLEGE) },
      { person: 2, ...unit(STATE_UNIVERSITY), student_level: 'GR' },
    ]);
    await world.build(COLLEGE);
    expect(await world.rows('learn_to_earn.persistence', ['person_key', 'fall_year', 'first_fall'])).toEqual([
      { person_key: 1, fall_year: 2023, first_fall: true },
    ]);
  });
});

function unit(college: { readonly unitid: string }): { unitid: string } {
  return { unitid: college.unitid };
}

function row(
  person_key: number,
  college_key: string,
  term_year: number,
  term: string,
  sector: string,
  in_heirs: boolean,
  in_clearinghouse: boolean,
) {
  return { person_key, college_key, term_year, term, sector, in_heirs, in_clearinghouse };
}

function degree(person: number, award_date: string, award_level: string, cip6: string, major_number: number): WorldRow {
  return { person, unitid: STATE_UNIVERSITY.unitid, award_date, award_level, cip6, major_number };
}

function awarded(
  person: number,
  college_code: string,
  graduation_date: string,
  degree_title: string,
  program_code: string | null,
): WorldRow {
  return { person, record_found: true, college_code, graduated: true, graduation_date, degree_title, program_code };
}

function award(
  person_key: number,
  college_key: string,
  degree_level: string,
  award_date: string,
  cip6: string | null,
  majors: number,
  in_heirs: boolean,
  in_clearinghouse: boolean,
) {
  return { person_key, college_key, degree_level, award_date, cip6, majors, in_heirs, in_clearinghouse };
}
