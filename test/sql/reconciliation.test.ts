import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { learnToEarnAssets } from '../../assets/learn-to-earn.ts';
import { type LinkedWorld, openLinkedWorld, student, wage } from './linked-world.ts';

const QUARTERS = ['2023Q3', '2023Q4', '2024Q1'] as const;
/** 1 to 4 are learners, 5 only works, null has no usable SSN. */
const PEOPLE = [1, 2, 3, 4, 5, null] as const;

interface Filing {
  readonly person: number | null;
  readonly file: (typeof QUARTERS)[number];
  readonly quarter: (typeof QUARTERS)[number];
  readonly account: string;
  readonly unit: string | null;
  readonly dollars: number;
  readonly code: string;
}

const filing: fc.Arbitrary<Filing> = fc.record({
  person: fc.constantFrom(...PEOPLE),
  file: fc.constantFrom(...QUARTERS),
  quarter: fc.constantFrom(...QUARTERS),
  account: fc.constantFrom('00000001', '00000002'),
  unit: fc.constantFrom('0001', null),
  dollars: fc.oneof(
    fc.constant(0),
    fc.integer({ min: 1, max: 2_000_000 }).map((cents) => cents / 100),
  ),
  code: fc.constantFrom('0', '3', '4'),
});

const collection = fc.record({
  person: fc.constantFrom(1, 2, 3, 4),
  period: fc.constantFrom('2022-10', '2023-03', '2023-06'),
  district: fc.constantFrom('00350000', '02810000'),
  school: fc.constantFrom('00350501', '02810505'),
  status: fc.constantFrom('01', '04', '20', '36', '40'),
  days: fc.option(fc.integer({ min: 0, max: 185 })),
});

let world: LinkedWorld;
afterEach(() => world.close());

describe('whatever is filed', () => {
  it('every record has one end, every dollar one quarter, and every check holds', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(filing, { minLength: 1, maxLength: 60 }),
        fc.array(collection, { maxLength: 30 }),
        async (filings, records) => {
          world = await openLinkedWorld();
          await world.load({ extract: 'dese.sims', period: '2021-10', submitter: '00350000' }, [
            ...[1, 2, 3, 4].map((person) => student(person, '00350501')),
          ]);
          for (const record of records) {
            await world.load({ extract: 'dese.sims', period: record.period, submitter: record.district }, [
              student(record.person, record.school, {
                enrollment_status: record.status,
                days_in_membership: record.days,
                days_in_attendance: record.days,
              }),
            ]);
          }
          for (const file of QUARTERS) {
            const rows = filings.filter((row) => row.file === file);
            if (rows.length === 0) continue;
            await world.load(
              { extract: 'dua.wage', period: file },
              rows.map((row) =>
                wage(row.person, row.quarter, row.dollars, {
                  employer_account: row.account,
                  unit: row.unit,
                  adjustment_code: row.code,
                }),
              ),
            );
          }
          const built = await world.build(learnToEarnAssets.map((asset) => asset.key));
          const failed = [...built.values()].flatMap((table) => table.checks.filter((check) => !check.passed));
          expect(failed.filter((check) => check.blocking)).toEqual([]);
          expect(await endsOf(world)).toEqual(expectedEnds(filings));
          expect(await earningsOf(world)).toEqual(expectedEarnings(filings));
          await world.close();
        },
      ),
      { numRuns: 6 },
    );
  });
});

/** The deciding filing of each job and quarter of a learner, in filing order: file, then place in it. */
function deciding(filings: readonly Filing[]): Filing[] {
  const last = new Map<string, Filing>();
  for (const file of QUARTERS) {
    for (const row of filings) {
      if (row.file !== file || row.person === null || row.person > 4) continue;
      last.set([row.person, row.quarter, row.account, row.unit].join(), row);
    }
  }
  return [...last.values()];
}

function expectedEnds(filings: readonly Filing[]): Record<string, number> {
  const decisions = deciding(filings);
  const learners = filings.filter((row) => row.person !== null && row.person <= 4);
  const ends = {
    counted: decisions.filter((row) => row.dollars > 0).length,
    retracted: decisions.filter((row) => row.dollars === 0 && row.code !== '0').length,
    zero_wages: decisions.filter((row) => row.dollars === 0 && row.code === '0').length,
    superseded: learners.length - decisions.length,
    not_a_learner: filings.filter((row) => row.person === 5).length,
    no_person: filings.filter((row) => row.person === null).length,
  };
  return Object.fromEntries(Object.entries(ends).filter(([, count]) => count > 0));
}

function expectedEarnings(filings: readonly Filing[]): Record<string, number> {
  const cents = new Map<string, number>();
  for (const row of deciding(filings)) {
    if (row.dollars === 0) continue;
    const key = `${row.person} ${row.quarter}`;
    cents.set(key, (cents.get(key) ?? 0) + Math.round(row.dollars * 100));
  }
  return Object.fromEntries([...cents].map(([key, total]) => [key, total / 100]));
}

async function endsOf(from: LinkedWorld): Promise<Record<string, number>> {
  const rows = await from.warehouse.query<{ disposition: string; records: number }>(
    `SELECT disposition, CAST(SUM(records) AS INTEGER) AS records
    FROM learn_to_earn.attrition WHERE extract = 'dua.wage' GROUP BY disposition`,
  );
  return Object.fromEntries(rows.map((row) => [row.disposition, row.records]));
}

async function earningsOf(from: LinkedWorld): Promise<Record<string, number>> {
  const rows = await from.warehouse.query<{ key: string; gross_wages: number }>(
    `SELECT CAST(person_key AS TEXT) || ' ' || CAST(year AS TEXT) || 'Q' || CAST(quarter AS TEXT) AS key, gross_wages
    FROM learn_to_earn.quarterly_earnings`,
  );
  return Object.fromEntries(rows.map((row) => [row.key, row.gross_wages]));
}
