import type { DashboardDefinition } from './definition.ts';

const share = { kind: 'share', numerator: 'outcome_count', denominator: 'grad_count' } as const;

export const outcomes: DashboardDefinition = {
  id: 'outcomes',
  followedYears: 4,
  figures: [
    {
      id: 'cco-path',
      table: 'college_career_outcomes',
      value: share,
      display: 'lines',
      along: 'outcome_year',
      series: {
        dimension: 'outcome_type',
        only: ['Total Postsecondary Enrollment', 'Total Employed', 'Total Missing'],
      },
      coverage: { kind: 'parts' },
      yearColumn: 'hs_grad_year',
      placeColumn: 'district_code',
      groupColumn: 'stu_grp',
    },
    {
      id: 'cco-destinations',
      table: 'college_career_outcomes',
      value: share,
      display: 'bars',
      along: 'outcome_type',
      alongOnly: [
        'In-State Public 2-Year',
        'In-State Public 4-Year',
        'In-State Private',
        'Out-of-State',
        'Total Employed',
        'Total Missing',
      ],
      coverage: { kind: 'parts' },
      yearColumn: 'hs_grad_year',
      placeColumn: 'district_code',
      groupColumn: 'stu_grp',
      lag: { later: 'outcome_year', earlier: 'hs_grad_year' },
    },
  ],
};
