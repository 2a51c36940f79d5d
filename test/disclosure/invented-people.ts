import type { ProtectedTableSpec } from '../../schemas/disclosure/protected-table.ts';
import { STUDENT_GROUPS, studentGroupLines } from '../../schemas/disclosure/student-groups.ts';

/** Invented people with a place, groups and an outcome, and the tables that count them. */
export interface InventedPerson {
  readonly district: string;
  readonly school: string;
  readonly year: number;
  readonly race: string;
  readonly gender: string;
  readonly lowIncome: boolean;
  readonly english: boolean;
  readonly disability: boolean;
  readonly grade: 'g09_cnt' | 'g10_cnt' | 'g11_cnt' | 'g12_cnt';
  readonly outcome: string;
  readonly wages: number;
  readonly employer: number;
}

export const OUTCOMES = [
  'Private',
  'Public 2-Year',
  'Public 4-Year',
  'Out-of-State',
  'Enrolled',
  'Employed',
  'Missing',
];

export function randomSource(seed: number): () => number {
  let state = seed >>> 0 || 1;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

export interface InventedStateOptions {
  readonly seed: number;
  readonly districts: number;
  readonly schools: number;
  readonly years: number;
  /** Mean persons of a school and year. */
  readonly size: number;
}

export function* inventPeople(options: InventedStateOptions): Generator<InventedPerson> {
  const random = randomSource(options.seed);
  const pick = <T>(values: readonly T[], weights: readonly number[]): T => {
    let left = random() * weights.reduce((sum, weight) => sum + weight, 0);
    for (const [index, value] of values.entries()) {
      left -= weights[index]!;
      if (left < 0) return value;
    }
    return values.at(-1)!;
  };
  for (let district = 1; district <= options.districts; district++) {
    const schools = 1 + Math.floor(random() * (2 * options.schools - 1));
    const lean = random();
    for (let school = 1; school <= schools; school++) {
      for (let year = 0; year < options.years; year++) {
        const size = Math.floor(options.size * (0.2 + 1.6 * random()));
        for (let person = 0; person < size; person++) {
          yield {
            district: `${String(district).padStart(4, '0')}0000`,
            school: `${String(district).padStart(4, '0')}${String(school).padStart(4, '0')}`,
            year: 2020 + year,
            race: pick(['AIAN', 'AS', 'BAA', 'HL', 'MNHL', 'NHPI', 'WH'], [0.3, 7, 9 * lean, 40 * lean, 4, 0.1, 60]),
            gender: pick(['F', 'M', 'NB'], [49, 50, 0.5]),
            lowIncome: random() < 0.2 + 0.5 * lean,
            english: random() < 0.15 * lean,
            disability: random() < 0.18,
            grade: pick(['g09_cnt', 'g10_cnt', 'g11_cnt', 'g12_cnt'], [1, 2, 4, 4]),
            outcome: pick(
              OUTCOMES.filter((code) => code !== 'Enrolled'),
              [15, 18, 20, 12, 20, 15],
            ),
            wages: Math.round(20_000 + 60_000 * random()),
            employer: Math.floor(random() ** 2 * 40 * options.districts) + (random() < 0.3 ? district * 1000 : 0),
          };
        }
      }
    }
  }
}

const STATE = '00000000';
const placesOf = (person: InventedPerson): [string, string][] => [
  [STATE, STATE],
  [person.district, person.district],
  [person.district, person.school],
];
const groupsOf = (person: InventedPerson): string[] => [
  'ALL',
  person.race,
  person.gender,
  `${person.race}_${person.gender}`,
  person.lowIncome ? 'LI' : 'NLI',
  person.english ? 'EL' : 'NEL',
  person.disability ? 'SWD' : 'NSWD',
];

export type MutableRow = Record<string, string | number>;

function tally(rows: Map<string, MutableRow>, keys: MutableRow, start: MutableRow): MutableRow {
  const id = Object.values(keys).join('|');
  let row = rows.get(id);
  if (row === undefined) {
    row = { ...keys, ...start };
    rows.set(id, row);
  }
  return row;
}

/** Rows shaped like Early College participation, one partner a school. */
export function participationRows(people: Iterable<InventedPerson>): MutableRow[] {
  const rows = new Map<string, MutableRow>();
  for (const person of people) {
    for (const [dist_code, org_code] of placesOf(person)) {
      for (const stu_grp of groupsOf(person)) {
        const row = tally(
          rows,
          { sy: person.year, dist_code, org_code, stu_grp },
          { g09_cnt: 0, g10_cnt: 0, g11_cnt: 0, g12_cnt: 0, all_cnt: 0 },
        );
        (row[person.grade] as number)++;
        (row.all_cnt as number)++;
      }
    }
  }
  return [...rows.values()];
}

export const participationSpec: ProtectedTableSpec = {
  name: 'participation',
  dimensions: [
    { name: 'sy', columns: ['sy'] },
    { name: 'place', columns: ['dist_code', 'org_code'], nesting: { top: STATE, relation: 'partial' } },
    { name: 'group', columns: ['stu_grp'], codes: [...STUDENT_GROUPS], lines: studentGroupLines() },
  ],
  measures: ['g09_cnt', 'g10_cnt', 'g11_cnt', 'g12_cnt', 'all_cnt'].map((name) => ({
    kind: 'count' as const,
    name,
    product: 'enrollment',
    owners: ['DESE'],
  })),
  equations: [
    {
      total: { measure: 'all_cnt' },
      parts: ['g09_cnt', 'g10_cnt', 'g11_cnt', 'g12_cnt'].map((measure) => ({ measure })),
      relation: 'partition',
    },
  ],
};

/** Rows shaped like College and Career Outcomes: district by cohort by outcome. */
export function outcomeRows(people: readonly InventedPerson[]): MutableRow[] {
  const rows = new Map<string, MutableRow>();
  const cohorts = new Map<string, number>();
  for (const person of people) {
    for (const district_code of [STATE, person.district]) {
      const cohort = `${district_code}|${person.year}`;
      cohorts.set(cohort, (cohorts.get(cohort) ?? 0) + 1);
      const outcomes = ['Employed', 'Missing'].includes(person.outcome)
        ? [person.outcome]
        : [person.outcome, 'Enrolled'];
      for (const outcome_type of outcomes) {
        const keys = { district_code, hs_grad_year: person.year, outcome_type };
        (tally(rows, keys, { outcome_count: 0 }).outcome_count as number)++;
      }
    }
  }
  for (const row of rows.values()) row.grad_count = cohorts.get(`${row.district_code}|${row.hs_grad_year}`)!;
  return [...rows.values()];
}

export const outcomeSpec: ProtectedTableSpec = {
  name: 'outcomes',
  dimensions: [
    { name: 'place', concept: 'district', columns: ['district_code'], nesting: { top: STATE, relation: 'partial' } },
    { name: 'cohort', columns: ['hs_grad_year'] },
    {
      name: 'outcome',
      columns: ['outcome_type'],
      codes: OUTCOMES,
      lines: [{ total: 'Enrolled', parts: OUTCOMES.slice(0, 4), relation: 'partition' }],
    },
  ],
  measures: [
    {
      kind: 'count',
      name: 'grad_count',
      product: 'enrollment',
      owners: ['DESE'],
      over: ['place', 'cohort'],
      population: 'graduates',
    },
    {
      kind: 'count',
      name: 'outcome_count',
      product: 'college-enrollment',
      owners: ['DESE', 'DHE', 'NSC', 'DUA'],
      of: 'grad_count',
      attribute: true,
    },
  ],
  equations: [
    {
      total: { measure: 'grad_count' },
      parts: ['Enrolled', 'Employed', 'Missing'].map((outcome) => ({ measure: 'outcome_count', at: { outcome } })),
      relation: 'partition',
    },
  ],
};

/** Rows shaped like earnings by group: district by cohort by student group, with the contributors of the wages. */
export function earningsRows(people: readonly InventedPerson[]): MutableRow[] {
  const rows = new Map<string, MutableRow>();
  const employers = new Map<MutableRow, Map<number, { persons: number; wages: number }>>();
  for (const person of people) {
    for (const district_code of [STATE, person.district]) {
      for (const stu_grp of groupsOf(person)) {
        const keys = { district_code, hs_grad_year: person.year, stu_grp };
        const row = tally(rows, keys, { grad_count: 0, employed_count: 0, earnings_sum: 0 });
        (row.grad_count as number)++;
        if (person.outcome !== 'Employed') continue;
        (row.employed_count as number)++;
        (row.earnings_sum as number) += person.wages;
        const payrolls = employers.get(row) ?? new Map<number, { persons: number; wages: number }>();
        employers.set(row, payrolls);
        const payroll = payrolls.get(person.employer) ?? { persons: 0, wages: 0 };
        payrolls.set(person.employer, { persons: payroll.persons + 1, wages: payroll.wages + person.wages });
      }
    }
  }
  for (const row of rows.values()) {
    const payrolls = [...(employers.get(row)?.values() ?? [])];
    row.employers = payrolls.length;
    row.top_employer_persons = Math.max(0, ...payrolls.map((payroll) => payroll.persons));
    row.top_employer_earnings = Math.max(0, ...payrolls.map((payroll) => payroll.wages));
  }
  return [...rows.values()];
}

export const earningsSpec: ProtectedTableSpec = {
  name: 'earnings',
  dimensions: [
    { name: 'place', concept: 'district', columns: ['district_code'], nesting: { top: STATE, relation: 'partial' } },
    { name: 'cohort', columns: ['hs_grad_year'] },
    { name: 'group', columns: ['stu_grp'], codes: [...STUDENT_GROUPS], lines: studentGroupLines() },
  ],
  measures: [
    { kind: 'count', name: 'grad_count', product: 'enrollment', owners: ['DESE'] },
    { kind: 'count', name: 'employed_count', product: 'earnings', owners: ['DESE', 'DUA'], of: 'grad_count' },
    {
      kind: 'mean',
      name: 'average_earnings',
      product: 'earnings',
      owners: ['DESE', 'DUA'],
      persons: 'employed_count',
      sum: 'earnings_sum',
      employer: {
        employers: 'employers',
        topEmployerPersons: 'top_employer_persons',
        topEmployerAmount: 'top_employer_earnings',
      },
    },
  ],
};
