import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type LinkedWorld, openLinkedWorld, student } from './linked-world.ts';

const EAST = '00350501';
const WEST = '00350502';
const AWAY = '02810505';
const TABLES = ['learn_to_earn.wage_coverage', 'learn_to_earn.student_record', 'learn_to_earn.learner'];
const WITH_ENROLLMENT = [...TABLES, 'learn_to_earn.k12_enrollment'];

describe('learners and their K-12 enrollment', () => {
  let world: LinkedWorld;
  beforeEach(async () => {
    world = await openLinkedWorld();
  });
  afterEach(() => world.close());

  const sims = (period: string, rows: Parameters<LinkedWorld['load']>[1], submitter = '00350000') =>
    world.load({ extract: 'dese.sims', period, submitter }, rows);

  it('builds every linked table from empty extracts', async () => {
    const built = await world.build();
    expect(built.size).toBe(23);
    expect([...built.values()].filter((table) => table.rows > 0)).toEqual([]);
  });

  it('takes demographics from the most recent school record that states them, and group membership from any', async () => {
    await sims('2023-10', [student(1, EAST, { gender: 'M', race_ethnicity: '02', low_income: '02' })]);
    await sims('2025-06', [
      student(1, EAST, { gender: 'N', race_ethnicity: '34', english_learner: '01', sped_placement_6_21: '01' }),
    ]);
    await sims('2024-06', [student(1, EAST, { gender: 'F', race_ethnicity: '10', sped_placement_6_21: '20' })]);
    await world.build(TABLES);
    const columns = ['gender', 'race_group', 'ever_low_income', 'ever_english_learner', 'ever_swd'];
    expect(await world.rows('learn_to_earn.learner', [...columns, 'first_school_year', 'last_school_year'])).toEqual([
      {
        gender: 'N',
        race_group: 'HL',
        ever_low_income: true,
        ever_english_learner: true,
        ever_swd: true,
        first_school_year: 2024,
        last_school_year: 2025,
      },
    ]);
  });

  it('counts as learners those whom only colleges, course schedules or the Clearinghouse know', async () => {
    await world.load({ extract: 'dhe.enrollment', period: '2024F' }, [
      { person: 2, unitid: '166629', term: '2024F', gender: 'F', race_ethnicity: '8' },
    ]);
    await world.load({ extract: 'dhe.degree', period: '2025' }, [
      { person: 3, unitid: '166629', award_date: '2025-05-20', award_level: '05', major_number: 1 },
    ]);
    await world.load({ extract: 'dese.scs', period: '2024-10' }, [{ person: 4, school_code: EAST }]);
    await world.load({ extract: 'nsc.studenttracker', period: '2025-01-31' }, [{ person: 5, record_found: false }]);
    await world.load({ extract: 'dua.wage', period: '2025Q1' }, [{ person: 6, year: 2025, quarter: 1 }]);
    await world.build(TABLES);
    expect(
      await world.rows('learn_to_earn.learner', ['person_key', 'race_group', 'in_k12', 'in_heirs', 'in_clearinghouse']),
    ).toEqual([
      { person_key: 2, race_group: 'MNHL', in_k12: false, in_heirs: true, in_clearinghouse: false },
      { person_key: 3, race_group: null, in_k12: false, in_heirs: true, in_clearinghouse: false },
      { person_key: 4, race_group: null, in_k12: false, in_heirs: false, in_clearinghouse: false },
      { person_key: 5, race_group: null, in_k12: false, in_heirs: false, in_clearinghouse: true },
    ]);
  });

  it('knows by which bridge wages can be seen: a college SSN before a roster, and neither without a token', async () => {
    await sims('2024-10', [student(1, EAST), student(2, EAST), student(3, EAST), student(4, EAST)]);
    await world.load({ extract: 'dhe.enrollment', period: '2024F' }, [
      { person: 1, unitid: '166629', term: '2024F' },
      { person: 3, unitid: '166629', term: '2024F' },
    ]);
    await world.load({ extract: 'bridge.roster', period: '2025-01-31' }, [{ person: 1 }, { person: 2 }]);
    await world.insert('vault.entity_variant', [
      { entity_id: 12, source: 'dhe', ssn_token: 'a' },
      { entity_id: 15, source: 'roster', ssn_token: 'a' },
      { entity_id: 25, source: 'roster', ssn_token: 'b' },
      { entity_id: 32, source: 'dhe', ssn_token: null },
    ]);
    await world.build(TABLES);
    expect(await world.rows('learn_to_earn.learner', ['person_key', 'wage_coverage'])).toEqual([
      { person_key: 1, wage_coverage: 'bridge' },
      { person_key: 2, wage_coverage: 'roster' },
      { person_key: 3, wage_coverage: 'none' },
      { person_key: 4, wage_coverage: 'none' },
    ]);
  });

  it('merges the three collections of a year into one row a school, and days from the last that states both', async () => {
    await sims('2023-10', [student(1, EAST, { days_in_attendance: 20, days_in_membership: 20 })]);
    await sims('2024-03', [student(1, EAST, { days_in_attendance: 90, days_in_membership: 100, low_income: '01' })]);
    await sims('2024-06', [
      student(1, EAST, { grade: '10', days_in_attendance: null, days_in_membership: 180, english_learner: '01' }),
    ]);
    await world.build(WITH_ENROLLMENT);
    const columns = [
      'school_year',
      'school_code',
      'district_code',
      'is_attributed',
      'grade',
      'in_october',
      'in_march',
      'in_end_of_year',
      'days_in_attendance',
      'days_in_membership',
      'attendance_rate',
      'low_income',
      'english_learner',
      'swd',
      'records',
    ];
    expect(await world.rows('learn_to_earn.k12_enrollment', columns)).toEqual([
      {
        school_year: 2024,
        school_code: EAST,
        district_code: '00350000',
        is_attributed: true,
        grade: '10',
        in_october: true,
        in_march: true,
        in_end_of_year: true,
        days_in_attendance: 90,
        days_in_membership: 100,
        attendance_rate: 0.9,
        low_income: true,
        english_learner: true,
        swd: false,
        records: 3,
      },
    ]);
  });

  it('gives the year of a student who moves to the school of the latest collection', async () => {
    await sims('2023-10', [student(1, EAST, { days_in_membership: 22 })]);
    await sims('2024-03', [student(1, EAST, { enrollment_status: '20', days_in_membership: 60 })]);
    await sims('2024-03', [student(1, AWAY, { days_in_membership: 40 })], '02810000');
    await sims('2024-06', [student(1, EAST, { enrollment_status: '20', days_in_membership: 60 })]);
    await sims('2024-06', [student(1, AWAY, { days_in_membership: 110 })], '02810000');
    await world.build(WITH_ENROLLMENT);
    const columns = ['school_code', 'is_attributed', 'in_october', 'in_end_of_year', 'transferred_out', 'last_status'];
    expect(await world.rows('learn_to_earn.k12_enrollment', columns)).toEqual([
      {
        school_code: EAST,
        is_attributed: false,
        in_october: true,
        in_end_of_year: false,
        transferred_out: true,
        last_status: '20',
      },
      {
        school_code: AWAY,
        is_attributed: true,
        in_october: false,
        in_end_of_year: true,
        transferred_out: false,
        last_status: '01',
      },
    ]);
  });

  it('flags a student whom two districts claim on one date, and lets days in membership decide', async () => {
    await sims('2023-10', [student(1, EAST, { days_in_membership: 10 })]);
    await sims('2023-10', [student(1, AWAY, { days_in_membership: 21 })], '02810000');
    await sims('2023-10', [student(2, WEST)]);
    await sims('2023-10', [student(2, AWAY, { reason_for_reporting: '02' })], '02810000');
    const built = await world.build(WITH_ENROLLMENT);
    const columns = ['person_key', 'school_code', 'duplicate_claim', 'is_attributed'];
    expect(await world.rows('learn_to_earn.k12_enrollment', columns)).toEqual([
      { person_key: 1, school_code: EAST, duplicate_claim: true, is_attributed: false },
      { person_key: 1, school_code: AWAY, duplicate_claim: true, is_attributed: true },
      { person_key: 2, school_code: WEST, duplicate_claim: false, is_attributed: true },
      { person_key: 2, school_code: AWAY, duplicate_claim: false, is_attributed: false },
    ]);
    const checks = built.get('learn_to_earn.k12_enrollment')?.checks ?? [];
    expect(checks.filter((check) => !check.passed).map(({ name, failed }) => ({ name, failed }))).toEqual([
      { name: 'duplicate_claims', failed: 2 },
    ]);
  });

  it('tells a record that shows an enrollment from one that only closes the year before', async () => {
    await sims('2023-10', [
      student(1, EAST, { enrollment_status: '22', days_in_membership: 0 }),
      student(2, EAST, { enrollment_status: '04' }),
      student(3, EAST, { enrollment_status: '40', days_in_membership: 30 }),
      student(4, EAST, { enrollment_status: '35', days_in_membership: 12 }),
      student(null, EAST),
    ]);
    await world.load({ extract: 'dese.sims', period: '2023-10', submitter: '00350000', state: 'superseded' }, [
      student(5, EAST),
    ]);
    await world.build(WITH_ENROLLMENT);
    expect(await world.rows('learn_to_earn.student_record', ['line_no', 'person_key', 'disposition'])).toEqual([
      { line_no: 1, person_key: 1, disposition: 'not_enrolled' },
      { line_no: 2, person_key: 2, disposition: 'not_enrolled' },
      { line_no: 3, person_key: 3, disposition: 'not_enrolled' },
      { line_no: 4, person_key: 4, disposition: 'counted' },
      { line_no: 5, person_key: null, disposition: 'no_person' },
    ]);
    expect(await world.rows('learn_to_earn.k12_enrollment', ['person_key', 'dropped_out', 'in_october'])).toEqual([
      { person_key: 4, dropped_out: true, in_october: false },
    ]);
  });

  it('joins the records of two source entities of one person', async () => {
    await sims('2023-10', [student(1, EAST), student(1, EAST, { entity: 9010, low_income: '01' })]);
    await world.build(WITH_ENROLLMENT);
    expect(await world.rows('learn_to_earn.k12_enrollment', ['person_key', 'low_income', 'records'])).toEqual([
      { person_key: 1, low_income: true, records: 2 },
    ]);
  });
});
