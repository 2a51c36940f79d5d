import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ecidsAssets } from '../../assets/ecids.ts';
import { type LinkedWorld, openLinkedWorld, student, type WorldRow } from './linked-world.ts';

const SCHOOL = '00350010';
const SCHOOL_TABLES = [
  'learn_to_earn.wage_coverage',
  'learn_to_earn.student_record',
  'learn_to_earn.learner',
  'learn_to_earn.k12_enrollment',
];

let world: LinkedWorld;
beforeEach(async () => {
  world = await openLinkedWorld();
});
afterEach(() => world.close());

const build = () => world.build([...SCHOOL_TABLES, ...ecidsAssets.map((asset) => asset.key)]);
const sims = (period: string, rows: readonly WorldRow[]) =>
  world.load({ extract: 'dese.sims', period, submitter: '00350000' }, rows);
const programs = (schoolYear: string, rows: readonly WorldRow[]) =>
  world.load({ extract: 'eec.participation', period: schoolYear }, rows);
const lines = async (table: string, columns: readonly string[]) =>
  (await world.rows(table, columns)).map((row) =>
    Object.values(row)
      .map((value) => value ?? '–')
      .join(' '),
  );

function spell(person: number, program: string, start: string, end: string | null, changes: Partial<WorldRow> = {}) {
  return { person, program, start_date: start, end_date: end, ...changes };
}

describe('children', () => {
  it('takes in children of programs, of early grades, of screening and of the grade 3 test', async () => {
    await world.load({ extract: 'eec.child', period: '2024-01-31' }, [
      { person: 1, gender: 'F', race_ethnicity: 'AS', home_language: 'zho', town: '035', disability: false },
    ]);
    await world.load({ extract: 'eec.child', period: '2025-01-31' }, [
      { person: 1, gender: 'F', race_ethnicity: 'AS', home_language: 'eng', town: '049', disability: true },
    ]);
    await programs('2024', [spell(2, 'WIC', '2023-09-01', null)]);
    await sims('2024-10', [
      student(1, SCHOOL, { grade: 'KF', gender: 'N', low_income: '01' }),
      student(3, SCHOOL, { grade: '03', race_ethnicity: '34' }),
      student(4, SCHOOL, { grade: '08' }),
    ]);
    await world.load({ extract: 'dese.mcas', period: '2025' }, [
      { person: 5, admin_year: 2025, grade: '03' },
      { person: 6, admin_year: 2025, grade: '04' },
    ]);
    await world.load({ extract: 'dese.screening', period: '2025' }, [screen(7, '01', 'BOY', 'At Benchmark')]);
    await build();
    expect(
      await lines('ecids.child', [
        'person_key',
        'gender',
        'race_group',
        'home_language',
        'town_code',
        'in_early_childhood',
        'in_public_school',
        'kindergarten_year',
        'kindergarten_low_income',
      ]),
    ).toEqual([
      '1 N WH eng 049 true true 2025 true',
      '2 – – – – true false – –',
      '3 F HL – – false true – –',
      '5 – – – – false false – –',
      '7 – – – – false false – –',
    ]);
  });
});

