import type { CountMeasure, ProtectedDimension, Tie } from '../../disclosure/protected-table.ts';
import { aggregate, DOLLARS, definePublicTable } from '../define-public-table.ts';
import type { PublicDimension } from '../public-table.ts';
import { LINKAGE_SOURCES, measure, protectedBy, STATE_CODE, SUPPRESSION, shown } from './dimensions.ts';

const OWNERS = ['DESE', 'DHE', 'DUA'] as const;
const COUNT = { kind: 'count' as const, product: 'earnings', owners: [...OWNERS] };

/** The attainments that are a credential: together they are everybody who has a field of study. */
const CREDENTIALS = ['Certificate', 'Associate degree', "Bachelor's degree or higher"];

const EMPLOYER_AGGREGATES = [
  aggregate('employers', 'Employers who paid them, units of one owner counted once.'),
  aggregate('top_employer_persons', 'Persons with the employer that has most of them.'),
  aggregate('top_employer_earnings', 'Wages of the employer that paid most.', DOLLARS),
  aggregate('second_employer_earnings', 'Wages of the employer that paid second most.', DOLLARS),
];

interface EarningsTable {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly universe: string;
  readonly liveDataset?: string;
  /** Where the rows are of districts: their graduates are those of other tables, the same in every earnings year. */
  readonly graduates?: Pick<CountMeasure, 'population' | 'over'>;
  /** Where its numbers are those of other earnings tables: codes here, and the tables and codes that add up to them. */
  readonly ties?: {
    readonly at: Record<string, string>;
    readonly parts: { table: string; at: Record<string, string> }[];
  };
  /** The dimension beside class, year and group. */
  readonly shown: PublicDimension;
  readonly protected: ProtectedDimension;
}

const TIED = ['grad_count', 'covered_count', 'employed_count', 'average_earnings'];

function tie(measure: string, { at, parts }: NonNullable<EarningsTable['ties']>): Tie {
  return { measure, at, parts: parts.map((part) => ({ ...part, measure })) };
}

/** Every graduate of the state, as the table by group shows them. */
const STATE_ROW = [{ table: 'earnings_by_group', at: { district: STATE_CODE } }];

/** The earnings tables differ in one dimension; everything else of them is the same. */
function earningsTable(options: EarningsTable) {
  const over = [options.protected.name, 'hs_grad_year', 'earnings_year', 'stu_grp'];
  return definePublicTable({
    table: {
      name: options.name,
      title: options.title,
      description: options.description,
      dashboard: 'earnings',
      ...(options.liveDataset === undefined ? {} : { liveDataset: options.liveDataset }),
      dimensions: [options.shown, shown.gradYear, shown.earningsYear, shown.studentGroup],
      attributes: [],
      measures: [
        measure('grad_count', 'Graduates', 'count', 'Graduates of the class.'),
        measure(
          'covered_count',
          'Whose wages can be seen',
          'count',
          'Graduates whom an SSN of a college or of a roster carries to wage records.',
        ),
        measure('employed_count', 'With wages', 'count', 'Of those, with wages of any amount in the year.'),
        measure(
          'average_earnings',
          'Average earnings',
          'dollars',
          'Mean gross wages of the year of those with wages, in dollars of that year.',
        ),
      ],
      method: {
        formula:
          'Gross wages of the year from all employers, summed and divided by the graduates with wages; rounded to $100.',
        universe: options.universe,
        exclusions:
          'Years with a quarter not loaded; the self-employed, federal and out-of-state jobs, which are not in wage records.',
        sources: ['DESE SIMS', 'DHE enrollment and degree records', 'DUA wage records', LINKAGE_SOURCES],
        suppression: `${SUPPRESSION} Averages stand for at least 10 people and 3 employers, none with most of either.`,
        limits:
          'Without an identity roster, wages are seen only of graduates whose SSN a public college holds: read the average ' +
          'beside the number whose wages can be seen. No wages does not mean no work.',
      },
    },
    protection: {
      dimensions: [options.protected, protectedBy.gradYear, protectedBy.earningsYear, protectedBy.studentGroup],
      measures: [
        { ...COUNT, name: 'grad_count', over, ...options.graduates },
        { ...COUNT, name: 'covered_count', of: 'grad_count', over, attribute: true },
        { ...COUNT, name: 'employed_count', of: 'covered_count', attribute: true },
        {
          kind: 'mean',
          name: 'average_earnings',
          product: 'earnings',
          owners: [...OWNERS],
          persons: 'employed_count',
          sum: 'earnings_sum',
          largest: { first: 'top_person_earnings', second: 'second_person_earnings' },
          employer: {
            employers: 'employers',
            topEmployerPersons: 'top_employer_persons',
            topEmployerAmount: 'top_employer_earnings',
            secondEmployerAmount: 'second_employer_earnings',
          },
        },
      ],
      ties: options.ties === undefined ? [] : TIED.map((name) => tie(name, options.ties!)),
    },
    owners: OWNERS,
    aggregates: [
      aggregate('grad_count', 'Graduates of the class.'),
      aggregate('covered_count', 'Graduates whose wages can be seen.'),
      aggregate('employed_count', 'Of those, with wages.'),
      aggregate('earnings_sum', 'Their wages of the year.', DOLLARS),
      aggregate('top_person_earnings', 'Most wages of one person.', DOLLARS),
      aggregate('second_person_earnings', 'Second most wages of one person.', DOLLARS),
      ...EMPLOYER_AGGREGATES,
    ],
  });
}

