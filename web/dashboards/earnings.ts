import type { DashboardDefinition, FigureDefinition } from './definition.ts';

const lag = { later: 'earnings_year', earlier: 'hs_grad_year' } as const;
const average = { kind: 'measure', measure: 'average_earnings' } as const;
const support = ['employed_count', 'covered_count', 'grad_count'] as const;
const coverage = { kind: 'count', seen: 'covered_count', of: 'grad_count' } as const;

/** Statewide earnings by one trait of the graduates. */
function byTrait(id: string, table: string, along: string, alongOnly?: readonly string[]): FigureDefinition {
  return {
    id,
    table,
    value: average,
    display: 'bars',
    along,
    ...(alongOnly ? { alongOnly } : {}),
    yearColumn: 'hs_grad_year',
    groupColumn: 'stu_grp',
    lag,
    support,
    coverage,
  };
}

export const earnings: DashboardDefinition = {
  id: 'earnings',
  followedYears: 5,
  usualLag: 5,
  figures: [
    {
      id: 'earn-growth',
      table: 'earnings_by_group',
      value: average,
      display: 'lines',
      along: 'earnings_year',
      yearColumn: 'hs_grad_year',
      placeColumn: 'district_code',
      groupColumn: 'stu_grp',
      support,
      coverage,
    },
    {
      id: 'earn-groups',
      table: 'earnings_by_group',
      value: average,
      display: 'bars',
      along: 'stu_grp',
      yearColumn: 'hs_grad_year',
      placeColumn: 'district_code',
      lag,
      support,
      coverage,
    },
    byTrait('earn-attainment', 'earnings_by_attainment', 'attainment', [
      'ALL',
      'No college found',
      'Some college, no credential',
      'Certificate',
      'Associate degree',
      "Bachelor's degree or higher",
    ]),
    byTrait('earn-school-type', 'earnings_by_high_school_type', 'high_school_type'),
    byTrait('earn-fields', 'earnings_by_major', 'cip2'),
    {
      id: 'pseo-fields',
      table: 'pseo_earnings',
      value: { kind: 'spread', low: 'y5_p25_earnings', middle: 'y5_p50_earnings', high: 'y5_p75_earnings' },
      display: 'spreads',
      along: 'cipcode',
      support: ['y5_grads_earn'],
    },
  ],
};