describe('participation', () => {
  it('joins records that overlap or touch into one spell, and keeps a gap', async () => {
    await programs('2023', [
      spell(1, 'CCFA', '2022-09-01', null, { provider_number: 'P-1', hours_per_week: 20 }),
      spell(1, 'CCFA', '2023-01-01', '2023-03-01', { provider_number: 'P-2', hours_per_week: 30 }),
    ]);
    await programs('2024', [
      spell(1, 'CCFA', '2023-07-01', '2023-12-31', { provider_number: 'P-1', hours_per_week: 20 }),
      spell(1, 'CCFA', '2024-01-02', '2024-02-01', { provider_number: 'P-3' }),
      spell(2, 'HV', '2024-07-15', null),
    ]);
    await build();
    const columns = ['person_key', 'program', 'start_date', 'end_date', 'open_ended', 'days', 'providers', 'records'];
    expect(await lines('ecids.participation', [...columns, 'hours_per_week'])).toEqual([
      '1 CCFA 2022-09-01 2023-12-31 false 487 2 3 30',
      '1 CCFA 2024-01-02 2024-02-01 false 31 1 1 –',
      '2 HV 2024-07-15 2024-07-15 true 1 0 1 –',
    ]);
  });

  it('counts the programs a child is in at once, and the days of each pair', async () => {
    await programs('2024', [
      spell(1, 'CCFA', '2024-01-01', '2024-01-31'),
      spell(1, 'EI', '2024-01-22', '2024-02-10'),
      spell(1, 'EI', '2024-03-01', '2024-03-05'),
      spell(1, 'WIC', '2024-03-05', '2024-03-31'),
    ]);
    await build();
    expect(await lines('ecids.participation', ['program', 'start_date', 'concurrent_programs'])).toEqual([
      'CCFA 2024-01-01 1',
      'EI 2024-01-22 1',
      'EI 2024-03-01 1',
      'WIC 2024-03-05 1',
    ]);
    expect(await lines('ecids.program_overlap', ['program_a', 'program_b', 'concurrent', 'overlap_days'])).toEqual([
      'CCFA EI true 10',
      'CCFA WIC false 0',
      'EI WIC true 1',
    ]);
  });
});

describe('third-grade reading', () => {
  it('keeps scores of the standard test alone, and marks the first attempt', async () => {
    const result = (person: number, year: number, changes: Partial<WorldRow>) => ({
      person,
      admin_year: year,
      grade: '03',
      district_code: '00350000',
      school_code: SCHOOL,
      ...changes,
    });
    await world.load({ extract: 'dese.mcas', period: '2024' }, [
      result(1, 2024, { ela_test_status: 'T', ela_scaled_score: 465, ela_performance: 'NM', iep: true }),
      result(2, 2024, { ela_test_status: 'T', ela_alt: '1', ela_scaled_score: 500, ela_performance: 'M' }),
      result(3, 2024, { ela_test_status: 'NTA' }),
      result(4, 2024, { ela_test_status: 'T', ela_scaled_score: 530, ela_performance: 'M' }),
    ]);
    await world.load({ extract: 'dese.mcas', period: '2025' }, [
      result(1, 2025, { ela_test_status: 'T', ela_scaled_score: 501, ela_performance: 'M' }),
      result(1, 2025, { ela_test_status: 'NTA' }),
    ]);
    const built = await build();
    expect(
      await lines('ecids.third_grade_reading', [
        'person_key',
        'school_year',
        'first_attempt',
        'participation',
        'scaled_score',
        'performance',
        'meets_expectations',
        'swd',
        'records',
      ]),
    ).toEqual([
      '1 2024 true tested 465 NM false true 1',
      '1 2025 false tested 501 M true – 2',
      '2 2024 true alternate – – – – 1',
      '3 2024 true not_tested – – – – 1',
      '4 2024 true tested 530 M true – 1',
    ]);
    const levels = built.get('ecids.third_grade_reading')?.checks.find((check) => check.name === 'scores_fit_levels');
    expect(levels).toMatchObject({ passed: false, failed: 1, blocking: false });
  });
});

describe('screening', () => {
  it('keeps the latest administration of a window', async () => {
    await world.load({ extract: 'dese.screening', period: '2023' }, [
      screen(1, 'KF', 'BOY', 'Well Below Benchmark', '2022-09-10'),
      screen(1, 'KF', 'BOY', 'Below Benchmark', '2022-09-20'),
      screen(1, 'KF', 'EOY', null, '2023-05-20'),
      screen(2, '05', 'BOY', 'At Benchmark'),
    ]);
    await build();
    const columns = ['person_key', 'grade', 'benchmark_period', 'composite_level', 'at_or_above_benchmark', 'records'];
    expect(await lines('ecids.screening', columns)).toEqual(['1 K BOY Below Benchmark false 2', '1 K EOY – – 1']);
  });
});

