import type { ProtectedMeasure } from '../../disclosure/protected-table.ts';
import { aggregate, DOLLARS, definePublicTable } from '../define-public-table.ts';
import type { PublicDimension } from '../public-table.ts';
import { LINKAGE_SOURCES, measure, SUPPRESSION } from './dimensions.ts';

const HORIZONS = [1, 5, 10] as const;
const PERCENTILES = [
  { column: 'p25', label: '25th percentile', minimum: 'quartiles' },
  { column: 'p50', label: 'Median', minimum: 'median' },
  { column: 'p75', label: '75th percentile', minimum: 'quartiles' },
] as const;
const OWNERS = ['DHE', 'DUA'] as const;

function text(name: string, label: string, meaning: string): PublicDimension {
  return { name, label, meaning, type: 'text' };
}

function measuresAfter(years: number): ProtectedMeasure[] {
  return [
    {
      kind: 'count',
      name: `y${years}_ipeds_count`,
      product: 'earnings',
      owners: [...OWNERS],
      statusColumn: `status_y${years}_ipeds_count`,
    },
    {
      kind: 'count',
      name: `y${years}_grads_earn`,
      product: 'earnings',
      owners: [...OWNERS],
      of: `y${years}_ipeds_count`,
      attribute: true,
      statusColumn: `status_y${years}_grads_earn`,
    },
    {
      kind: 'percentiles',
      name: `y${years}_earnings`,
      product: 'earnings',
      owners: [...OWNERS],
      statusColumn: `status_y${years}_earnings`,
      persons: `y${years}_grads_earn`,
      values: PERCENTILES.map(({ column, minimum }) => ({ column: `y${years}_${column}_earnings`, minimum })),
      employer: {
        sum: `y${years}_earnings_sum`,
        employers: `y${years}_employers`,
        topEmployerPersons: `y${years}_top_employer_persons`,
        topEmployerAmount: `y${years}_top_employer_earnings`,
        secondEmployerAmount: `y${years}_second_employer_earnings`,
      },
    },
  ];
}

/** Columns and codes of the Census Bureau's PSEO earnings files (LEHD schema V4.5.0 and release notes). */
export const pseoEarnings = definePublicTable({
  table: {
    name: 'pseo_earnings',
    title: 'Earnings of college graduates',
    description: 'Quartiles of earnings 1, 5 and 10 years after a credential, by public college, level and field.',
    dashboard: 'earnings',
    statusScheme: 'pseo',
    dimensions: [
      text('institution', 'College', 'OPEID of the college, eight digits.'),
      text(
        'degree_level',
        'Level',
        'LEHD degree level: 01 certificate under a year … 05 bachelor’s … 18 professional.',
      ),
      text('cipcode', 'Field of study', 'Two-digit CIP family; 00 is every field.'),
      text('grad_cohort', 'Cohort', 'First award year of the cohort; 0000 is every cohort.'),
    ],
    attributes: [
      { name: 'agg_level_pseo', label: 'Aggregation level', meaning: 'PSEO aggregation level.', type: 'integer' },
      text('inst_level', 'Institution level', 'I: one institution.'),
      text('cip_level', 'Field level', 'A: every field; 2: CIP family.'),
      { name: 'grad_cohort_years', label: 'Cohort width', meaning: 'Award years in a cohort.', type: 'integer' },
      text('geo_level', 'Geography level', 'N: national.'),
      text('geography', 'Geography', '00: anywhere.'),
      text('ind_level', 'Industry level', 'A: every industry.'),
      text('industry', 'Industry', '00: every industry.'),
    ],
    measures: HORIZONS.flatMap((years) => [
      ...PERCENTILES.map(({ column, label }) =>
        measure(
          `y${years}_${column}_earnings`,
          `${label}, year ${years}`,
          'dollars',
          `${label} of earnings ${years} ${years === 1 ? 'year' : 'years'} after the award, in 2022 dollars.`,
          { statusColumn: `status_y${years}_earnings` },
        ),
      ),
      measure(
        `y${years}_grads_earn`,
        `Graduates with earnings, year ${years}`,
        'count',
        'Graduates attached to the labor market.',
        {
          statusColumn: `status_y${years}_grads_earn`,
        },
      ),
      measure(`y${years}_ipeds_count`, `Graduates, year ${years}`, 'count', 'Graduates of the cohort.', {
        statusColumn: `status_y${years}_ipeds_count`,
      }),
    ]),
    method: {
      formula:
        'Percentiles of annual earnings of attached graduates; the median is the mean of the 45th and 55th. Dollars of 2022 (CPI-U), rounded to $100.',
      universe: 'First award of a person at a college and level, reported by a Massachusetts public college.',
      exclusions:
        'Graduates with fewer than three quarters of earnings or less than a full-time minimum wage for the year.',
      sources: ['DHE degree records', 'DUA wage records', LINKAGE_SOURCES],
      suppression: `${SUPPRESSION} Quartiles need 30 people, medians 20; three employers, none with most of the wages.`,
      limits:
        'Wages in Massachusetts only; graduates whose SSN the college does not hold are among the graduates, not among the earners.',
    },
  },
  protection: {
    dimensions: [
      { name: 'institution', columns: ['institution'] },
      { name: 'degree_level', columns: ['degree_level'] },
      { name: 'cipcode', columns: ['cipcode'], nesting: { top: '00', relation: 'partition' } },
      { name: 'grad_cohort', columns: ['grad_cohort'], nesting: { top: '0000', relation: 'partition' } },
    ],
    measures: HORIZONS.flatMap(measuresAfter),
  },
  owners: OWNERS,
  aggregates: HORIZONS.flatMap((years) => [
    ...PERCENTILES.map(({ column, label }) =>
      aggregate(`y${years}_${column}_earnings`, `${label} of earnings.`, { type: 'double' }),
    ),
    aggregate(`y${years}_grads_earn`, 'Graduates attached to the labor market.'),
    aggregate(`y${years}_ipeds_count`, 'Graduates of the cohort.'),
    aggregate(`y${years}_employers`, 'Employers who paid them, units of one owner counted once.'),
    aggregate(`y${years}_earnings_sum`, 'Wages of all of them, in dollars of the year.', DOLLARS),
    aggregate(`y${years}_top_employer_persons`, 'Persons with the employer that has most of them.'),
    aggregate(`y${years}_top_employer_earnings`, 'Wages of the employer that paid most.', DOLLARS),
    aggregate(`y${years}_second_employer_earnings`, 'Wages of the employer that paid second most.', DOLLARS),
  ]),
  attributes: (keys) => {
    const everyField = keys.cipcode === '00';
    const everyCohort = keys.grad_cohort === '0000';
    return {
      agg_level_pseo: (everyField ? 38 : 40) + (everyCohort ? 0 : 6),
      inst_level: 'I',
      cip_level: everyField ? 'A' : '2',
      grad_cohort_years: keys.degree_level === '05' ? 3 : 5,
      geo_level: 'N',
      geography: '00',
      ind_level: 'A',
      industry: '00',
    };
  },
});