export const earningsByGroup = earningsTable({
  name: 'earnings_by_group',
  title: 'Average earnings of high-school graduates by student group',
  description: 'What graduates earn in each year after high school, by district and student group.',
  universe: 'High-school graduates of the class.',
  liveDataset: '9vfm-6vxq',
  graduates: { population: 'high-school-graduates', over: ['district', 'hs_grad_year', 'stu_grp'] },
  shown: shown.districtCode,
  protected: protectedBy.district,
});

export const earningsByAttainment = earningsTable({
  name: 'earnings_by_attainment',
  title: 'Average earnings by college attainment',
  description: 'What graduates earn 1, 5 and 10 years after high school, by the highest credential they have by then.',
  universe: 'High-school graduates of the class, by their highest credential at the end of the year.',
  shown: {
    name: 'attainment',
    label: 'Attainment',
    meaning: 'Highest credential by the end of the year, some college without one, or no college found.',
    type: 'text',
  },
  ties: { at: { attainment: 'ALL' }, parts: STATE_ROW },
  protected: {
    name: 'attainment',
    columns: ['attainment'],
    attribute: true,
    nesting: { top: 'ALL', relation: 'partition' },
  },
});

export const earningsByHighSchoolType = earningsTable({
  name: 'earnings_by_high_school_type',
  title: 'Average earnings by kind of high school',
  description: 'What graduates of vocational, charter and traditional high schools earn 1, 5 and 10 years later.',
  universe: 'High-school graduates of the class, by the school that reported their completion.',
  shown: {
    name: 'high_school_type',
    label: 'High school',
    meaning: 'vocational, charter or traditional.',
    type: 'text',
  },
  ties: { at: { high_school_type: 'ALL' }, parts: STATE_ROW },
  protected: {
    name: 'high_school_type',
    columns: ['high_school_type'],
    nesting: { top: 'ALL', relation: 'partition' },
  },
});

export const earningsByMajor = earningsTable({
  name: 'earnings_by_major',
  title: 'Average earnings by field of study',
  description: 'What holders of a college credential earn 1, 5 and 10 years after high school, by field.',
  universe: 'High-school graduates of the class with a college credential by the end of the year.',
  shown: {
    name: 'cip2',
    label: 'Field of study',
    meaning: 'Two-digit CIP family of the highest credential; ALL is every field.',
    type: 'text',
  },
  ties: {
    at: { cip2: 'ALL' },
    parts: CREDENTIALS.map((attainment) => ({ table: 'earnings_by_attainment', at: { attainment } })),
  },
  protected: { name: 'cip2', columns: ['cip2'], attribute: true, nesting: { top: 'ALL', relation: 'partition' } },
});