describe('the child-level analysis table', () => {
  it('counts dose before kindergarten, each day once, and follows literacy to grade 3', async () => {
    await world.load({ extract: 'eec.child', period: '2025-01-31' }, [{ person: 1 }]);
    await programs('2021', [
      spell(1, 'CCFA', '2020-09-01', '2021-01-31', { hours_per_week: 35 }),
      spell(1, 'WIC', '2021-01-01', '2021-12-31'),
    ]);
    await programs('2022', [
      spell(1, 'PPK', '2021-09-01', '2022-12-31', { hours_per_week: 14 }),
      spell(1, 'HV', '2022-09-01', '2022-12-31'),
    ]);
    await sims('2022-10', [
      student(1, SCHOOL, { grade: 'KF', english_learner: '01' }),
      student(2, SCHOOL, { grade: 'KP' }),
    ]);
    await sims('2023-10', [student(2, SCHOOL, { grade: 'KF' })]);
    await world.load({ extract: 'dese.screening', period: '2023' }, [
      screen(1, 'KF', 'BOY', 'Well Below Benchmark', '2022-09-10'),
      screen(1, 'KF', 'EOY', 'Below Benchmark', '2023-05-10'),
    ]);
    await world.load({ extract: 'dese.screening', period: '2024' }, [
      screen(1, '01', 'EOY', 'At Benchmark', '2024-05-10'),
      screen(1, '01', 'MOY', 'Below Benchmark', '2024-01-10'),
    ]);
    await world.load({ extract: 'dese.mcas', period: '2026' }, [
      { person: 1, admin_year: 2026, grade: '03', ela_test_status: 'T', ela_scaled_score: 512, ela_performance: 'M' },
    ]);
    await world.load({ extract: 'dese.mcas', period: '2027' }, [
      { person: 2, admin_year: 2027, grade: '03', ela_test_status: 'NTA' },
    ]);
    await build();
    const [child, other] = await world.warehouse.query('SELECT * FROM ecids.child_outcome ORDER BY person_key');
    // 1 September 2020 to 31 August 2022 is 730 days, all covered; WIC 365, CCFA 153, PPK 365 of them.
    expect(child).toMatchObject({
      person_key: 1,
      kindergarten_year: 2023,
      kindergarten_school_code: SCHOOL,
      english_learner: true,
      early_childhood_linked: true,
      programs_before_kindergarten: 3,
      months_before_kindergarten: 23.98,
      ccfa_months: 5.03,
      wic_months: 11.99,
      ppk_months: 11.99,
      hv_months: 0,
      care_hours: 1495,
      kindergarten_entry_level: 'Well Below Benchmark',
      kindergarten_entry_at_benchmark: false,
      kindergarten_level: 'Below Benchmark',
      kindergarten_at_benchmark: false,
      grade_1_level: 'At Benchmark',
      grade_1_at_benchmark: true,
      grade_2_level: null,
      grade_2_at_benchmark: null,
      grade_3_year: 2026,
      grade_3_on_time: true,
      grade_3_participation: 'tested',
      grade_3_score: 512,
      grade_3_performance: 'M',
      grade_3_meets: true,
    });
    expect(other).toMatchObject({
      person_key: 2,
      kindergarten_year: 2023,
      early_childhood_linked: false,
      programs_before_kindergarten: 0,
      months_before_kindergarten: 0,
      care_hours: null,
      grade_3_year: 2027,
      grade_3_on_time: false,
      grade_3_participation: 'not_tested',
      grade_3_score: null,
      grade_3_meets: null,
    });
  });
});

function screen(
  person: number,
  grade: string,
  benchmark_period: string,
  composite_level: string | null,
  assessment_date = '2024-09-15',
): WorldRow {
  return { person, grade, benchmark_period, composite_level, assessment_date, assessment_name: 'DIBELS 8' };
}
