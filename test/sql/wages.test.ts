import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type LinkedWorld, openLinkedWorld, type WorldRow, wage } from './linked-world.ts';

const WAGES = [
  'learn_to_earn.wage_coverage',
  'learn_to_earn.student_record',
  'learn_to_earn.learner',
  'learn_to_earn.wage_filing',
  'learn_to_earn.quarterly_job',
  'learn_to_earn.quarterly_earnings',
  'learn_to_earn.annual_earnings',
];
const SECOND_ACCOUNT = '00000002';

describe('wages', () => {
  let world: LinkedWorld;
  beforeEach(async () => {
    world = await openLinkedWorld();
    await world.load(
      { extract: 'dhe.enrollment', period: '2020F' },
      [1, 2, 3].map((person) => ({ person, unitid: '166629', term: '2020F' })),
    );
    await world.insert(
      'reference.cpi',
      [2022, 2024].flatMap((year) =>
        Array.from({ length: 12 }, (_, index) => ({ year, month: index + 1, cpi_u: year === 2022 ? 100 : 125 })),
      ),
    );
  });
  afterEach(() => world.close());

  const file = (period: string, rows: readonly WorldRow[]) => world.load({ extract: 'dua.wage', period }, rows);

  it('gives every wage row one end', async () => {
    await file('2024Q1', [
      wage(1, '2024Q1', 1000),
      wage(1, '2024Q1', 1100),
      wage(1, '2024Q1', 500, { employer_account: SECOND_ACCOUNT }),
      wage(2, '2024Q1', 900),
      wage(3, '2024Q1', 0),
      wage(8, '2024Q1', 700),
      wage(null, '2024Q1', 300),
    ]);
    await file('2024Q2', [
      wage(1, '2024Q1', 1200, { adjustment_code: '3' }),
      wage(2, '2024Q1', 0, { adjustment_code: '4' }),
    ]);
    await world.build(WAGES);
    expect(await world.rows('learn_to_earn.wage_filing', ['load_id', 'line_no', 'disposition', 'person_key'])).toEqual([
      { load_id: 2, line_no: 1, disposition: 'superseded', person_key: 1 },
      { load_id: 2, line_no: 2, disposition: 'superseded', person_key: 1 },
      { load_id: 2, line_no: 3, disposition: 'counted', person_key: 1 },
      { load_id: 2, line_no: 4, disposition: 'superseded', person_key: 2 },
      { load_id: 2, line_no: 5, disposition: 'zero_wages', person_key: 3 },
      { load_id: 2, line_no: 6, disposition: 'not_a_learner', person_key: null },
      { load_id: 2, line_no: 7, disposition: 'no_person', person_key: null },
      { load_id: 3, line_no: 1, disposition: 'counted', person_key: 1 },
      { load_id: 3, line_no: 2, disposition: 'retracted', person_key: 2 },
    ]);
    expect(await world.rows('learn_to_earn.quarterly_earnings', ['person_key', 'gross_wages', 'employers'])).toEqual([
      { person_key: 1, gross_wages: 1700, employers: 2 },
    ]);
  });

  it('orders filings by the period of their file, not by when it was loaded', async () => {
    await file('2024Q2', [wage(1, '2024Q1', 1200, { adjustment_code: '3' })]);
    await file('2024Q1', [wage(1, '2024Q1', 1000)]);
    await world.build(WAGES);
    expect(await world.rows('learn_to_earn.quarterly_earnings', ['gross_wages'])).toEqual([{ gross_wages: 1200 }]);
  });

  it('adds up units, and SSNs of one person, instead of letting one replace the other', async () => {
    await file('2024Q1', [
      wage(1, '2024Q1', 1000, { unit: '0001', hours: 100 }),
      wage(1, '2024Q1', 300, { unit: '0002' }),
      wage(1, '2024Q1', 200, { unit: '0001', entity: 9994, hours: 20 }),
    ]);
    await world.build(WAGES);
    expect(await world.rows('learn_to_earn.quarterly_job', ['gross_wages', 'hours', 'filings'])).toEqual([
      { gross_wages: 1500, hours: 120, filings: 3 },
    ]);
  });

  it('names the employer that paid most, by surrogate, with its industry of the quarter or else its latest', async () => {
    await world.load({ extract: 'dua.employer', period: '2024Q1' }, [
      employer('00000001', '2024Q1', '622110', '111111111'),
      employer(SECOND_ACCOUNT, '2024Q1', '445110', '111111111'),
      employer('00000003', '2023Q4', '310000', '222222222'),
    ]);
    await file('2024Q1', [
      wage(1, '2024Q1', 999.5),
      wage(1, '2024Q1', 10_000.25, { employer_account: SECOND_ACCOUNT }),
      wage(2, '2024Q1', 50, { employer_account: '00000003' }),
      wage(3, '2024Q1', 50, { employer_account: '00000004', fein: '333333333' }),
    ]);
    await world.build(WAGES);
    const jobs = await world.warehouse.query<{ employer_key: string; owner_key: string; naics_sector: string | null }>(
      'SELECT employer_key, owner_key, naics_sector FROM learn_to_earn.quarterly_job ORDER BY person_key, gross_wages',
    );
    expect(jobs.map((job) => job.naics_sector)).toEqual(['62', '44-45', '31-33', null]);
    expect(new Set(jobs.map((job) => job.employer_key)).size).toBe(4);
    expect(new Set(jobs.map((job) => job.owner_key)).size).toBe(3);
    expect(jobs[0]?.owner_key).toBe(jobs[1]?.owner_key);
    for (const job of jobs) expect(`${job.employer_key}${job.owner_key}`).toMatch(/^[0-9a-f]{32}$/);
    const [quarter] = await world.warehouse.query(
      'SELECT employers, naics_sector, main_employer_key, main_employer_wages FROM learn_to_earn.quarterly_earnings WHERE person_key = 1',
    );
    expect(quarter).toEqual({
      employers: 2,
      naics_sector: '44-45',
      main_employer_key: jobs[1]?.employer_key,
      main_employer_wages: 10_000.25,
    });
  });

  it('states real dollars in prices of the year asked for, and none where prices are not loaded', async () => {
    await file('2024Q1', [wage(1, '2024Q1', 1000)]);
    await file('2023Q1', [wage(1, '2023Q1', 1000)]);
    const built = await world.build(WAGES);
    expect(await world.rows('learn_to_earn.quarterly_earnings', ['year', 'real_wages', 'price_year'])).toEqual([
      { year: 2023, real_wages: null, price_year: 2022 },
      { year: 2024, real_wages: 800, price_year: 2022 },
    ]);
    const prices = built.get('learn_to_earn.quarterly_earnings')?.checks.find((check) => check.name === 'prices_known');
    expect(prices).toMatchObject({ passed: false, failed: 1, blocking: false });
    await world.build(['learn_to_earn.quarterly_earnings'], { price_year: 2024 });
    expect(await world.rows('learn_to_earn.quarterly_earnings', ['year', 'real_wages', 'price_year'])).toEqual([
      { year: 2023, real_wages: null, price_year: 2024 },
      { year: 2024, real_wages: 1000, price_year: 2024 },
    ]);
  });

  it('counts as attached those with three quarters and a full-time minimum wage, both of which can be set', async () => {
    for (const quarter of ['2024Q1', '2024Q2', '2024Q3', '2024Q4']) {
      await file(quarter, [
        wage(1, quarter, 3770),
        ...(quarter === '2024Q1' ? [] : [wage(2, quarter, 5026.66)]),
        ...(quarter < '2024Q3' ? [wage(3, quarter, 40_000)] : []),
      ]);
    }
    await world.build(WAGES);
    const columns = ['person_key', 'complete_year', 'quarters_employed', 'annual_earnings', 'attached'];
    expect(await world.rows('learn_to_earn.annual_earnings', columns)).toEqual([
      { person_key: 1, complete_year: true, quarters_employed: 4, annual_earnings: 15_080, attached: true },
      { person_key: 2, complete_year: true, quarters_employed: 3, annual_earnings: 15_079.98, attached: false },
      { person_key: 3, complete_year: true, quarters_employed: 2, annual_earnings: 80_000, attached: false },
    ]);
    await world.build(['learn_to_earn.annual_earnings'], { attachment_quarters: 2, attachment_earnings: 15_080.01 });
    expect(await world.rows('learn_to_earn.annual_earnings', ['person_key', 'attached'])).toEqual([
      { person_key: 1, attached: false },
      { person_key: 2, attached: false },
      { person_key: 3, attached: true },
    ]);
  });
});

function employer(account: string, quarter: string, naics: string, fein: string): WorldRow {
  return {
    person: null,
    employer_account: account,
    unit: '0001',
    fein,
    naics,
    year: Number(quarter.slice(0, 4)),
    quarter: Number(quarter.slice(5)),
  };
}
